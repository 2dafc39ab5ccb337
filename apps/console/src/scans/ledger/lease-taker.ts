import { Injectable } from '@nestjs/common';
import type { Manifest, ScanOptionRecord } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import { emptied } from './emptied.js';
import { MOST_RECENT, nextTurn, RECENT_SECONDS, type Turn, weightSql } from './fair-turns.js';
import { manifestOf } from './manifest-of.js';
import { allowedSet } from './policy-filter.js';
import type { LimitedScan, Room } from './room.js';
import { RunHistory } from './run-history.js';
import { hasRoom, RunningLimits } from './running-limits.js';
import { lockShard, type ShardRow } from './shard-row.js';
import { ShardScope } from './shard-scope.js';
import { SplitOrders } from './split-orders.js';
import { StateWriter } from './state-writer.js';
import { eligibleFor, type LeasingEngine, outsideBlackouts, takeable } from './takeable.js';

export type { LeasingEngine } from './takeable.js';

/** A lease that was just given. */
export interface GivenLease {
  readonly manifest: Manifest;
  readonly expiresAt: Date;
}

interface WaitingScan extends Turn, LimitedScan {
  options: ScanOptionRecord[];
  excludedSet: string;
}

/** One look for work: who asks, for what there is room, and what the transaction has to write at its end. */
interface Look {
  readonly engine: LeasingEngine;
  readonly allowed: AddressSet;
  readonly room: Room;
  /** Shards of which addresses have been excluded since they were planned. */
  readonly dropped: { shard: ShardRow; excluded: AddressSet }[];
  /** Scans of which shards ended on the way. */
  readonly settled: Set<string>;
}

/** Shards of one scan that are looked at in the first go, and in each further one: mostly the first will do. */
const FIRST_PAGE = 16;
const NEXT_PAGES = 512;
/** Scans of a zone that one engine looks into at a time. */
const MOST_SCANS = 50;

