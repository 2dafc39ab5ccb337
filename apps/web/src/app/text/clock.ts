import { DOCUMENT, Service, inject, signal } from '@angular/core';

const TICK_MS = 1000;

/**
 * What time it is for the console. The browser's clock may be minutes off, and "3 minutes ago" must not say so; the
 * difference is learned from the realtime channel.
 */
@Service()
export class Clock {
  private readonly document = inject(DOCUMENT);
  private readonly time = signal(Date.now());
  private skew = 0;

  /** Milliseconds since 1970 by the console's clock; ticks every second while the page is in view. */
  readonly now = this.time.asReadonly();

  constructor() {
    setInterval(() => this.tick(), TICK_MS);
    this.document.addEventListener('visibilitychange', () => this.tick());
  }

  /** Takes over the console's time, RFC 3339. Differences below two seconds are the way here, not the clock. */
  setTo(consoleTime: string): void {
    const skew = Date.parse(consoleTime) - Date.now();
    this.skew = Math.abs(skew) < 2000 ? 0 : skew;
    this.tick();
  }

  private tick(): void {
    if (this.document.visibilityState === 'visible') this.time.set(Date.now() + this.skew);
  }
}
