import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { ReportFormat } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';
import { ReportReader } from './report-reader.js';
import { type ReportRow, reportColumns } from './report-store.js';

const endings: Readonly<Record<ReportFormat, string>> = {
  nmap_xml: 'xml',
  masscan_xml: 'xml',
  masscan_json: 'json',
  masscan_list: 'txt',
};

/** Hands out raw reports. What is in them comes from scanned hosts, so a browser must only ever save it. */
@Injectable()
export class ReportDownload {
  constructor(
    private readonly database: Database,
    private readonly reader: ReportReader,
  ) {}

  /**
   * The report of a shard as its scanner wrote it: of one epoch, or the latest that has bytes.
   * @throws Refusal 404 `report_not_found`.
   */
  async open({ scanId, shardId, epoch }: { scanId: string; shardId: string; epoch?: number }): Promise<StreamableFile> {
    const rows = await this.database.query<ReportRow & { number: number }>(
      `SELECT ${reportColumns}, (SELECT number FROM shard WHERE shard.id = report.shard_id) AS number FROM report
       WHERE shard_id = $1 AND scan_id = $2 AND epoch = coalesce($3, epoch) AND received_bytes > 0
       ORDER BY epoch DESC LIMIT 1`,
      [shardId, scanId, epoch ?? null],
    );
    const report = rows[0];
    if (!report) throw notFound('report');
    const name = `scan-${scanId.slice(0, 8)}-shard-${report.number}-epoch-${report.epoch}.${endings[report.format]}`;
    return new StreamableFile(Readable.from(this.reader.bytes(report)), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${name}"`,
      length: report.receivedBytes,
    });
  }
}
