import { Injectable } from '@nestjs/common';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { EngineSlots, type FreeEngine } from './engine-slots.js';
import { type Left, type LimitedScan, MOST_LOOKED_AT, type QueuedShard, Room } from './room.js';
import { passTurnstiles, type Turnstile } from './turnstiles.js';

/** What the running shards of a site or scan use. */
interface InUse {
  id: string;
  max: number | null;
  shards: number;
  rate: number;
  /** Shards that were leased before there was a budget: they may send all of it. */
  unbounded: number;
}

/** Keeps engines, sites and zones within the shards that they may have, and sites and scans within their rates. */
@Injectable()
export class RunningLimits {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly slots: EngineSlots,
  ) {}

  /** How many more shards an engine with a limit may take. Nobody else leases to it before the transaction ends. */
  async leftOfEngine(tx: Tx, engine: { engineId: string; maxShards: number }): Promise<number> {
    await passTurnstiles(tx, [`engine ${engine.engineId}`]);
    const rows = await tx.query<{ running: number }>(
      `SELECT count(*)::int AS running FROM shard WHERE engine_id = $1 AND ${running}`,
      [engine.engineId],
    );
    return Math.max(0, engine.maxShards - (rows[0]?.running ?? 0));
  }

  /**
   * What may be leased of these scans. Where none has a limit or budget, nothing is asked and nobody waits; else nobody else
   * leases of the same sites, scans and zone before the transaction ends.
   * @param asking the engine that asks, with its free slots.
   */
  async room(
    tx: Tx,
    asking: { engineId: string; zoneId: string; free: number },
    scans: readonly LimitedScan[],
  ): Promise<Room> {
    const ofZone = scans.find(({ zoneMaxShards }) => zoneMaxShards !== null)?.zoneMaxShards ?? null;
    const sites = unique(scans, ({ siteId, ...site }) => site.siteMaxShards !== null && siteId);
    const budgetSites = unique(scans, ({ siteId, ...site }) => site.siteMaxRate !== null && siteId);
    const budgetScans = unique(scans, ({ id, maxRate }) => maxRate !== null && id);
    const turnstiles: Turnstile[] = [
      ...(ofZone === null ? [] : [`limit ${asking.zoneId}` as const]),
      ...sites.map((id) => `limit ${id}` as const),
      ...[...budgetSites, ...budgetScans].map((id) => `budget ${id}` as const),
    ];
    if (turnstiles.length === 0) return new Room(null, new Map(), new Map(), [], []);
    await passTurnstiles(tx, turnstiles);

    const zone = ofZone === null ? null : { n: ofZone - (await this.runningIn(tx, asking.zoneId)) };
    const usedBySites = await this.usedBySites(tx, [...new Set([...sites, ...budgetSites])]);
    const usedByScans = await this.usedByScans(tx, budgetScans);
    const shardLimits = new Map(scans.map(({ siteId, siteMaxShards }) => [siteId, siteMaxShards]));
    const rateLimits = new Map(scans.map(({ siteId, siteMaxRate }) => [siteId, siteMaxRate]));
    const shards = new Map<string, Left>();
    const rates = new Map<string, Left>();
    for (const { id, ...used } of usedBySites) {
      const [most, rate] = [shardLimits.get(id) ?? null, rateLimits.get(id) ?? null];
      if (most !== null) shards.set(id, { n: most - used.shards });
      if (rate !== null) rates.set(id, { n: used.unbounded > 0 ? 0 : rate - used.rate });
    }
    for (const { id, ...used } of usedByScans) rates.set(id, { n: (used.max ?? 0) - used.rate });
    if (rates.size === 0) return new Room(zone, shards, rates, [], []);
    const engines = await this.slots.free(tx, asking.zoneId);
    const queued = await this.queued(tx, asking.zoneId, { siteIds: budgetSites, scanIds: budgetScans });
    return new Room(zone, shards, rates, withAsking(engines, asking), queued);
  }

  /** Calls those who wait for a limit or budget that a shard, which engines have no more, was counted in. */
  async freed(tx: Tx, shard: { scanId: string; zoneId: string; engineId: string | null }): Promise<void> {
    const { zoneId, engineId } = shard;
    const rows = await tx.query<{ ofZone: boolean; ofEngine: boolean }>(
      `SELECT num_nonnulls(zone.max_shards, site.max_shards, site.max_rate, scan.max_rate) > 0 AS "ofZone",
         EXISTS (SELECT FROM engine WHERE id = $2 AND max_shards IS NOT NULL) AS "ofEngine"
       FROM scan JOIN zone ON zone.id = scan.zone_id LEFT JOIN site ON site.id = scan.site_id WHERE scan.id = $1`,
      [shard.scanId, engineId],
    );
    if (rows[0]?.ofZone) tx.afterCommit(() => this.bus.publish('work', { zoneId }));
    else if (rows[0]?.ofEngine && engineId !== null) tx.afterCommit(() => this.bus.publish('orders', { engineId }));
  }

  private async runningIn(tx: Tx, zoneId: string): Promise<number> {
    const rows = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM shard WHERE zone_id = $1 AND ${running}`,
      [zoneId],
    );
    return rows[0]?.n ?? 0;
  }

  private async usedBySites(tx: Tx, ids: readonly string[]): Promise<InUse[]> {
    if (ids.length === 0) return [];
    return tx.query<InUse>(
      `SELECT site.id, NULL::int AS max, used.* FROM site CROSS JOIN LATERAL (
         SELECT ${used} FROM scan JOIN shard ON shard.scan_id = scan.id WHERE scan.site_id = site.id AND ${running}) AS used
       WHERE site.id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  private async usedByScans(tx: Tx, ids: readonly string[]): Promise<InUse[]> {
    if (ids.length === 0) return [];
    return tx.query<InUse>(
      `SELECT scan.id, scan.max_rate AS max, used.* FROM scan CROSS JOIN LATERAL (
         SELECT ${used} FROM shard WHERE shard.scan_id = scan.id AND ${running}) AS used
       WHERE scan.id = ANY ($1::uuid[])`,
      [ids],
    );
  }

  /** The shards that wait now for a share of these budgets, as many as may matter. */
  private async queued(
    tx: Tx,
    zoneId: string,
    { siteIds, scanIds }: { siteIds: readonly string[]; scanIds: readonly string[] },
  ): Promise<QueuedShard[]> {
    const rows = await tx.query<Omit<QueuedShard, 'addresses'> & { addressSet: string; coveredSet: string }>(
      `SELECT shard.id, shard.scan_id AS "scanId", scan.site_id AS "siteId", shard.scanner,
         shard.address_set AS "addressSet", shard.covered_set AS "coveredSet", shard.refused_by AS "refusedBy",
         shard.pinned_engine_id AS "pinnedEngineId", shard.pinned_pool_id AS "pinnedPoolId"
       FROM (SELECT id FROM scan WHERE zone_id = $1 AND state IN ('planned', 'running')
           AND (site_id = ANY ($2::uuid[]) OR id = ANY ($3::uuid[]))) AS waiting
       JOIN scan ON scan.id = waiting.id
       CROSS JOIN LATERAL (
         SELECT * FROM shard WHERE shard.zone_id = $1 AND shard.scan_id = scan.id AND shard.state = 'queued'
           AND (not_before IS NULL OR not_before <= $4)
         ORDER BY number LIMIT ${MOST_LOOKED_AT}) AS shard`,
      [zoneId, siteIds, scanIds, this.clock.now()],
    );
    return rows.map(({ addressSet, coveredSet, ...row }) => ({
      ...row,
      addresses: AddressSet.parse(addressSet).subtract(AddressSet.parse(coveredSet)),
    }));
  }
}

