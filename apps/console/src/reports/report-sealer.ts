import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { ArtifactFolder } from './artifact-folder.js';
import { ReportReader } from './report-reader.js';
import { ReportStore } from './report-store.js';

const FORGOTTEN_SECONDS = 30;
const ORPHANS_SECONDS = 3600;
const MOST_AT_ONCE = 100;

/** Turns settled reports into artifacts: compressed files that leave Postgres small. */
@Injectable()
export class ReportSealer implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly store: ReportStore,
    private readonly reader: ReportReader,
    private readonly folder: ArtifactFolder,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.handle('seal-report', ({ reportId }) => this.seal(reportId));
    this.queue.every('seal-forgotten-reports', FORGOTTEN_SECONDS, () => this.sealForgotten());
    this.queue.every('remove-orphaned-artifacts', ORPHANS_SECONDS, () => this.removeOrphans());
  }

  /**
   * Writes the artifact first and then, in one transaction, names it and drops the bytes from Postgres; so the report
   * is whole at every moment. Does nothing for a report that is sealed, not settled, empty or gone.
   */
  async seal(reportId: string): Promise<void> {
    const report = await this.store.get(reportId);
    if (!report?.settled || report.artifact !== null || report.receivedBytes === 0) return;
    const { name, sha256, size } = await this.folder.write(reportId, this.reader.bytes(report));
    if (size !== report.receivedBytes) {
      throw new Error(`report ${reportId} has ${size} bytes in chunks, not ${report.receivedBytes}`);
    }
    const sealed = await this.database.transaction(async (tx) => {
      const rows = await tx.query(
        `UPDATE report SET artifact = $2, sha256 = $3 WHERE id = $1 AND settled AND artifact IS NULL RETURNING id`,
        [reportId, name, sha256],
      );
      if (rows.length > 0) await tx.query(`DELETE FROM report_chunk WHERE report_id = $1`, [reportId]);
      return rows.length > 0;
    });
    if (sealed) this.logger.info('report sealed', { reportId, scanId: report.scanId, bytes: size });
  }

  private async sealForgotten(): Promise<void> {
    const forgotten = await this.database.query<{ id: string }>(
      `SELECT id FROM report WHERE settled AND artifact IS NULL AND received_bytes > 0 ORDER BY created_at LIMIT ${MOST_AT_ONCE}`,
    );
    for (const { id } of forgotten) await this.queue.ring('seal-report', { reportId: id }, id);
  }

  private async removeOrphans(): Promise<void> {
    const gone = await this.folder.sweep(this.clock.now(), async (ids) => {
      const rows = await this.database.query<{ id: string }>(
        `SELECT id FROM report WHERE id::text = ANY ($1::text[])`,
        [ids],
      );
      return new Set(rows.map(({ id }) => id));
    });
    if (gone > 0) this.logger.info('orphaned artifacts removed', { files: gone });
  }
}
