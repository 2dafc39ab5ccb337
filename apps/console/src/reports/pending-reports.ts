import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { JobQueue } from '../platform/queue/job-queue.js';

const SWEEP_SECONDS = 5;
const MOST_AT_ONCE = 1000;

/** Rings again for reports with bytes that nobody ingests, after a crash or when the queue lost its store. */
@Injectable()
export class PendingReports implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {}

  onModuleInit(): void {
    this.queue.every('ring-pending-reports', SWEEP_SECONDS, () => this.ring());
  }

  /** Rings for every report that is not settled and has something to do, the oldest first. */
  async ring(): Promise<void> {
    const pending = await this.database.query<{ id: string }>(
      `SELECT id FROM report WHERE NOT settled AND (closed OR received_bytes > ingested_bytes)
       ORDER BY created_at LIMIT ${MOST_AT_ONCE}`,
    );
    for (const { id } of pending) await this.queue.ring('ingest-report', { reportId: id }, id);
  }
}
