import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { ShardLedger } from './shard-ledger.js';

const SWEEP_SECONDS = 5;

/**
 * Stops scans that run longer than they were allowed to; what they found is kept. The time counts from when the first
 * scanner was started, or from when failed shards were last queued again, and goes on while a scan is paused.
 */
@Injectable()
export class TimeLimit implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: JobQueue,
    private readonly ledger: ShardLedger,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('stop-late-scans', SWEEP_SECONDS, async () => {
      await this.sweep();
    });
  }

  /** Stops all scans whose time is over. Answers with their number; those that are stopping already are passed over. */
  async sweep(): Promise<number> {
    const late = await this.database.query<{ id: string; seconds: number }>(
      `SELECT id, time_limit_seconds AS seconds FROM scan
       WHERE state IN ('running', 'paused') AND reason IS NULL
         AND greatest(started_at, retried_at) + make_interval(secs => time_limit_seconds) <= $1
       ORDER BY id`,
      [this.clock.now()],
    );
    for (const { id, seconds } of late) {
      const reason = `Stopped at its time limit of ${inWords(seconds)}.`;
      await this.database.transaction((tx) => this.ledger.stop(tx, [id], reason));
      this.logger.info('a scan was stopped at its time limit', { scanId: id, seconds });
    }
    return late.length;
  }
}

function inWords(seconds: number): string {
  const minutes = seconds / 60;
  if (!Number.isInteger(minutes)) return `${seconds} seconds`;
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
