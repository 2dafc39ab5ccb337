import type { ReportContext, ReportFormat as ReaderFormat } from '@scanfleet/scan-report';
import type { ReportFormat } from '@scanfleet/contracts';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';

/** A report with all that ingest needs to go on. */
export interface ReportCursor {
  readonly id: string;
  readonly scanId: string;
  readonly shardId: string;
  readonly zoneId: string;
  readonly format: ReportFormat;
  readonly receivedBytes: number;
  readonly ingestedBytes: number;
  readonly context: ReportContext | null;
  readonly closed: boolean;
  readonly settled: boolean;
  /** Canonical text of the addresses that this report may name. */
  readonly addressSet: string;
}

export const readerFormat: Readonly<Record<ReportFormat, ReaderFormat>> = {
  nmap_xml: 'nmap-xml',
  masscan_xml: 'masscan-xml',
  masscan_json: 'masscan-json',
  masscan_list: 'masscan-list',
};

export async function loadCursor(database: Database, reportId: string): Promise<ReportCursor | undefined> {
  const [row] = await database.query<{
    id: string;
    scan_id: string;
    shard_id: string;
    zone_id: string;
    format: ReportFormat;
    received_bytes: string;
    ingested_bytes: string;
    reader_context: ReportContext | null;
    closed: boolean;
    settled: boolean;
    address_set: string;
  }>(
    `SELECT r.id, r.scan_id, r.shard_id, s.zone_id, r.format, r.received_bytes, r.ingested_bytes, r.reader_context, r.closed,
            r.settled, s.address_set
     FROM report r JOIN shard s ON s.id = r.shard_id WHERE r.id = $1`,
    [reportId],
  );
  return (
    row && {
      id: row.id,
      scanId: row.scan_id,
      shardId: row.shard_id,
      zoneId: row.zone_id,
      format: row.format,
      receivedBytes: Number(row.received_bytes),
      ingestedBytes: Number(row.ingested_bytes),
      context: row.reader_context,
      closed: row.closed,
      settled: row.settled,
      addressSet: row.address_set,
    }
  );
}

/** Another worker moved the report on in the meantime: this one's reading is void, and harmless. */
export class MovedOn extends Error {
  override readonly name = 'MovedOn';
}

/**
 * Moves the report's ingested offset, if it still is where this worker began.
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

/**
 * Marks the report as settled, if no other worker did and no byte came in the meantime.
 * @throws MovedOn
 */
export async function settle(
  tx: Tx,
  reportId: string,
  step: { from: number; read: number; refusal: string | null },
): Promise<void> {
  const rows = await tx.query(
    `UPDATE report SET settled = true, refusal = $4
     WHERE id = $1 AND ingested_bytes = $2 AND received_bytes = $3 AND closed AND NOT settled RETURNING id`,
    [reportId, step.from, step.read, step.refusal],
  );
  if (rows.length === 0) throw new MovedOn(`report ${reportId} was settled or moved on by another worker`);
}
