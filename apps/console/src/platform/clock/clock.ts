import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Time, randomness and ids come in from here, so that tests can decide them. */
export abstract class Clock {
  /** The present moment. */
  abstract now(): Date;
  /** A new random UUID (RFC 9562 version 4). */
  abstract uuid(): string;
  /** Cryptographically strong random bytes. */
  abstract bytes(count: number): Buffer;
  /** A whole number from 0 up to, not including, `limit`. */
  abstract below(limit: number): number;
}

/** The machine's own clock and randomness. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
  override uuid(): string {
    return randomUUID();
  }
  override bytes(count: number): Buffer {
    return randomBytes(count);
  }
  override below(limit: number): number {
    return randomInt(limit);
  }
}
