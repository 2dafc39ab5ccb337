import { randomUUID } from 'node:crypto';
import type { ScanPriority } from '@scanfleet/contracts';
import { parseOptions } from '@scanfleet/scan-options';
import { AddressSet } from '@scanfleet/targets';
import { ExclusionRules } from '../src/exclusions/exclusion-rules.js';
import type { Database } from '../src/platform/database/database.js';
import { type JobName, JobQueue, type Jobs } from '../src/platform/queue/job-queue.js';
import { ReportStore } from '../src/reports/report-store.js';
import { BlackoutGuard } from '../src/scans/blackout-guard.js';
import { ExclusionsNow } from '../src/scans/exclusions-now.js';
import { LeaseExpiry } from '../src/scans/lease-expiry.js';
import { EngineSlots } from '../src/scans/ledger/engine-slots.js';
import { type GivenLease, LeaseTaker, type LeasingEngine } from '../src/scans/ledger/lease-taker.js';
import { RunCloser } from '../src/scans/ledger/run-closer.js';
import { RunningLimits } from '../src/scans/ledger/running-limits.js';
import { RunHistory } from '../src/scans/ledger/run-history.js';
import { ShardScope } from '../src/scans/ledger/shard-scope.js';
import { ShardSplitter } from '../src/scans/ledger/shard-splitter.js';
import { SplitOrders } from '../src/scans/ledger/split-orders.js';
import { ScanOrders } from '../src/scans/ledger/scan-orders.js';
import { StateWriter } from '../src/scans/ledger/state-writer.js';
import { NameResolver } from '../src/scans/name-resolver.js';
import { ScanBlackouts } from '../src/scans/scan-blackouts.js';
import { ScanEndings } from '../src/scans/scan-endings.js';
import { ScopeChecker } from '../src/scans/scope-checker.js';
import { ScopeGuard } from '../src/scans/scope-guard.js';
import { ScanStore } from '../src/scans/scan-store.js';
import { ShardLedger } from '../src/scans/shard-ledger.js';
import { aConfig, aLogger, DEFAULT_ZONE } from './harness.js';
import { aWorkbench, type Workbench } from './workbench.js';

/** A job queue that keeps what was rung for and lets the test run sweeps itself. */
export class KeptQueue extends JobQueue {
  readonly rung: { name: JobName; id: string }[] = [];
  override ring<Name extends JobName>(name: Name, _payload: Jobs[Name], id: string): Promise<void> {
    this.rung.push({ name, id });
    return Promise.resolve();
  }
  override handle(): void {
    // The test does the work.
  }
  override every(): void {
    // The test sweeps.
  }
}

/** A resolver that knows what it was told. */
export class ToldResolver extends NameResolver {
  readonly known = new Map<string, string[]>();
  override resolve(name: string): Promise<string[]> {
    const addresses = this.known.get(name);
    if (addresses) return Promise.resolve(addresses);
    return Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }));
  }
}

export interface ShardFacts {
  id: string;
  number: number;
  state: string;
  ordered: string | null;
  epoch: number;
  attempts: number;
  lost_leases: number;
  engine_id: string | null;
  covered_set: string;
  reason: string | null;
  detail: string | null;
  lease_expires_at: Date | null;
  not_before: Date | null;
}

/** The ledger with its neighbours on a real database, and short words for what happens in a scan's life. */
export class LedgerBench {
  readonly queue = new KeptQueue();
  readonly resolver = new ToldResolver();
  readonly endings = new ScanEndings();
  readonly ledger: ShardLedger;
  readonly reports: ReportStore;
  readonly expiry: LeaseExpiry;
  readonly exclusions: ExclusionsNow;
  readonly guard: ScopeGuard;
  /** The guard of another console on the same database. */
  readonly anotherGuard: () => ScopeGuard;
  readonly store: ScanStore;
  readonly blackouts: ScanBlackouts;
  readonly blackoutGuard: BlackoutGuard;
  /** The guard of another console on the same database. */
  readonly anotherBlackoutGuard: () => BlackoutGuard;

  private constructor(readonly bench: Workbench) {
    const { database, clock, bus } = bench;
    const config = aConfig({ databaseUrl: 'postgres://unused', leaseSeconds: 30 });
    const states = new StateWriter(clock, bus, this.endings);
    this.exclusions = new ExclusionsNow(new ExclusionRules(clock), this.resolver, clock);
    const history = new RunHistory(clock);
    const scope = new ShardScope(this.exclusions);
    const slots = new EngineSlots(clock);
    const limits = new RunningLimits(clock, bus, slots);
    const taker = new LeaseTaker(clock, config, states, scope, history, limits, new SplitOrders(clock, bus));
    const splitter = new ShardSplitter(clock, bus, states, slots);
    const closer = new RunCloser(clock, bus, states, history, splitter, scope, limits);
    const orders = new ScanOrders(clock, bus, states, scope);
    this.ledger = new ShardLedger(clock, config, bus, this.queue, states, taker, closer, orders, history);
    this.expiry = new LeaseExpiry(database, clock, config, this.queue, this.ledger, aLogger().logger);
    this.reports = new ReportStore(database, clock, this.queue, this.ledger);
    this.store = new ScanStore(clock, bus, states);
    const checker = new ScopeChecker(database, clock, bus, scope, states);
    this.anotherGuard = () =>
      new ScopeGuard(database, clock, bus, this.queue, this.exclusions, checker, aLogger().logger);
    this.guard = this.anotherGuard();
    this.blackouts = new ScanBlackouts(clock, this.ledger);
    this.anotherBlackoutGuard = () =>
      new BlackoutGuard(database, clock, bus, this.queue, this.ledger, aLogger().logger);
    this.blackoutGuard = this.anotherBlackoutGuard();
  }

