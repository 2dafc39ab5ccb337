import { SystemClock } from '../src/platform/clock/clock.js';

/** The machine's clock, moved by hand. */
export class MovableClock extends SystemClock {
  private offsetMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  forward({ days = 0, hours = 0, minutes = 0, seconds = 0 }): void {
    this.offsetMs += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }
}
