import { firstNotLess } from './time-sets.js';

/** Instants that were named one by one, in whole seconds. */
export class InstantList {
  private readonly instants: readonly number[];

  constructor(instants: Iterable<number>) {
    this.instants = [...new Set(instants)].sort((a, b) => a - b);
  }

  /** The first later than this one; `undefined` when there is none. */
  next(after: number): number | undefined {
    return this.instants[firstNotLess(this.instants, after + 1)];
  }

  has(instant: number): boolean {
    return this.instants[firstNotLess(this.instants, instant)] === instant;
  }

  /** All of them, ascending. */
  all(): readonly number[] {
    return this.instants;
  }
}
