import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Manifest, ScannerName, ScanOptionRecord } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import { type EngineAbilities, fingerprint } from './fingerprint.js';
import { allowedSet } from './policy-filter.js';
import { lockShard, type ShardRow } from './shard-row.js';
import { RunHistory } from './run-history.js';
import { ShardScope } from './shard-scope.js';
import { StateWriter } from './state-writer.js';

/** An engine that asks for work. */
export interface LeasingEngine extends EngineAbilities {
  readonly engineId: string;
  readonly zoneId: string;
}

/** A lease that was just given. */
export interface GivenLease {
  readonly manifest: Manifest;
  readonly expiresAt: Date;
}

interface WaitingScan {
  id: string;
  siteId: string | null;
  options: ScanOptionRecord[];
  excludedSet: string;
}

/** Shards of one scan that are looked at in the first go, and in each further one: mostly the first will do. */
const FIRST_PAGE = 16;
const NEXT_PAGES = 512;
/** Scans of a zone that one engine looks into at a time. */
const MOST_SCANS = 50;

/** Gives queued shards to an engine that can take them: scans in turn, fewest running shards first, then the oldest. */
@Injectable()
export class LeaseTaker {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly states: StateWriter,
    private readonly scope: ShardScope,
    private readonly history: RunHistory,
  ) {}

  /** Leases up to `freeSlots` shards. Shards that another transaction looks at are passed over, never waited for. */
  async take(tx: Tx, engine: LeasingEngine, freeSlots: number): Promise<GivenLease[]> {
    const leases: GivenLease[] = [];
    const allowed = allowedSet(engine.policy);
    const emptied = new Set<string>();
    let scans = await this.scansWithWork(tx, engine, allowed);
    while (leases.length < freeSlots && scans.length > 0) {
      const more: WaitingScan[] = [];
      for (const scan of scans) {
        if (leases.length >= freeSlots) break;
        const lease = await this.takeOne(tx, { scan, engine, allowed, emptied });
        if (!lease) continue;
        leases.push(lease);
        more.push(scan);
      }
      scans = more;
    }
    // In one order for all, so that no two transactions wait for each other's scans.
    for (const scanId of [...emptied].sort()) await this.states.settleScan(tx, scanId);
    return leases;
  }

  /** The manifest of a lease that is held, for an engine that did not get the answer. */
  async repeat(tx: Tx, shard: ShardRow): Promise<Manifest> {
    const rows = await tx.query<WaitingScan>(
      `SELECT id, site_id AS "siteId", options, excluded_set AS "excludedSet" FROM scan WHERE id = $1`,
      [shard.scanId],
    );
    const scan = rows[0];
    if (!scan) throw new Error('a shard has a scan');
    const excluded = await this.scope.excludedNow(tx, scan, shard.zoneId);
    return this.manifest(shard, scan, { addresses: AddressSet.parse(shard.leasedSet), excluded });
  }

  private async scansWithWork(tx: Tx, engine: LeasingEngine, allowed: AddressSet): Promise<WaitingScan[]> {
    const scans = await tx.query<WaitingScan & { addressSet: string }>(
      `SELECT scan.id, scan.site_id AS "siteId", scan.options, scan.excluded_set AS "excludedSet",
         scan.address_set AS "addressSet"
       FROM scan
       WHERE scan.zone_id = $1 AND scan.state IN ('planned', 'running')
         AND EXISTS (SELECT FROM shard WHERE shard.scan_id = scan.id AND ${takeable})
       ORDER BY (SELECT count(*) FROM shard WHERE scan_id = scan.id AND state IN ('leased', 'scanning')),
         scan.created_at, scan.id
       LIMIT ${MOST_SCANS}`,
      this.takeableBy(engine),
    );
    return scans.filter(({ addressSet }) => allowed.overlaps(AddressSet.parse(addressSet)));
  }

  private takeableBy(engine: LeasingEngine): unknown[] {
    const usable = engine.scanners.filter(({ name }) => engine.policy?.scanners.includes(name));
    return [engine.zoneId, usable.map(({ name }) => name), engine.engineId, this.clock.now(), fingerprint(engine)];
  }

  /** Leases the first shard of a scan that the engine may take. Ends those on the way of which nothing is left. */
  private async takeOne(
    tx: Tx,
    {
      scan,
      engine,
      allowed,
      emptied,
    }: {
      scan: WaitingScan;
      engine: LeasingEngine;
      allowed: AddressSet;
      emptied: Set<string>;
    },
  ): Promise<GivenLease | undefined> {
    const excluded = await this.scope.excludedNow(tx, scan, engine.zoneId);
    let size = FIRST_PAGE;
    for (let after = 0; ; size = NEXT_PAGES) {
      const page = await tx.query<Pick<ShardRow, 'id' | 'number' | 'addressSet' | 'coveredSet' | 'droppedSet'>>(
        `SELECT id, number, address_set AS "addressSet", covered_set AS "coveredSet", dropped_set AS "droppedSet" FROM shard
         WHERE ${takeable} AND scan_id = $6 AND number > $7 ORDER BY number LIMIT ${size}`,
        [...this.takeableBy(engine), scan.id, after],
      );
      for (const { id, ...sets } of page) {
        const addresses = this.scope.left(sets, excluded);
        if (!allowed.containsSet(addresses)) continue;
        const shard = await this.lockQueued(tx, id);
        if (!shard) continue;
        if (!addresses.isEmpty()) return this.lease(tx, { shard, scan, engine, addresses, excluded });
        await this.endExcluded(tx, shard, excluded);
        emptied.add(scan.id);
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
      engine,
      addresses,
      excluded,
    }: {
      shard: ShardRow;
      scan: WaitingScan;
      engine: LeasingEngine;
      addresses: AddressSet;
      excluded: AddressSet;
    },
  ): Promise<GivenLease> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + this.config.leaseSeconds * 1000);
    const epoch = shard.epoch + 1;
    await this.states.moveShard(tx, shard, 'leased', {
      epoch,
      engine_id: engine.engineId,
      lease_expires_at: expiresAt,
      leased_set: addresses.toString(),
      leased_count: addresses.count().toString(),
      not_before: null,
      percent: 0,
      exit_code: null,
      stderr_tail: null,
      argv: null,
      notes: '[]',
    });
    await this.scope.noteDropped(tx, shard, excluded);
    const manifest = this.manifest({ ...shard, epoch }, scan, { addresses, excluded });
    const { id: shardId, scanId } = shard;
    const [set, count] = [manifest.addressSet, addresses.count().toString()];
    const { engineId } = engine;
    await this.history.leased(tx, { shardId, epoch, scanId, engineId, set, count, hash: manifest.hash });
    return { manifest, expiresAt };
  }

  /** Everything that was left of the shard has been excluded since it was planned. */
  private async endExcluded(tx: Tx, shard: ShardRow, excluded: AddressSet): Promise<void> {
    await this.scope.noteDropped(tx, shard, excluded);
    await this.states.moveShard(tx, shard, 'cancelled', {
      reason: 'nothing_to_scan',
      detail: 'All that was left of it has been excluded since it was planned.',
      not_before: null,
      finished_at: this.clock.now(),
    });
  }

  private manifest(
    shard: { id: string; scanId: string; epoch: number; scanner: ScannerName },
    scan: WaitingScan,
    { addresses, excluded }: { addresses: AddressSet; excluded: AddressSet },
  ): Manifest {
    const [addressSet, excludedSet] = [addresses.toString(), excluded.toString()];
    return {
      scanId: shard.scanId,
      shardId: shard.id,
      epoch: shard.epoch,
      scanner: shard.scanner,
      options: scan.options,
      addressSet,
      excludedSet,
      hash: createHash('sha256').update(`${addressSet}\n${excludedSet}`).digest('hex'),
      userAgent: this.config.userAgent,
      timeLimitSeconds: null,
      // The same in every epoch, so that a repeated shard probes in the same order.
      seed: createHash('sha256').update(shard.id).digest().readUInt32BE(0),
      maxRate: null,
      part: null,
    };
  }
}

/** $1 zone, $2 scanners, $3 engine, $4 now, $5 the engine's fingerprint. */
const takeable = `shard.zone_id = $1 AND shard.state = 'queued' AND shard.scanner = ANY ($2::text[])
  AND (shard.pinned_engine_id IS NULL OR shard.pinned_engine_id = $3::uuid)
  AND (shard.not_before IS NULL OR shard.not_before <= $4)
  AND NOT (shard.refused_by ? $3::text
    AND shard.refused_by -> $3::text ->> 'fingerprint' = $5
    AND coalesce((shard.refused_by -> $3::text ->> 'until')::timestamptz > $4, true))`;
