import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Seconds before each next attempt; the last one is repeated. */
const STEPS = [10, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR] as const;
/** A pause is longer by up to this share, so that what failed together does not come back together. */
const JITTER = 0.1;

/** How often, how long and how many at once deliveries are tried. */
@Injectable()
export class DeliveryPace {
  /** How long an attempt may take. */
  readonly patienceMs: number = 15_000;
  /** For how long a claimed delivery is nobody else's. Longer than an attempt, so that it ends only for consoles that died. */
  readonly claimSeconds: number = 60;
  /** How long a delivery is tried, from its first attempt on. */
  readonly longestSeconds: number = 24 * HOUR;
  /** Attempts at once in one console, and of them for one channel. */
  readonly atOnce: number = 8;
  readonly atOnceForOne: number = 4;

  constructor(private readonly clock: Clock) {}

  /** Seconds before the next attempt, after so many that failed. */
  pauseSeconds(failures: number): number {
    const step = STEPS[Math.min(failures, STEPS.length) - 1] ?? STEPS[0];
    return step * (1 + (JITTER * this.clock.below(1000)) / 1000);
  }
}
