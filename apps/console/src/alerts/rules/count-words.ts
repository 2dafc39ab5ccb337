import { AlertKind, ScanEvent } from '@scanfleet/contracts';
import { kindNouns, numbered } from '../kind-nouns.js';

export const eventWords: Readonly<Record<ScanEvent, string>> = {
  started: 'started',
  paused: 'paused',
  resumed: 'resumed',
  completed: 'completed',
  partial: 'partly failed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Several of one kind of changes: `new hosts`. */
export function kindWords(kind: AlertKind): string {
  return kindNouns[kind][1];
}

/** `3 changes (1 new host, 2 ports opened)`; empty when there are none. */
export function changeCounts(counts: Readonly<Record<string, number>>): string {
  const kinds = Object.values(AlertKind).filter((kind) => (counts[kind] ?? 0) > 0);
  const total = kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);
  const words = kinds.map((kind) => numbered(counts[kind] ?? 0, kindNouns[kind]));
  if (kinds.length === 1 && kinds[0] === AlertKind.CertificateExpiring) return words.join('');
  return total === 0 ? '' : `${numbered(total, ['change', 'changes'])} (${words.join(', ')})`;
}

/** `2 scans failed, 1 scan completed`; empty when there are none. */
export function scanCounts(counts: Readonly<Record<string, number>>): string {
  return Object.values(ScanEvent)
    .filter((event) => (counts[event] ?? 0) > 0)
    .map((event) => `${numbered(counts[event] ?? 0, ['scan', 'scans'])} ${eventWords[event]}`)
    .join(', ');
}
