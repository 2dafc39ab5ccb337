import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { lastAbsence } from '../platform/queue/sweep-claims.js';
import { lockShard } from './ledger/shard-row.js';
import { reachableAgo } from './reachable-time.js';
import { ShardLedger } from './shard-ledger.js';

/** An engine that was told to stop has this long to stop its scanner and hand in its report, seconds. */
export const ORDER_GRACE_SECONDS = 60;
/** Less where addresses that it works on have been excluded: nothing that it sends after that is taken. */
export const REPLAN_GRACE_SECONDS = 10;
const SWEEP = 'expire-leases';
const LONGEST_PACE_SECONDS = 5;
/** An absence too short to be noticed must leave time to renew: engines do so at a third of the lease. */
const SWEEPS_A_LEASE = 6;
const MOST_AT_ONCE = 500;

/**
 * What makes a lease be over: $1 = leases that ended before this moment could have been renewed, $2 = orders given before this
 * one should have been obeyed, $3 = those to leave what has been excluded.
 */
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
 *
 * Engines get no blame for a time in which they could reach nobody: leases that ended while the consoles or the database were
 * away, or soon after, stay with their engines for one more lease time, in which those come back and renew.
 */
@Injectable()
export class LeaseExpiry implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly queue: JobQueue,
    private readonly ledger: ShardLedger,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every(SWEEP, this.paceSeconds, async () => {
      await this.sweep();
    });
  }

  /** Ends all leases that are over. Answers with their number. */
  async sweep(): Promise<number> {
    const bounds = await this.bounds();
    const candidates = await this.database.query<{ id: string }>(
      `SELECT id FROM shard WHERE ${over} ORDER BY lease_expires_at LIMIT ${MOST_AT_ONCE}`,
      bounds,
    );
    let ended = 0;
    for (const { id } of candidates) if (await this.end(id, bounds)) ended += 1;
    return ended;
  }

  /** Ends one lease if it is still over now that nobody else can change it. */
  private async end(shardId: string, bounds: readonly Date[]): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const reports = await tx.query<{ id: string }>(
        `SELECT id FROM report
         WHERE NOT settled AND shard_id = $1 AND epoch = (SELECT epoch FROM shard WHERE id = $1)
         FOR NO KEY UPDATE SKIP LOCKED`,
        [shardId],
      );
      const still = await tx.query(`SELECT FROM shard WHERE id = $4 AND ${over} FOR NO KEY UPDATE SKIP LOCKED`, [
        ...bounds,
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

  /** Taken before the look into the table: whoever stands still in between takes too few leases, not too many. */
  private async bounds(): Promise<Date[]> {
    const now = this.clock.now();
    const absence = await lastAbsence(this.database, { name: SWEEP, seconds: this.paceSeconds });
    const before = (seconds: number): Date =>
      reachableAgo(now, seconds, { absence, returnSeconds: this.config.leaseSeconds });
    return [before(0), before(ORDER_GRACE_SECONDS), before(REPLAN_GRACE_SECONDS)];
  }

  private get paceSeconds(): number {
    return Math.min(LONGEST_PACE_SECONDS, this.config.leaseSeconds / SWEEPS_A_LEASE);
  }
}
