import type { ScanState, ScanSummary, ShardState } from '@scanfleet/contracts';

export type StateTone = 'good' | 'bad' | 'warn' | 'live' | 'quiet' | 'plain';

const SCAN_TONES: Readonly<Record<ScanState, StateTone>> = {
  planned: 'plain',
  running: 'live',
  paused: 'warn',
  completed: 'good',
  cancelled: 'quiet',
  failed: 'bad',
};

export const shardTones: Readonly<Record<ShardState, StateTone>> = {
  queued: 'plain',
  leased: 'live',
  scanning: 'live',
  delivered: 'good',
  paused: 'warn',
  cancelled: 'quiet',
  failed: 'bad',
};

/** Word and tone of a scan's state; "completed" with failed shards is said to be partial. */
export function scanStateWords(scan: Pick<ScanSummary, 'state' | 'partial'>): {
  readonly word: string;
  readonly tone: StateTone;
} {
  if (scan.partial) return { word: `${scan.state}, partial`, tone: 'warn' };
  return { word: scan.state, tone: SCAN_TONES[scan.state] };
}

/** States that nothing follows. */
export function hasEnded(state: ScanState): boolean {
  return state === 'completed' || state === 'cancelled' || state === 'failed';
}
