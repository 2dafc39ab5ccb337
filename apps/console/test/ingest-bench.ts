import { randomUUID } from 'node:crypto';
import type { ReportFormat } from '@scanfleet/contracts';
import { ChangeWriter } from '../src/changes/change-writer.js';
import { IngestReport } from '../src/ingest/ingest-report.js';
import { ObservationTaker } from '../src/ingest/observation-taker.js';
import { ObservationWriter } from '../src/ingest/observation-writer.js';
import { HostQueries } from '../src/inventory/host-queries.js';
import { HostWriter } from '../src/inventory/host-writer.js';
import { MissCounter } from '../src/inventory/miss-counter.js';
import { type Database } from '../src/platform/database/database.js';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { StageFinds } from '../src/scans/stages/stage-finds.js';
import { aConfig, aLogger, DEFAULT_ZONE } from './harness.js';
import { LedgerBench } from './ledger-bench.js';
import { nmapReport, type WrittenHost } from './nmap-report.js';

/** A host that so many scans in a row found down is gone. */
export const GONE_AFTER = 3;

/** A report that waits for bytes, with the scan and the shard that it is of. */
export interface WaitingReport {
  readonly scanId: string;
  readonly shardId: string;
  readonly reportId: string;
}

export interface ChangeFacts {
  kind: string;
  address: string;
  protocol: string | null;
  port: number | null;
  before: unknown;
  after: unknown;
}

/** Ingest with its neighbours on a real database, and short words for reports and what came of them. */
export class IngestBench {
  readonly hosts: HostQueries;

  private constructor(
    readonly ledgers: LedgerBench,
    readonly metrics = new Metrics(),
  ) {
    const { clock, bus } = ledgers.bench;
    const config = aConfig({ databaseUrl: 'postgres://unused', goneAfterMisses: GONE_AFTER });
    const misses = new MissCounter(new ChangeWriter(), clock, config, bus);
    ledgers.endings.handle((tx, ending) => misses.take(tx, ending));
    this.hosts = new HostQueries(ledgers.database);
  }

  static async open(): Promise<IngestBench> {
    return new IngestBench(await LedgerBench.open());
  }

  get database(): Database {
    return this.ledgers.database;
  }

  close(): Promise<void> {
    return this.ledgers.close();
  }

  /** Removes scans, hosts and all that hangs on them. */
  async clear(): Promise<void> {
    await this.database.query('TRUNCATE scan, host, service, change, observation, engine CASCADE');
    this.ledgers.bench.bus.take();
  }

  async aZone(): Promise<string> {
    const id = randomUUID();
    await this.database.query('INSERT INTO zone (id, name, created_at) VALUES ($1, $2, now())', [id, `zone ${id}`]);
    return id;
  }

