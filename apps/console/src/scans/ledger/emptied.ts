import { FailureReason, type ShardState } from '@scanfleet/contracts';
import type { ShardPatch } from './state-writer.js';

/**
 * How a shard ends of which nothing is left because of exclusions: delivered when it has covered something, else cancelled
 * with nothing to scan.
 * @param coveredSet canonical text of what it has covered.
 */
export function emptied(
  coveredSet: string,
  now: Date,
): { to: Extract<ShardState, 'delivered' | 'cancelled'>; patch: ShardPatch } {
  const ended = { not_before: null, finished_at: now };
  if (coveredSet !== '') return { to: 'delivered', patch: { ...ended, percent: 100, reason: null, detail: null } };
  const detail = 'All that was left of it has been excluded since it was planned.';
  return { to: 'cancelled', patch: { ...ended, reason: FailureReason.NothingToScan, detail } };
}
