import { type Interval } from './interval.js';

/** Addresses that one token stands for. `note` says what was understood differently from what was written. */
export interface Block {
  readonly kind: 'address' | 'cidr' | 'range';
  readonly intervals: readonly Interval[];
  readonly note?: string | undefined;
}
