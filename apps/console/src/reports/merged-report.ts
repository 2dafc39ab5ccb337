import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import type { MergedFormat, ScannerName, ScanState } from '@scanfleet/contracts';
import type { StartInfo } from '@scanfleet/scan-report';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';
import { hasEnded } from '../scans/ledger/transitions.js';
import { chooseForm } from './merged/choose-form.js';
import type { MergedForm } from './merged/form.js';
import { mergedStart } from './merged/merged-start.js';
import { SharedHosts } from './merged/shared-hosts.js';
import { ToldOnce } from './merged/told-once.js';
import { ReportHosts } from './report-hosts.js';
import { type ReportRow, reportColumns } from './report-store.js';

/** Text handed on at once. */
const PIECE_CHARACTERS = 64 * 1024;

interface MergedScan {
  readonly id: string;
  readonly stage: 1 | 2;
  readonly scanner: ScannerName;
  readonly state: ScanState;
  readonly partial: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A report of a stage; those of one shard stand together, the newest first. */
interface StageReport {
  readonly id: string;
  readonly shardId: string;
}

/**
 * Writes one report of all shards and epochs of a stage: every complete host once, as its latest complete record tells it.
 * Reports are read one after the other as the download goes on, so that its size costs no memory. The records are written
 * anew from what was read, so nothing that a host or an engine put between them gets through.
 */
@Injectable()
export class MergedReport {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly hosts: ReportHosts,
  ) {}

  /**
   * The merged report of a stage, as far as it is there.
   * @throws Refusal 404 `scan_not_found`, `report_not_found`; 422 `format_does_not_fit`.
   */
  async open(wish: { scanId: string; stage: number; format: MergedFormat }): Promise<StreamableFile> {
    const scan = await this.scan(wish.scanId, wish.stage);
    const form = chooseForm(scan.scanner, wish.format);
    const reports = await this.database.query<StageReport>(
      `SELECT report.id, shard_id AS "shardId" FROM report JOIN shard ON shard.id = report.shard_id
       WHERE report.scan_id = $1 AND shard.stage = $2 AND received_bytes > 0 ORDER BY shard.number, report.epoch DESC`,
      [scan.id, scan.stage],
    );
    if (reports.length === 0) throw notFound('report');
    const extent = hasEnded(scan.state) ? '' : '-so-far';
    const name = `scan-${scan.id.slice(0, 8)}-stage-${scan.stage}${extent}.${form.ending}`;
    return new StreamableFile(Readable.from(pieces(this.texts(scan, form, reports))), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="${name}"`,
    });
  }

  private async *texts(scan: MergedScan, form: MergedForm, reports: readonly StageReport[]): AsyncGenerator<string> {
    const now = this.clock.now();
    const incomplete = whyIncomplete(scan, now);
    const about = `Merged by Scanfleet from the reports of stage ${scan.stage} of scan ${scan.id}.`;
    const start = await this.start(scan);
    yield form.head({ start, notes: incomplete === null ? [about] : [about, incomplete] });
    const shared = await SharedHosts.of(this.database, scan);
    let [up, down, total] = [0, 0, 0];
    let told = new ToldOnce(scan.scanner);
    for (const [at, { id, shardId }] of reports.entries()) {
      if (reports[at - 1]?.shardId !== shardId) told = new ToldOnce(scan.scanner);
      const report = await this.report(id);
      // Deleted with its scan while the download goes on.
      if (!report) break;
      for await (const slice of this.hosts.read(report, AddressSet.parse(report.manifest))) {
        for (const host of await shared.replace(slice.filter((host) => told.isNew(host)))) {
          yield form.host(host, total === 0);
          total += 1;
          if (host.status === 'up') up += 1;
          if (host.status === 'down') down += 1;
        }
      }
    }
    const startedAt = start.startedAt ?? scan.startedAt?.getTime() ?? now.getTime();
    yield form.tail({ up, down, total, startedAt, endedAt: (scan.finishedAt ?? now).getTime(), incomplete });
  }

  private async scan(scanId: string, stage: number): Promise<MergedScan> {
    const rows = await this.database.query<Omit<MergedScan, 'stage'>>(
      `SELECT id, CASE WHEN $2 = 2 THEN 'nmap' ELSE scanner END AS scanner, state, partial, started_at AS "startedAt",
         finished_at AS "finishedAt" FROM scan WHERE id = $1`,
      [scanId, stage],
    );
    const scan = rows[0];
    if (!scan) throw notFound('scan');
    return { ...scan, stage: stage === 2 ? 2 : 1 };
  }

  /** What the reports say of themselves at their beginnings, as ingest has noted it. */
  private async start(scan: MergedScan): Promise<StartInfo> {
    const rows = await this.database.query<{ start: StartInfo }>(
      `SELECT DISTINCT ON (r.reader_context -> 'start' -> 'scanInfo') r.reader_context -> 'start' AS start, s.number, r.epoch
       FROM report r JOIN shard s ON s.id = r.shard_id
       WHERE r.scan_id = $1 AND s.stage = $2 AND r.reader_context -> 'start' IS NOT NULL
       ORDER BY r.reader_context -> 'start' -> 'scanInfo', s.number, r.epoch`,
      [scan.id, scan.stage],
    );
    const first = rows.toSorted((one, other) => (one.start.startedAt ?? 0) - (other.start.startedAt ?? 0));
    return mergedStart(
      scan.scanner,
      first.map(({ start }) => start),
    );
  }

  private async report(id: string): Promise<(ReportRow & { manifest: string }) | undefined> {
    const rows = await this.database.query<ReportRow & { manifest: string }>(
      `SELECT ${reportColumns}, coalesce(
         (SELECT leased_set FROM shard_run WHERE shard_run.shard_id = report.shard_id AND shard_run.epoch = report.epoch),
         (SELECT address_set FROM shard WHERE shard.id = report.shard_id)) AS manifest
       FROM report WHERE id = $1`,
      [id],
    );
    return rows[0];
  }
}

/** Why a merged report does not tell of all that was planned, in a sentence; null when it does. */
function whyIncomplete(scan: MergedScan, now: Date): string | null {
  if (!hasEnded(scan.state)) return `The scan is ${scan.state}: this is what was there at ${now.toISOString()}.`;
  if (scan.state !== 'completed') return `The scan was ${scan.state}: this is what it found before.`;
  return scan.partial ? 'The scan is partial: some of its shards failed.' : null;
}

/** Small texts put together, so that not every host is a write to the network. */
async function* pieces(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}
