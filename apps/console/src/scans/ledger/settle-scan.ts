import type { ScanState } from '@scanfleet/contracts';

/** How many shards of a scan are in which state. */
export interface ShardTally {
  queued: number;
  /** Leased or scanning. */
  active: number;
  paused: number;
  delivered: number;
  /** Cancelled by order. */
  cancelled: number;
  /** Ended because all that was left of them had been excluded after planning. */
  excluded: number;
  failed: number;
  /** What the first failed shard says. */
  failure: string | null;
  /** Whether the first stage found something that no shard of the second has been given. */
  findsWait: boolean;
  /** An order to the whole scan. */
  held: 'pause' | 'cancel' | null;
}

/** What a scan's shards make of it. */
export interface SettledScan {
  state: Extract<ScanState, 'paused' | 'completed' | 'cancelled' | 'failed'>;
  partial: boolean;
  reason: string | null;
}

/**
 * The state that the shards of a scan amount to once none of them waits or runs; undefined while one does. The scan's
 * state is always this function of its shards, so it stays true however they got there.
 */
export function settledScan(tally: ShardTally, cancelledBy: string | null): SettledScan | undefined {
  if (tally.queued > 0 || tally.active > 0) return undefined;
  if (tally.paused > 0) return { state: 'paused', partial: false, reason: null };
  if (tally.cancelled > 0) return { state: 'cancelled', partial: false, reason: cancelledBy ?? 'It was cancelled.' };
  if (tally.findsWait) return withFinds(tally.held, cancelledBy);
  const shards = tally.delivered + tally.failed;
  if (tally.delivered > 0) {
    if (tally.failed === 0) return { state: 'completed', partial: false, reason: null };
    const reason = `${tally.failed} of ${shards} shards failed${tally.failure ? `: ${tally.failure}` : '.'}`;
    return { state: 'completed', partial: true, reason };
  }
  if (tally.failed > 0)
    return { state: 'failed', partial: false, reason: tally.failure ?? 'All of its shards failed.' };
  return { state: 'cancelled', partial: false, reason: 'All of its addresses were excluded after it was planned.' };
}

/** All shards have ended and finds wait: the scan goes on with them, unless it was told not to. */
function withFinds(held: ShardTally['held'], cancelledBy: string | null): SettledScan | undefined {
  switch (held) {
    case null:
      return undefined;
    case 'pause':
      return { state: 'paused', partial: false, reason: null };
    case 'cancel':
      return { state: 'cancelled', partial: false, reason: cancelledBy ?? 'It was cancelled.' };
  }
}