const running = `shard.state IN ('leased', 'scanning')`;
const used = `count(*)::int AS shards, coalesce(sum(leased_rate), 0)::float8 AS rate,
  (count(*) FILTER (WHERE leased_rate IS NULL))::int AS unbounded`;

/**
 * SQL that is true where no limit and no used-up budget forbids one more shard of `scan`, of its `zone` and perhaps `site`; a
 * first look without waiting, which `RunningLimits.room` makes sure of.
 */
export const hasRoom = `(zone.max_shards IS NULL
    OR zone.max_shards > (SELECT count(*) FROM shard WHERE shard.zone_id = scan.zone_id AND ${running}))
  AND (num_nonnulls(site.max_shards, site.max_rate) = 0
    OR (SELECT (site.max_shards IS NULL OR site.max_shards > count(*))
          AND (site.max_rate IS NULL OR (site.max_rate > coalesce(sum(leased_rate), 0) AND count(*) = count(leased_rate)))
        FROM shard JOIN scan AS other ON other.id = shard.scan_id WHERE other.site_id = site.id AND ${running}))
  AND (scan.max_rate IS NULL
    OR scan.max_rate > (SELECT coalesce(sum(leased_rate), 0) FROM shard WHERE shard.scan_id = scan.id AND ${running}))`;

function unique(scans: readonly LimitedScan[], pick: (scan: LimitedScan) => string | false | null): string[] {
  return [...new Set(scans.map(pick).filter((id) => id !== false && id !== null))];
}

/** The engine that asks knows its free slots better than its row. */
function withAsking(engines: FreeEngine[], { engineId, free }: { engineId: string; free: number }): FreeEngine[] {
  return engines.map((engine) => (engine.id === engineId ? { ...engine, free } : engine));
}
