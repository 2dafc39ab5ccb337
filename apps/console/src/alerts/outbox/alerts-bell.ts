import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../../platform/realtime/bus.js';

/** Shortest pause between two rings of one console, milliseconds. */
const PACE_MS = 1000;

/** Tells browsers that alerts have changed: at once, and then once a second at most, however much happens. */
@Injectable()
export class AlertsBell implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private again = false;

  constructor(private readonly bus: Bus) {}

  /** Something changed; call it after it is committed. */
  ring(): void {
    if (this.timer) {
      this.again = true;
      return;
    }
    void this.bus.publish('realtime', { type: 'alerts_changed' });
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.again) this.ring();
      this.again = false;
    }, PACE_MS);
    this.timer.unref();
  }

  /** What was to be told is told by the next change; browsers of this console are gone. */
  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }
}
