import type { FailureReason, ScannerName, ScanOptionRecord, ShardState } from '@scanfleet/contracts';
import type { Tx } from '../../platform/database/tx.js';

/** Why an engine gave a shard back. */
export interface GivenBack {
  reason: FailureReason;
  detail: string;
  /** What the engine was able to do then; when that changes, it is asked again. */
  fingerprint: string;
  /** RFC 3339; after this moment it is asked again. Null = never, while its fingerprint stays. */
  until: string | null;
}

/**
 * What the console wants of a running shard. `replan` (its scope has changed) and `split` (others have nothing to do) reach
 * the engine as a pause; when it has stopped, the shard goes on from what is not covered.
 */
export type ShardWish = 'pause' | 'cancel' | 'replan' | 'split';

/** A shard as the ledger works with it. Address sets are canonical texts. */
export interface ShardRow {
  id: string;
  scanId: string;
  zoneId: string;
  number: number;
  stage: 1 | 2;
  partIndex: number;
  partCount: number;
  scanner: ScannerName;
  state: ShardState;
  ordered: ShardWish | null;
  orderedAt: Date | null;
  epoch: number;
  attempts: number;
  lostLeases: number;
  engineId: string | null;
  pinnedEngineId: string | null;
  pinnedPoolId: string | null;
  refusedBy: Record<string, GivenBack>;
  leaseExpiresAt: Date | null;
  addressSet: string;
  coveredSet: string;
  /** Excluded after planning: not scanned, and not waited for. */
  droppedSet: string;
  leasedSet: string;
  /** Typed options where they are not the scan's. */
  options: ScanOptionRecord[] | null;
  /** Ids of engines on which a run failed since it last covered something new. */
  failedOn: string[];
}

export const shardColumns = `id, scan_id AS "scanId", zone_id AS "zoneId", number, stage,
  part_index AS "partIndex", part_count AS "partCount", scanner, state, ordered,
  ordered_at AS "orderedAt", epoch, attempts, lost_leases AS "lostLeases", engine_id AS "engineId",
  pinned_engine_id AS "pinnedEngineId", pinned_pool_id AS "pinnedPoolId",
  dropped_set AS "droppedSet", options, failed_on AS "failedOn", refused_by AS "refusedBy", lease_expires_at AS "leaseExpiresAt",
  address_set AS "addressSet", covered_set AS "coveredSet", leased_set AS "leasedSet"`;

/**
 * Locks one shard for writing. Locks are taken in the order report, shard, scan; whoever writes a report and its shard
 * in one transaction locks the report first, so that no two transactions wait for each other.
 */
export async function lockShard(tx: Tx, shardId: string): Promise<ShardRow | undefined> {
  const rows = await tx.query<ShardRow>(`SELECT ${shardColumns} FROM shard WHERE id = $1 FOR NO KEY UPDATE`, [shardId]);
  return rows[0];
}

/** A lease as an engine names it. */
export interface HeldShard {
  readonly shardId: string;
  readonly epoch: number;
  readonly engineId: string;
}

/** Whether the shard is leased to that engine in that epoch, now. */
export function isHeld(shard: ShardRow, held: HeldShard): boolean {
  return (
    shard.epoch === held.epoch &&
    shard.engineId === held.engineId &&
    shard.leaseExpiresAt !== null &&
    (shard.state === 'leased' || shard.state === 'scanning')
  );
}
