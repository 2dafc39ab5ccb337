import { Injectable } from '@nestjs/common';
import type { ReportFormat } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { conflict, Refusal } from '../platform/http/refusal.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { leaseLost } from '../scans/ledger/lease-lost.js';
import type { HeldShard } from '../scans/ledger/shard-row.js';
import { ShardLedger } from '../scans/shard-ledger.js';

/** The report of a shard may have this many bytes: a thousand times what a usual one has. */
export const MAX_REPORT_BYTES = 1024 ** 3;

/** A report as the store works with it; byte counts are plain numbers, far below 2^53. */
export interface ReportRow {
  readonly id: string;
  readonly shardId: string;
  readonly scanId: string;
  readonly epoch: number;
  readonly engineId: string | null;
  readonly format: ReportFormat;
  readonly receivedBytes: number;
  readonly closed: boolean;
  readonly settled: boolean;
  readonly artifact: string | null;
  readonly sha256: string | null;
  readonly outcome: unknown;
  /** Why what it holds was not taken, in a sentence; null while it is. */
  readonly refusal: string | null;
}

export const reportColumns = `id, shard_id AS "shardId", scan_id AS "scanId", epoch, engine_id AS "engineId", format,
  received_bytes::float8 AS "receivedBytes", closed, settled, artifact, sha256, outcome, refusal`;

/** Bytes of a report at an offset, as an engine sends them. */
export interface ReportPart extends HeldShard {
  readonly offset: number;
  readonly bytes: Buffer;
  readonly format: ReportFormat;
}

/**
 * Keeps report bytes in Postgres while a report grows, as append-only streams: whatever console takes the next bytes,
 * it finds the others. The lock on the report row comes first in every transaction that writes a report and its shard.
 */
@Injectable()
export class ReportStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: JobQueue,
    private readonly ledger: ShardLedger,
  ) {}

  /** Locks the report of one lease, if it has one. */
  async lock(tx: Tx, { shardId, epoch }: { shardId: string; epoch: number }): Promise<ReportRow | undefined> {
    const rows = await tx.query<ReportRow>(
      `SELECT ${reportColumns} FROM report WHERE shard_id = $1 AND epoch = $2 FOR NO KEY UPDATE`,
      [shardId, epoch],
    );
    return rows[0];
  }

  /**
   * Appends bytes. What is there already is passed over, so that sending twice is harmless.
   * @returns the offset up to which the report is there now.
   * @throws Refusal 409 `lease_lost`; 409 `offset_gap` with the wanted offset as the token; 422 `format_changed`;
   *   413 `report_too_large`; 422 `report_refused` when what came before could not be read.
   */
  async append(tx: Tx, part: ReportPart): Promise<number> {
    const report = await this.lock(tx, part);
    if (report && (report.closed || report.engineId !== part.engineId)) throw leaseLost();
    const received = report?.receivedBytes ?? 0;
    if (report && report.format !== part.format) {
      const message = `was ${report.format} so far; a report has one format`;
      throw new Refusal(422, 'format_changed', `The format ${message}.`, [{ path: 'format', message }]);
    }
    if (report && report.refusal !== null) {
      throw new Refusal(422, 'report_refused', `The report was refused and no more of it is taken: ${report.refusal}`);
    }
    // Without a report the shard's lock keeps the lease from ending meanwhile; with one, the report's lock does.
    if (!report) await this.begin(tx, part);
    if (part.offset > received) throw offsetGap(received);
    const news = part.bytes.subarray(received - part.offset);
    const end = received + news.length;
    if (end > MAX_REPORT_BYTES) {
      const message = `The report is larger than ${MAX_REPORT_BYTES} bytes; the rest of it is not taken.`;
      throw new Refusal(413, 'report_too_large', message);
    }
    if (news.length === 0) return received;
    const reportId = report?.id ?? (await this.open(tx, part, part.format));
    await tx.query(`INSERT INTO report_chunk (report_id, start_offset, bytes) VALUES ($1, $2, $3)`, [
      reportId,
      received,
      news,
    ]);
    await tx.query(`UPDATE report SET received_bytes = $2 WHERE id = $1`, [reportId, end]);
    tx.afterCommit(() => this.queue.ring('ingest-report', { reportId }, reportId));
    return end;
  }

  /** Makes sure that the lease is held and that no other request has begun its report in the meantime. */
  private async begin(tx: Tx, part: ReportPart): Promise<void> {
    await this.ledger.start(tx, part);
    const begun = await tx.query<{ received: number }>(
      `SELECT received_bytes::float8 AS received FROM report WHERE shard_id = $1 AND epoch = $2`,
      [part.shardId, part.epoch],
    );
    // Waiting for that report's lock while the shard is locked could be waited for in turn: the engine asks again.
    if (begun[0]) throw offsetGap(begun[0].received);
  }

  /**
   * Makes the report of a lease, still without bytes. The caller has locked the shard.
   * @returns its id.
   */
  async open(tx: Tx, { shardId, epoch, engineId }: HeldShard, format: ReportFormat): Promise<string> {
    const id = this.clock.uuid();
    await tx.query(
      `INSERT INTO report (id, shard_id, scan_id, epoch, engine_id, format, created_at)
       SELECT $1, shard.id, shard.scan_id, $3, $4, $5, $6 FROM shard WHERE shard.id = $2`,
      [id, shardId, epoch, engineId, format, this.clock.now()],
    );
    return id;
  }

  /** The report, or undefined. */
  async get(reportId: string): Promise<ReportRow | undefined> {
    const rows = await this.database.query<ReportRow>(`SELECT ${reportColumns} FROM report WHERE id = $1`, [reportId]);
    return rows[0];
  }

  /**
   * Bytes from an offset on, across chunks, up to `maxBytes` of them; fewer at the end of what was received, none from
   * there on and none once the report is sealed.
   */
  async read(reportId: string, fromOffset: number, maxBytes: number): Promise<Buffer> {
    const end = fromOffset + maxBytes;
    // Chunks are stored uncompressed (SET STORAGE EXTERNAL), so that cutting one reads only the part that is asked for.
    const parts = await this.database.query<{ part: Buffer }>(
      `SELECT substring(bytes
           FROM (greatest($2::bigint - start_offset, 0) + 1)::int
           FOR ($3::bigint - greatest($2::bigint, start_offset))::int) AS part
       FROM report_chunk
       WHERE report_id = $1 AND start_offset < $3
         AND start_offset >= (SELECT coalesce(max(start_offset), 0) FROM report_chunk
                              WHERE report_id = $1 AND start_offset <= $2)
       ORDER BY start_offset`,
      [reportId, fromOffset, end],
    );
    return Buffer.concat(parts.map(({ part }) => part));
  }
}

/** 409 that tells an engine from where on to send. */
export function offsetGap(wanted: number, code = 'offset_gap'): Refusal {
  const message = `The report is here up to byte ${wanted}; send the bytes from there on.`;
  return conflict(code, message, [{ path: 'offset', message, token: String(wanted) }]);
}
