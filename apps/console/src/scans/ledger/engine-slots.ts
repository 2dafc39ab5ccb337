import { Injectable } from '@nestjs/common';
import type { EnginePolicy, EngineScanner, ScannerName } from '@scanfleet/contracts';
import type { AddressSet } from '@scanfleet/targets';
import { onlineSince } from '../../engines/engine-online.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { allowedSet } from './policy-filter.js';

/** An engine that could take work now. */
export interface FreeEngine {
  readonly id: string;
  /** Scanners that it has and that its owner allows. */
  readonly scanners: readonly string[];
  readonly allowed: AddressSet;
  readonly pools: readonly string[];
  /** Shards that it may have at a time, and how many more it may have now. */
  readonly slots: number;
  readonly free: number;
}

/** What decides whether an engine may take a shard. */
export interface SlotNeed {
  readonly scanner: ScannerName;
  readonly addresses: AddressSet;
  readonly pinnedEngineId: string | null;
  readonly pinnedPoolId: string | null;
  /** Engines that gave it back. */
  readonly refusedBy: Readonly<Record<string, unknown>>;
}

interface Row {
  id: string;
  scanners: EngineScanner[];
  policy: EnginePolicy | null;
  pools: string[];
  slots: number;
  free: number;
}

/** Knows which slots of a zone's engines are free. */
@Injectable()
export class EngineSlots {
  constructor(private readonly clock: Clock) {}

  /** Engines of a zone that are online, approved, enabled, not draining, and below what they may have at a time. */
  async free(tx: Tx | Database, zoneId: string): Promise<FreeEngine[]> {
    return (await this.able(tx, zoneId)).filter(({ free }) => free > 0);
  }

  /** Engines of a zone that are online, approved, enabled and not draining, busy or not. */
  async able(tx: Tx | Database, zoneId: string): Promise<FreeEngine[]> {
    const rows = await tx.query<Row>(
      `SELECT id, scanners, policy, least(slots, max_shards) AS slots, free,
         ARRAY(SELECT pool_id::text FROM engine_pool_member WHERE engine_id = engine.id) AS pools
       FROM engine
       CROSS JOIN LATERAL (
         SELECT (least(slots, max_shards) - count(*))::int AS free FROM shard
         WHERE shard.engine_id = engine.id AND shard.state IN ('leased', 'scanning')) AS room
       WHERE zone_id = $1 AND retired_at IS NULL AND enabled AND approved AND NOT draining AND last_seen_at >= $2
       ORDER BY id`,
      [zoneId, onlineSince(this.clock.now())],
    );
    return rows.map(({ policy, scanners, ...row }) => ({
      ...row,
      scanners: scanners.map(({ name }) => name).filter((name) => policy?.scanners.includes(name)),
      allowed: allowedSet(policy),
    }));
  }
}

/** Whether an engine may take all addresses of a shard. */
export function mayTake(engine: FreeEngine, need: SlotNeed): boolean {
  return (
    engine.scanners.includes(need.scanner) &&
    (need.pinnedEngineId === null || need.pinnedEngineId === engine.id) &&
    (need.pinnedPoolId === null || engine.pools.includes(need.pinnedPoolId)) &&
    !(engine.id in need.refusedBy) &&
    engine.allowed.containsSet(need.addresses)
  );
}

/** How many of these shards could run at once in the free slots of these engines: each slot takes the first that it may. */
export function slotsFor(engines: readonly FreeEngine[], shards: readonly SlotNeed[]): number {
  let open = [...shards];
  for (const engine of engines) {
    let free = engine.free;
    open = open.filter((shard) => {
      const taken = free > 0 && mayTake(engine, shard);
      if (taken) free -= 1;
      return !taken;
    });
  }
  return shards.length - open.length;
}
