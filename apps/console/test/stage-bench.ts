import { randomUUID } from 'node:crypto';
import type { ReportFormat, ScannerName, ShardOutcome } from '@scanfleet/contracts';
import { formatOptions, parseOptions, type ScanOption } from '@scanfleet/scan-options';
import { AddressSet } from '@scanfleet/targets';
import type { Database } from '../src/platform/database/database.js';
import type { GivenLease, LeasingEngine } from '../src/scans/ledger/lease-taker.js';
import { StateWriter } from '../src/scans/ledger/state-writer.js';
import { StageFeeder } from '../src/scans/stages/stage-feeder.js';
import { aLogger, DEFAULT_ZONE } from './harness.js';
import { IngestBench } from './ingest-bench.js';

const completed: ShardOutcome = { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' };

export interface StagedShard {
  id: string;
  number: number;
  stage: number;
  state: string;
  scanner: ScannerName;
  address_set: string;
  pinned_engine_id: string | null;
  pinned_pool_id: string | null;
  /** Options as text. */
  options: string | null;
}

/** A run that an engine is at. */
export interface StageRun {
  readonly shardId: string;
  readonly epoch: number;
  readonly engineId: string;
  readonly manifest: GivenLease['manifest'];
  sent: number;
}

/** Scans of two stages on a real database, with the real ledger, ingest and feeder. */
export class StageBench {
  private constructor(readonly ingests: IngestBench) {}

  static async open(): Promise<StageBench> {
    return new StageBench(await IngestBench.open());
  }

  get database(): Database {
    return this.ingests.database;
  }

  get clock(): { pass(seconds: number): void; now(): Date } {
    return this.ingests.ledgers.bench.clock;
  }

  close(): Promise<void> {
    return this.ingests.close();
  }

  clear(): Promise<void> {
    return this.ingests.clear();
  }

  /** A feeder of its own, as another console has. */
  aFeeder(database: Database = this.database): StageFeeder {
    const { bench, queue, endings } = this.ingests.ledgers;
    const states = new StateWriter(bench.clock, bench.bus, endings);
    return new StageFeeder(database, bench.clock, bench.bus, queue, states, aLogger().logger);
  }

  feed(scanId: string): Promise<void> {
    return this.aFeeder().feed(scanId);
  }

  anEngine(): Promise<LeasingEngine> {
    return this.ingests.ledgers.anEngine({ scanners: ['nmap', 'masscan'] });
  }

  /** A planned scan of two stages. */
  async aScan(wish: {
    shards: string[];
    scanner?: ScannerName;
    options?: string;
    followUp?: string | null;
    engineId?: string;
    poolId?: string;
  }): Promise<string> {
    const { scanner = 'masscan', options = '-p 1-1000', followUp = '-sV' } = wish;
    const sets = wish.shards.map((text) => AddressSet.parse(text));
    const all = AddressSet.uniteAll(sets);
    const scanId = randomUUID();
    await this.database.query(
      `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
         excluded_set, planned_addresses, shard_count, created_by, created_at, follow_up_text, follow_up, engine_id, pool_id)
       VALUES ($1, $2, 'planned', 'two stages', $3, $4, $5, 'test', $6, $7, '', $8, $9, 'test', $10, $11, $12, $13, $14)`,
      [
        scanId,
        DEFAULT_ZONE,
        scanner,
        options,
        JSON.stringify(typed(scanner, options)),
        JSON.stringify({
          targets: wish.shards,
          excluded: [],
          excludedAddresses: '0',
          resolvedNames: [],
          excludedNames: [],
        }),
        all.toString(),
        all.count().toString(),
        sets.length,
        this.clock.now(),
        followUp,
        followUp === null ? null : JSON.stringify(typed('nmap', followUp)),
        wish.engineId ?? null,
        wish.poolId ?? null,
      ],
    );
    for (const [index, set] of sets.entries()) {
      await this.database.query(
        `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, pinned_engine_id, pinned_pool_id, address_set, address_count)
         VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9)`,
        [
          randomUUID(),
          scanId,
          DEFAULT_ZONE,
          index + 1,
          scanner,
          wish.engineId ?? null,
          wish.poolId ?? null,
          set.toString(),
          set.count().toString(),
        ],
      );
    }
    return scanId;
  }

  /** Gives the next shard to an engine. */
  async lease(engine: LeasingEngine): Promise<StageRun> {
    const [lease] = await this.ingests.ledgers.lease(engine);
    if (!lease) throw new Error('there was no shard to lease');
    const { shardId, epoch } = lease.manifest;
    return { shardId, epoch, engineId: engine.engineId, manifest: lease.manifest, sent: 0 };
  }

  /** Sends bytes of a run's report and takes them into the scan. */
  async send(run: StageRun, text: string): Promise<void> {
    const format: ReportFormat = run.manifest.scanner === 'nmap' ? 'nmap_xml' : 'masscan_xml';
    const part = { ...run, offset: run.sent, bytes: Buffer.from(text), format };
    run.sent = await this.database.transaction((tx) => this.ingests.ledgers.reports.append(tx, part));
    await this.ingest(run);
  }

  /** Ends a run, and takes the end of its report into the scan. */
  async end(run: StageRun, outcome: ShardOutcome = completed): Promise<void> {
    await this.ingests.ledgers.finish(run, outcome);
    await this.ingest(run);
  }

  async ingest({ shardId, epoch }: StageRun): Promise<void> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM report WHERE shard_id = $1 AND epoch = $2', [
      shardId,
      epoch,
    ]);
    for (const { id } of rows) await this.ingests.aWorker().run(id);
  }

  /** A whole run of the next shard with this report. */
  async run(engine: LeasingEngine, text: string): Promise<StageRun> {
    const run = await this.lease(engine);
    await this.send(run, text);
    await this.end(run);
    return run;
  }

  async shards(scanId: string, stage?: number): Promise<StagedShard[]> {
    const rows = await this.database.query<Omit<StagedShard, 'options'> & { options: ScanOption[] | null }>(
      `SELECT id, number, stage, state, scanner, address_set, pinned_engine_id, pinned_pool_id, options FROM shard
       WHERE scan_id = $1 AND stage = coalesce($2, stage) ORDER BY number`,
      [scanId, stage ?? null],
    );
    return rows.map((row) => ({ ...row, options: row.options && formatOptions(row.options) }));
  }

  /** Shards of the second stage in short, such as `10.0.0.1 -sV -p 80 -Pn`. */
  async second(scanId: string): Promise<string[]> {
    return (await this.shards(scanId, 2)).map((shard) => `${shard.address_set} ${shard.options}`);
  }

  /** What was found, in short, with a star where no shard has it: `10.0.0.1 T:80*`. */
  async finds(scanId: string): Promise<string[]> {
    const rows = await this.database.query<{ find: string }>(
      `SELECT host(address) || ' ' || ports || CASE WHEN shard_id IS NULL THEN '*' ELSE '' END AS find FROM stage_find
       WHERE scan_id = $1 ORDER BY id`,
      [scanId],
    );
    return rows.map(({ find }) => find);
  }

  async scan(scanId: string): Promise<Record<string, unknown>> {
    const [row] = await this.database.query(
      `SELECT state, partial, reason, held, shard_count, addresses_done::int, follow_up_addresses::int, follow_up_done::int,
         hosts_up, open_ports FROM scan WHERE id = $1`,
      [scanId],
    );
    return row ?? {};
  }
}

function typed(scanner: ScannerName, text: string): ScanOption[] {
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error('the options of the test are wrong');
  return read.options;
}