/** Gives queued shards to an engine that can take them, scans in turn by their priority, within limits and budgets; none in a blackout. */
@Injectable()
export class LeaseTaker {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly states: StateWriter,
    private readonly scope: ShardScope,
    private readonly history: RunHistory,
    private readonly limits: RunningLimits,
    private readonly splits: SplitOrders,
  ) {}

  /**
   * Leases up to `freeSlots` shards. Shards that another transaction looks at are passed over, never waited for. When slots
   * are left, a shard that has long to go may be told to stop, to be divided.
   */
  async take(tx: Tx, engine: LeasingEngine, freeSlots: number): Promise<GivenLease[]> {
    const slots =
      engine.maxShards === null
        ? freeSlots
        : Math.min(freeSlots, await this.limits.leftOfEngine(tx, { ...engine, maxShards: engine.maxShards }));
    if (slots < 1) return [];
    const allowed = allowedSet(engine.policy);
    const scans = await this.scansWithWork(tx, engine, allowed);
    const leases = scans.length > 0 ? await this.takeInTurns(tx, { engine, allowed, scans, slots }) : [];
    if (leases.length < slots) await this.splits.order(tx, engine, allowed);
    return leases;
  }

  /** The manifest of a lease that is held, for an engine that did not get the answer. */
  async repeat(tx: Tx, shard: ShardRow): Promise<Manifest> {
    const rows = await tx.query<{
      siteId: string | null;
      options: ScanOptionRecord[];
      excludedSet: string;
      rate: number | null;
      protocol: number | null;
    }>(
      `SELECT site_id AS "siteId", coalesce(shard.options, scan.options) AS options, excluded_set AS "excludedSet",
         leased_rate AS rate, engine.protocol
       FROM shard JOIN scan ON scan.id = shard.scan_id LEFT JOIN engine ON engine.id = shard.engine_id WHERE shard.id = $1`,
      [shard.id],
    );
    const lease = rows[0];
    if (!lease) throw new Error('a shard has a scan');
    const excluded = await this.scope.excludedNow(tx, { ...lease, id: shard.scanId }, shard.zoneId);
    const addresses = AddressSet.parse(shard.leasedSet);
    const { options, rate, protocol } = lease;
    const { userAgent } = this.config;
    return manifestOf({ shard, options, addresses, excluded, rate, protocol: protocol ?? 1, userAgent });
  }

  private async takeInTurns(
    tx: Tx,
    {
      engine,
      allowed,
      scans,
      slots,
    }: { engine: LeasingEngine; allowed: AddressSet; scans: readonly WaitingScan[]; slots: number },
  ): Promise<GivenLease[]> {
    const room = await this.limits.room(tx, { ...engine, free: slots }, scans);
    const look: Look = { engine, allowed, room, dropped: [], settled: new Set() };
    const leases: GivenLease[] = [];
    const waiting = new Set(scans);
    while (leases.length < slots) {
      const scan = nextTurn(waiting);
      if (!scan) break;
      const lease = room.isFull(scan) ? undefined : await this.takeOne(tx, scan, look);
      if (!lease) {
        waiting.delete(scan);
        continue;
      }
      leases.push(lease);
      scan.running += 1;
      scan.recent += 1;
    }
    await this.settle(tx, look);
    return leases;
  }

  /** Writes to scans what the look found, in one order for all, so that no two transactions wait for each other's scans. */
  private async settle(tx: Tx, { dropped, settled }: Look): Promise<void> {
    const byScan = Map.groupBy(dropped, ({ shard }) => shard.scanId);
    for (const scanId of [...new Set([...byScan.keys(), ...settled])].sort()) {
      for (const { shard, excluded } of byScan.get(scanId) ?? []) await this.scope.noteDropped(tx, shard, excluded);
      if (settled.has(scanId)) await this.states.settleScan(tx, scanId);
    }
  }

  /** Scans with shards that the engine may take and that no limit keeps waiting: the next in turn of them. */
  private async scansWithWork(tx: Tx, engine: LeasingEngine, allowed: AddressSet): Promise<WaitingScan[]> {
    for (let after = 0; ; after += MOST_SCANS) {
      const scans = await this.scansInTurn(tx, engine, after);
      const inReach = scans.filter(({ addressSet }) => allowed.overlaps(AddressSet.parse(addressSet)));
      if (inReach.length > 0 || scans.length < MOST_SCANS) return inReach;
    }
  }

  private async scansInTurn(
    tx: Tx,
    engine: LeasingEngine,
    after: number,
  ): Promise<(WaitingScan & { addressSet: string })[]> {
    return tx.query<WaitingScan & { addressSet: string }>(
      `SELECT scan.id, scan.site_id AS "siteId", scan.options, scan.excluded_set AS "excludedSet",
         scan.address_set AS "addressSet", scan.priority, scan.created_at AS "createdAt", scan.max_rate AS "maxRate",
         site.max_shards AS "siteMaxShards", site.max_rate AS "siteMaxRate", zone.max_shards AS "zoneMaxShards",
         running.n AS running, recent.n AS recent
       FROM scan JOIN zone ON zone.id = scan.zone_id LEFT JOIN site ON site.id = scan.site_id
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS n FROM shard WHERE scan_id = scan.id AND state IN ('leased', 'scanning')) AS running
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS n FROM (
           SELECT FROM shard_run WHERE scan_id = scan.id AND leased_at > $6 LIMIT ${MOST_RECENT}) AS turn) AS recent
       WHERE scan.zone_id = $1 AND scan.state IN ('planned', 'running')
         AND EXISTS (SELECT FROM shard WHERE shard.scan_id = scan.id AND ${takeable})
         AND ${hasRoom} AND ${outsideBlackouts}
       ORDER BY running.n / (${weightSql})::float8, recent.n / (${weightSql})::float8, scan.created_at, scan.id
       LIMIT ${MOST_SCANS} OFFSET $7`,
      [...eligibleFor(engine, this.clock), new Date(this.clock.now().getTime() - RECENT_SECONDS * 1000), after],
    );
  }

  /** Leases the first shard of a scan that the engine may take. Ends those on the way of which nothing is left. */
  private async takeOne(tx: Tx, scan: WaitingScan, look: Look): Promise<GivenLease | undefined> {
    const { engine, allowed } = look;
    const excluded = await this.scope.excludedNow(tx, scan, engine.zoneId);
    let size = FIRST_PAGE;
    for (let after = 0; ; size = NEXT_PAGES) {
      const page = await tx.query<Pick<ShardRow, 'id' | 'number' | 'addressSet' | 'coveredSet' | 'droppedSet'>>(
        `SELECT id, number, address_set AS "addressSet", covered_set AS "coveredSet", dropped_set AS "droppedSet" FROM shard
         WHERE ${takeable} AND scan_id = $6 AND number > $7 ORDER BY number LIMIT ${size}`,
        [...eligibleFor(engine, this.clock), scan.id, after],
      );
      for (const { id, ...sets } of page) {
        const addresses = this.scope.left(sets, excluded);
        if (!allowed.containsSet(addresses)) continue;
        const shard = await this.lockQueued(tx, id);
        if (!shard) continue;
        if (!addresses.isEmpty()) return this.lease(tx, { shard, scan, addresses, excluded }, look);
        await this.endExcluded(tx, shard);
        look.dropped.push({ shard, excluded });
        look.settled.add(scan.id);
      }
      const last = page.at(-1);
      if (!last || page.length < size) return undefined;
      after = last.number;
    }
  }

  /** Locks a shard that is still queued, unless somebody else has it. */
  private async lockQueued(tx: Tx, shardId: string): Promise<ShardRow | undefined> {
    const free = await tx.query(`SELECT FROM shard WHERE id = $1 AND state = 'queued' FOR NO KEY UPDATE SKIP LOCKED`, [
      shardId,
    ]);
    return free.length > 0 ? lockShard(tx, shardId) : undefined;
  }

  private async lease(
    tx: Tx,
    {
      shard,
      scan,
      addresses,
      excluded,
    }: { shard: ShardRow; scan: WaitingScan; addresses: AddressSet; excluded: AddressSet },
    { engine, room, dropped }: Look,
  ): Promise<GivenLease> {
    const expiresAt = new Date(this.clock.now().getTime() + this.config.leaseSeconds * 1000);
    const epoch = shard.epoch + 1;
    const options = shard.options ?? scan.options;
    const rate = room.rate(scan, { scanner: shard.scanner, options }, engine.policy?.maxRate ?? null);
    const { engineId, protocol } = engine;
    const { userAgent } = this.config;
    const { id: shardId, scanId } = shard;
    const count = addresses.count().toString();
    const manifest = manifestOf({
      shard: { ...shard, epoch },
      options,
      addresses,
      excluded,
      rate,
      protocol,
      userAgent,
    });
    await this.states.moveShard(tx, shard, 'leased', {
      epoch,
      engine_id: engineId,
      lease_expires_at: expiresAt,
      leased_set: manifest.addressSet,
      leased_count: count,
      leased_rate: rate,
      not_before: null,
      percent: 0,
      exit_code: null,
      stderr_tail: null,
      argv: null,
      notes: '[]',
    });
    room.take(scan, { engineId, shardId, rate });
    dropped.push({ shard, excluded });
    await this.history.leased(tx, {
      shardId,
      epoch,
      scanId,
      engineId,
      set: manifest.addressSet,
      count,
      hash: manifest.hash,
    });
    return { manifest, expiresAt };
  }

  /** Everything that was left of the shard has been excluded since it was planned. */
  private async endExcluded(tx: Tx, shard: ShardRow): Promise<void> {
    const { to, patch } = emptied(shard.coveredSet, this.clock.now());
    await this.states.moveShard(tx, shard, to, patch);
  }
}