  static async open(): Promise<LedgerBench> {
    return new LedgerBench(await aWorkbench());
  }

  get database(): Database {
    return this.bench.database;
  }

  /** No scan, no engine in use, no limit: as it was opened. */
  async clear(): Promise<void> {
    await this.database.query(`DELETE FROM scan`);
    await this.database.query(`DELETE FROM engine_pool_member`);
    await this.database.query(`UPDATE engine SET retired_at = now()`);
    await this.database.query(`UPDATE zone SET max_shards = NULL`);
  }

  /** How many shards are leased or scanning, of those of which `where` is true; it may name columns of shard and scan. */
  async running(where: string, parameters: unknown[]): Promise<number> {
    const rows = await this.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM shard JOIN scan ON scan.id = scan_id
       WHERE shard.state IN ('leased', 'scanning') AND ${where}`,
      parameters,
    );
    return rows[0]?.n ?? 0;
  }

  close(): Promise<void> {
    return this.bench.close();
  }

  /** An engine that may scan 10.0.0.0/8 with nmap. */
  async anEngine(
    wish: {
      allowed?: string[];
      scanners?: ('nmap' | 'masscan')[];
      zoneId?: string;
      protocol?: number;
      maxShards?: number;
      slots?: number;
      maxRate?: number;
      poolId?: string;
    } = {},
  ): Promise<LeasingEngine> {
    const engineId = randomUUID();
    const scanners = (wish.scanners ?? ['nmap']).map((name) => ({ name, version: '1', raw: true }));
    const policy = {
      allowed: wish.allowed ?? ['10.0.0.0/8'],
      denied: [],
      scanners: scanners.map(({ name }) => name),
      maxRate: wish.maxRate ?? null,
    };
    const zoneId = wish.zoneId ?? DEFAULT_ZONE;
    await this.database.query(
      `INSERT INTO engine (id, zone_id, name, version, scanners, policy, slots, last_seen_at, created_at, protocol, max_shards)
       VALUES ($1, $2, $3, '1', $4, $5, $7, $6, $6, $8, $9)`,
      [
        engineId,
        zoneId,
        `engine-${engineId}`,
        JSON.stringify(scanners),
        JSON.stringify(policy),
        this.bench.clock.now(),
        wish.slots ?? 4,
        wish.protocol ?? 2,
        wish.maxShards ?? null,
      ],
    );
    if (wish.poolId !== undefined) {
      await this.database.query(`INSERT INTO engine_pool_member VALUES ($1, $2)`, [wish.poolId, engineId]);
    }
    const { protocol = 2, maxShards = null } = wish;
    return { engineId, zoneId, version: '1', scanners, policy, protocol, maxShards };
  }

  /** A planned scan whose shards have these addresses. */
  async aScan(wish: {
    shards: string[];
    scanner?: 'nmap' | 'masscan';
    engineId?: string;
    excluded?: string;
    /** Target names with what they resolved to. */
    names?: Record<string, string[]>;
    options?: string;
    zoneId?: string;
    siteId?: string;
    poolId?: string;
    priority?: ScanPriority;
    maxRate?: number;
    randomised?: boolean;
  }): Promise<string> {
    const scanner = wish.scanner ?? 'nmap';
    const read = parseOptions(scanner, wish.options ?? (scanner === 'nmap' ? '-sT' : '-p80'));
    if (!read.ok) throw new Error('the options of the test are wrong');
    const shards = wish.shards.map((text) => AddressSet.parse(text));
    const commands = await this.database.query<{ id: string }>(
      `INSERT INTO scan_command (id, name, scanner, options, created_at, updated_at)
       VALUES ($1, $2, $3, '', now(), now()) RETURNING id`,
      [randomUUID(), `command ${randomUUID()}`, scanner],
    );
    const command = {
      id: commands[0]?.id ?? '',
      name: 'test',
      scanner,
      optionsText: '',
      options: read.options,
      discovery: false,
    };
    return this.database.transaction((tx) =>
      this.store.create(tx, {
        zoneId: wish.zoneId ?? DEFAULT_ZONE,
        site: wish.siteId === undefined ? null : { id: wish.siteId, name: 'test' },
        engineId: wish.engineId ?? null,
        poolId: wish.poolId ?? null,
        priority: wish.priority ?? 'normal',
        maxRate: wish.maxRate ?? null,
        randomised: wish.randomised ?? false,
        timeLimitSeconds: null,
        liveHostsOnly: false,
        origin: 'person',
        schedule: null,
        command,
        plan: {
          addresses: AddressSet.uniteAll(shards),
          excluded: AddressSet.parse(wish.excluded ?? ''),
          shards,
          slots: 0,
          slotsAtOnce: 0,
          summary: wish.shards.join(),
          snapshot: {
            targets: wish.names ? Object.keys(wish.names) : wish.shards,
            excluded: [],
            excludedAddresses: '0',
            resolvedNames: Object.entries(wish.names ?? {}).map(([name, addresses]) => ({
              name,
              addresses,
              error: null,
            })),
            excludedNames: [],
          },
          problems: [],
          probes: 0n,
        },
        createdBy: 'test',
      }),
    );
  }

  /** A pool without engines. */
  async aPool(): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `INSERT INTO engine_pool (id, zone_id, name, created_at, updated_at) VALUES ($1::uuid, $2, $1::text, now(), now())`,
      [id, DEFAULT_ZONE],
    );
    return id;
  }

  /** A site with limits. */
  async aSite(limits: { maxShards?: number; maxRate?: number } = {}): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, max_shards, max_rate, created_at, updated_at)
       VALUES ($1::uuid, $2, $1::text, '', 0, 0, $3, $4, now(), now())`,
      [id, DEFAULT_ZONE, limits.maxShards ?? null, limits.maxRate ?? null],
    );
    return id;
  }

  lease(engine: LeasingEngine, slots = 1): Promise<GivenLease[]> {
    return this.database.transaction((tx) => this.ledger.lease(tx, engine, slots));
  }

  /** Leases one shard, which must be there. */
  async leaseOne(
    engine: LeasingEngine,
  ): Promise<{ shardId: string; epoch: number; engineId: string; addressSet: string }> {
    const leases = await this.lease(engine);
    if (!leases[0]) throw new Error('there was no shard to lease');
    const { shardId, epoch, addressSet } = leases[0].manifest;
    return { shardId, epoch, engineId: engine.engineId, addressSet };
  }

  async shards(scanId: string): Promise<ShardFacts[]> {
    return this.database.query<ShardFacts>(
      `SELECT id, number, state, ordered, epoch, attempts, lost_leases, engine_id, covered_set, reason, detail,
         lease_expires_at, not_before FROM shard WHERE scan_id = $1 ORDER BY number`,
      [scanId],
    );
  }

  async shard(shardId: string): Promise<ShardFacts> {
    const rows = await this.database.query<{ scan_id: string }>(`SELECT scan_id FROM shard WHERE id = $1`, [shardId]);
    const found = (await this.shards(rows[0]?.scan_id ?? '')).find(({ id }) => id === shardId);
    if (!found) throw new Error('there is no such shard');
    return found;
  }

  async scan(
    scanId: string,
  ): Promise<{ state: string; partial: boolean; reason: string | null; addresses_done: string }> {
    const rows = await this.database.query<{
      state: string;
      partial: boolean;
      reason: string | null;
      addresses_done: string;
    }>(`SELECT state, partial, reason, addresses_done FROM scan WHERE id = $1`, [scanId]);
    if (!rows[0]) throw new Error('there is no such scan');
    return rows[0];
  }

  /** Covers addresses of a shard, as ingest does. */
  async cover(shardId: string, addresses: string): Promise<void> {
    const batch = {
      scanId: '',
      shardId,
      addresses: AddressSet.parse(addresses),
      hostsUp: 1,
      hostsDown: 0,
      openPorts: 2,
    };
    await this.database.transaction((tx) => this.ledger.cover(tx, { ...batch, refused: 0, problems: [] }));
  }

  /** Sends bytes of a report. */
  append(held: { shardId: string; epoch: number; engineId: string }, offset: number, text: string): Promise<number> {
    const bytes = Buffer.from(text);
    const part = { ...held, offset, bytes, format: 'nmap_xml' as const };
    return this.database.transaction((tx) => this.reports.append(tx, part));
  }

  /** Ends a run as the engine API does. */
  async finish(
    held: { shardId: string; epoch: number; engineId: string },
    outcome: Parameters<ShardLedger['finish']>[3],
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const report = await this.reports.lock(tx, held);
      if (!report) throw new Error('send bytes first');
      await this.ledger.finish(tx, held, { id: report.id, bytes: report.receivedBytes }, outcome);
    });
  }

  /** Settles the report of a lease, as ingest does at its end. */
  async settle(
    held: { shardId: string; epoch: number },
    how: { complete?: boolean; refusal?: string } = {},
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const report = await this.reports.lock(tx, held);
      if (!report) throw new Error('there is no report');
      await tx.query(`UPDATE report SET settled = true WHERE id = $1`, [report.id]);
      const { complete = true, refusal = null } = how;
      await this.ledger.reportSettled(tx, { reportId: report.id, complete, refusal });
    });
  }
}