  /** A scan of one shard that an engine is scanning; with `scanId`, another shard of that scan. */
  async aReport(
    wish: {
      addresses?: string;
      zoneId?: string;
      format?: ReportFormat;
      scanId?: string;
      number?: number;
      epoch?: number;
    } = {},
  ): Promise<WaitingReport> {
    const {
      addresses = '10.0.0.0-10.255.255.255',
      zoneId = DEFAULT_ZONE,
      format = 'nmap_xml',
      number = 1,
      epoch = 1,
    } = wish;
    const scanner = format === 'nmap_xml' ? 'nmap' : 'masscan';
    const [scanId, shardId, reportId] = [wish.scanId ?? randomUUID(), randomUUID(), randomUUID()];
    const now = this.ledgers.bench.clock.now();
    await this.database.query(
      `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
         excluded_set, planned_addresses, shard_count, created_by, created_at, started_at)
       VALUES ($1, $2, 'running', 'everything', $3, '', '[]', 'test', '{}', $4, '', 16777216, 1, 'test', $5, $5)
       ON CONFLICT (id) DO NOTHING`,
      [scanId, zoneId, scanner, addresses, now],
    );
    const { engineId } = await this.ledgers.anEngine({ zoneId });
    await this.database.query(
      `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, epoch, engine_id, lease_expires_at, address_set,
         address_count, leased_set, leased_count, started_at)
       VALUES ($1, $2, $3, $4, $5, 'scanning', $6, $7, $8, $9, 16777216, $9, 16777216, $8)`,
      [shardId, scanId, zoneId, number, scanner, epoch, engineId, now, addresses],
    );
    await this.database.query(
      `INSERT INTO report (id, shard_id, scan_id, epoch, engine_id, format, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [reportId, shardId, scanId, epoch, engineId, format, now],
    );
    return { scanId, shardId, reportId };
  }

  /** Appends bytes, as the engine's upload does. */
  async arrive({ reportId }: WaitingReport, bytes: string | Buffer): Promise<void> {
    const buffer = Buffer.from(bytes as string);
    if (buffer.length === 0) return;
    await this.database.transaction(async (tx) => {
      await tx.query(
        'INSERT INTO report_chunk (report_id, start_offset, bytes) SELECT id, received_bytes, $2 FROM report WHERE id = $1',
        [reportId, buffer],
      );
      await tx.query('UPDATE report SET received_bytes = received_bytes + $2 WHERE id = $1', [reportId, buffer.length]);
    });
  }

  /** Says that no byte follows, as the engine's word that its run has ended does. */
  async finish(
    { reportId, shardId }: WaitingReport,
    outcome: object | null = { kind: 'completed', exitCode: 0, stderrTail: '' },
  ): Promise<void> {
    await this.database.query('UPDATE report SET closed = true, outcome = $2 WHERE id = $1', [
      reportId,
      outcome === null ? null : JSON.stringify(outcome),
    ]);
    await this.database.query('UPDATE shard SET lease_expires_at = NULL WHERE id = $1', [shardId]);
  }

  /** A worker of its own: nothing of an earlier one is in its memory. */
  aWorker(database: Database = this.database): IngestReport {
    const { bench, reports, ledger } = this.ledgers;
    const taker = new ObservationTaker(new HostWriter(new ChangeWriter()), new ObservationWriter(), this.metrics);
    const finds = new StageFinds(bench.clock, this.ledgers.queue);
    return new IngestReport(
      database,
      reports,
      ledger,
      taker,
      finds,
      bench.clock,
      bench.bus,
      this.metrics,
      aLogger().logger,
    );
  }

  ingest({ reportId }: WaitingReport): Promise<void> {
    return this.aWorker().run(reportId);
  }

  /** A whole scan with this report, from its first byte to its last. */
  async scan(bytes: string | Buffer, wish: Parameters<IngestBench['aReport']>[0] = {}): Promise<WaitingReport> {
    const report = await this.aReport(wish);
    await this.arrive(report, bytes);
    await this.finish(report);
    await this.ingest(report);
    return report;
  }

  /** A whole nmap scan that saw these hosts. A minute passes first. */
  scanHosts(
    hosts: readonly WrittenHost[],
    { ports, ...wish }: { ports?: string } & Parameters<IngestBench['aReport']>[0] = {},
  ): Promise<WaitingReport> {
    this.ledgers.bench.clock.pass(60);
    const seconds = String(Math.floor(this.ledgers.bench.clock.now().getTime() / 1000));
    return this.scan(
      nmapReport(
        hosts.map((host) => ({ start: seconds, end: seconds, ...host })),
        { ports },
      ),
      wish,
    );
  }

  /** Hosts with their services as the tables have them, without numbers and ids. */
  async inventory(): Promise<Record<string, unknown>[]> {
    return this.database.query(
      `SELECT z.name AS zone, h.address, h.status, h.status_reason, h.names, h.mac, h.vendor, h.os, h.os_accuracy, h.open_ports,
         h.rtt_micros, h.detail, h.digest, h.confirmed_at, h.first_seen_at, h.last_seen_at,
         (SELECT jsonb_agg(to_jsonb(s) - 'host_id' - 'last_scan_id' ORDER BY s.protocol, s.port) FROM service s WHERE s.host_id = h.id) AS services
       FROM host h JOIN zone z ON z.id = h.zone_id ORDER BY z.name, h.address`,
    );
  }

  /** Changes of one scan, or all, in a stable order. */
  async changes(scanId?: string): Promise<ChangeFacts[]> {
    return this.database.query<ChangeFacts>(
      `SELECT c.kind, host(h.address) AS address, c.protocol, c.port, c.before, c.after FROM change c JOIN host h ON h.id = c.host_id
       WHERE $1::uuid IS NULL OR c.scan_id = $1 ORDER BY h.address, c.kind, c.protocol, c.port`,
      [scanId ?? null],
    );
  }

  /** Changes of a scan in short, such as `port_closed 10.0.0.1 tcp/80`. */
  async news(scanId?: string): Promise<string[]> {
    return (await this.changes(scanId)).map(({ kind, address, protocol, port }) =>
      port === null ? `${kind} ${address}` : `${kind} ${address} ${protocol}/${port}`,
    );
  }

  async counts(scanId: string): Promise<Record<string, unknown>> {
    const [row] = await this.database.query(
      `SELECT hosts_up, hosts_down, open_ports, refused_addresses, addresses_done::float8, problems,
         (SELECT count(*)::int FROM observation o WHERE o.scan_id = s.id) AS observations FROM scan s WHERE id = $1`,
      [scanId],
    );
    return row ?? {};
  }

  /** A host's services in short, such as `tcp/80 open http`. */
  async services(address: string): Promise<string[]> {
    const rows = await this.database.query<{ protocol: string; port: number; state: string; name: string | null }>(
      `SELECT s.protocol, s.port, s.state, s.name FROM service s JOIN host h ON h.id = s.host_id
       WHERE h.address = $1 ORDER BY s.protocol, s.port`,
      [address],
    );
    return rows.map(({ protocol, port, state, name }) =>
      [`${protocol}/${port}`, state, name].filter(Boolean).join(' '),
    );
  }

  async hostId(address: string): Promise<string> {
    const [row] = await this.database.query<{ id: string }>('SELECT id FROM host WHERE address = $1', [address]);
    return row?.id ?? '';
  }
}
