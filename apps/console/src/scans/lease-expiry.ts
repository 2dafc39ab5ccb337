import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { lockShard } from './ledger/shard-row.js';
import { ShardLedger } from './shard-ledger.js';

/** An engine that was told to stop has this long to stop its scanner and hand in its report, seconds. */
export const ORDER_GRACE_SECONDS = 60;
/** Less where addresses that it works on have been excluded: nothing that it sends after that is taken. */
export const REPLAN_GRACE_SECONDS = 10;
const SWEEP_SECONDS = 5;
const MOST_AT_ONCE = 500;

/**
 * What makes a lease be over: $1 = now, $2 = orders given before this moment should have been obeyed, $3 = those to leave
 * what has been excluded. */
const over = `shard.state IN ('leased', 'scanning') AND (
  shard.lease_expires_at < $1
  OR (shard.lease_expires_at IS NOT NULL AND (
    shard.ordered_at < $2
    OR (shard.ordered = 'replan' AND shard.ordered_at < $3)
    OR EXISTS (SELECT FROM engine WHERE engine.id = shard.engine_id AND engine.retired_at IS NOT NULL)))
  OR (shard.lease_expires_at IS NULL
    AND NOT EXISTS (SELECT FROM report WHERE report.shard_id = shard.id AND report.epoch = shard.epoch AND NOT settled)))`;

/**
 * Ends leases that nobody renews, that orders were not obeyed under, or whose engine was retired. Each in a transaction
 * of its own, so that one bad shard holds up no other.
 */
@Injectable()
export class LeaseExpiry implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly queue: JobQueue,
    private readonly ledger: ShardLedger,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('expire-leases', SWEEP_SECONDS, async () => {
      await this.sweep();
    });
  }

  /** Ends all leases that are over. Answers with their number. */
  async sweep(): Promise<number> {
    const candidates = await this.database.query<{ id: string }>(
      `SELECT id FROM shard WHERE ${over} ORDER BY lease_expires_at LIMIT ${MOST_AT_ONCE}`,
      this.bounds(),
    );
    let ended = 0;
    for (const { id } of candidates) if (await this.end(id)) ended += 1;
    return ended;
  }

  /** Ends one lease if it is still over now that nobody else can change it. */
  private async end(shardId: string): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const reports = await tx.query<{ id: string }>(
        `SELECT id FROM report
         WHERE NOT settled AND shard_id = $1 AND epoch = (SELECT epoch FROM shard WHERE id = $1)
         FOR NO KEY UPDATE SKIP LOCKED`,
        [shardId],
      );
      const still = await tx.query(`SELECT FROM shard WHERE id = $4 AND ${over} FOR NO KEY UPDATE SKIP LOCKED`, [
        ...this.bounds(),
        shardId,
      ]);
      const shard = still.length > 0 ? await lockShard(tx, shardId) : undefined;
      if (!shard) return false;
      const report = reports[0];
      if (!report) {
        // One that is being written, or was begun since the first look: the next sweep finds it.
        const unseen = await tx.query(`SELECT FROM report WHERE shard_id = $1 AND epoch = $2 AND NOT settled`, [
          shardId,
          shard.epoch,
        ]);
        if (unseen.length > 0) return false;
      }
      await this.ledger.lose(tx, shard, report);
      const { scanId, engineId, epoch } = shard;
      tx.afterCommit(() => this.logger.warn('a lease was lost', { scanId, shardId, engineId, epoch }));
      return true;
    });
  }

  private bounds(): Date[] {
    const now = this.clock.now();
    const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
    return [now, before(ORDER_GRACE_SECONDS), before(REPLAN_GRACE_SECONDS)];
  }
}
