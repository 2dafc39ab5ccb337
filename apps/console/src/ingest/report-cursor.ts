import type { ReportContext } from '@scanfleet/scan-report';
import type { ReportFormat, ScannerName, ScanOptionRecord } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { type FeedPlan, feedPlan } from '../scans/stages/feed-plan.js';

/** A report with all that ingest needs to go on. */
export interface ReportCursor {
  readonly id: string;
  readonly scanId: string;
  readonly shardId: string;
  readonly shardNumber: number;
  /** Name of the engine that sends it. */
  readonly engineName: string;
  readonly zoneId: string;
  readonly format: ReportFormat;
  /** Whether several records may tell of one host, a port each, as masscan's do. */
  readonly byPort: boolean;
  readonly ingestedBytes: number;
  readonly context: ReportContext | null;
  /** The addresses that this report may name. */
  readonly manifest: AddressSet;
  /** Addresses of the shard whose hosts are complete in reports already. */
  readonly covered: AddressSet;
  /** What this report hands on to the second stage; null when there is none, or this is it. */
  readonly feed: FeedPlan | null;
}

/** How far a report has come in. */
export interface ReportArrival {
  readonly receivedBytes: number;
  /** No byte follows. */
  readonly closed: boolean;
  /** Its engine said that the scanner came to its end. */
  readonly completed: boolean;
}

/** The report, or undefined where it is settled or gone. */
export async function loadCursor(database: Database, reportId: string): Promise<ReportCursor | undefined> {
  const [row] = await database.query<{
    id: string;
    scan_id: string;
    shard_id: string;
    shard_number: number;
    engine_name: string;
    zone_id: string;
    format: ReportFormat;
    ingested_bytes: string;
    reader_context: ReportContext | null;
    manifest: string;
    covered_set: string;
    stage: number;
    scanner: ScannerName;
    options: ScanOptionRecord[];
    follow_up: ScanOptionRecord[] | null;
  }>(
    // An unsettled report belongs to the present epoch of its shard, unless the ledger went on without it.
    `SELECT r.id, r.scan_id, r.shard_id, s.number AS shard_number, s.zone_id, r.format, r.ingested_bytes, r.reader_context,
       CASE WHEN s.epoch = r.epoch AND s.leased_set <> '' THEN s.leased_set ELSE s.address_set END AS manifest, s.covered_set,
       s.stage, scan.scanner, scan.options, scan.follow_up,
       coalesce((SELECT name FROM engine WHERE engine.id = r.engine_id), 'an engine') AS engine_name
     FROM report r JOIN shard s ON s.id = r.shard_id JOIN scan ON scan.id = r.scan_id WHERE r.id = $1 AND NOT r.settled
       -- One that was refused is settled when no byte can follow, and not read before that.
       AND (r.closed OR r.refusal IS NULL)`,
    [reportId],
  );
  return (
    row && {
      id: row.id,
      scanId: row.scan_id,
      shardId: row.shard_id,
      shardNumber: row.shard_number,
      engineName: row.engine_name,
      zoneId: row.zone_id,
      format: row.format,
      byPort: row.format !== 'nmap_xml',
      ingestedBytes: Number(row.ingested_bytes),
      context: row.reader_context,
      manifest: AddressSet.parse(row.manifest),
      covered: AddressSet.parse(row.covered_set),
      feed:
        row.stage === 1 && row.follow_up
          ? feedPlan({ scanner: row.scanner, options: row.options, followUp: row.follow_up })
          : null,
    }
  );
}

/** How far the report has come in by now; undefined where another worker has settled it. */
export async function arrivalOf(database: Database, reportId: string): Promise<ReportArrival | undefined> {
  const [row] = await database.query<{ received: string; closed: boolean; completed: boolean }>(
    `SELECT received_bytes AS received, closed, coalesce(outcome ->> 'kind' = 'completed', false) AS completed
     FROM report WHERE id = $1 AND NOT settled`,
    [reportId],
  );
  return row && { receivedBytes: Number(row.received), closed: row.closed, completed: row.completed };
}

/** Another worker moved the report on in the meantime: this one's reading is void, and harmless. */
export class MovedOn extends Error {
  override readonly name = 'MovedOn';
}

/**
 * Moves the report's ingested offset, if it still is where this worker began. Locks the report.
 * @throws MovedOn
 */
export async function advance(
  tx: Tx,
  reportId: string,
  step: { from: number; to: number; context: ReportContext },
): Promise<void> {
  const rows = await tx.query(
    `UPDATE report SET ingested_bytes = $3, reader_context = $4
     WHERE id = $1 AND ingested_bytes = $2 AND NOT settled RETURNING id`,
    [reportId, step.from, step.to, JSON.stringify(step.context)],
  );
  if (rows.length === 0) throw new MovedOn(`report ${reportId} was moved on by another worker`);
}

/** Remembers why a report that is still being sent was refused: no more bytes of it are taken. */
export async function noteRefusal(database: Database, reportId: string, refusal: string): Promise<void> {
  await database.query(`UPDATE report SET refusal = $2 WHERE id = $1 AND NOT closed AND NOT settled`, [
    reportId,
    refusal,
  ]);
}

/**
 * Marks the report as settled, if no other worker did and no byte came in the meantime. Locks the report.
 * @throws MovedOn
 */
export async function settle(
  tx: Tx,
  reportId: string,
  step: { from: number; received: number; refusal: string | null },
): Promise<void> {
  const rows = await tx.query(
    `UPDATE report SET settled = true, refusal = $4
     WHERE id = $1 AND ingested_bytes = $2 AND received_bytes = $3 AND closed AND NOT settled RETURNING id`,
    [reportId, step.from, step.received, step.refusal],
  );
  if (rows.length === 0) throw new MovedOn(`report ${reportId} was settled or moved on by another worker`);
}
