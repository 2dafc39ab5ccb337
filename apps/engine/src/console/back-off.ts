import type { Clock } from '../clock.js';

/**
 * Waiting times after failures: they double from `firstMs` to `mostMs`, and each is drawn from its upper half, so that a
 * hundred engines do not come back in the same second. `reset` after a success.
 */
export class BackOff {
  private failures = 0;

  constructor(private readonly settings: { firstMs: number; mostMs: number; clock: Pick<Clock, 'random'> }) {}

  /** Counts a failure and says how many milliseconds to wait now. */
  next(): number {
    const { firstMs, mostMs, clock } = this.settings;
    const full = Math.min(mostMs, firstMs * 2 ** Math.min(this.failures, 30));
    this.failures += 1;
    return Math.round(full * (0.5 + clock.random() / 2));
  }

  reset(): void {
    this.failures = 0;
  }
}
