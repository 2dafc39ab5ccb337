import { ScanPriority, type ScanState, type ScanSummary, type ShardState } from '@scanfleet/contracts';

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

/** Reads a priority from a control or from the address bar; undefined for any other word. */
export function priorityOf(word: string | undefined): ScanPriority | undefined {
  return Object.values(ScanPriority).find((priority) => priority === word);
}

/** Reads a whole number from the address bar; null for none and for anything else. */
export function numberOf(word: string | undefined): number | null {
  return word !== undefined && /^\d{1,9}$/.test(word) ? Number(word) : null;
}

/** Minutes as a person would say them: `90 min`, `4 h`. */
export function wholeMinutes(minutes: number): string {
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
