import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';

/** How a lease ended, as the history keeps it. */
export interface RunEnding {
  readonly outcome: 'completed' | 'stopped' | 'failed' | 'refused' | 'lost';
  readonly reason: string | null;
  readonly detail: string | null;
}

/** Keeps every lease of every shard: who had it, when, for which addresses, and how it ended. */
@Injectable()
export class RunHistory {
  constructor(private readonly clock: Clock) {}

  /** A lease was given. `count` is decimal text, `hash` the manifest's. */
  async leased(
    tx: Tx,
    run: { shardId: string; epoch: number; scanId: string; engineId: string; set: string; count: string; hash: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO shard_run (shard_id, epoch, scan_id, engine_id, engine_name, leased_set, leased_count, manifest_hash, leased_at)
       SELECT $1, $2, $3, $4, coalesce((SELECT name FROM engine WHERE id = $4), ''), $5, $6, $7, $8`,
      [run.shardId, run.epoch, run.scanId, run.engineId, run.set, run.count, run.hash, this.clock.now()],
    );
  }

  /** The scanner of the present lease was seen running. */
  async started(tx: Tx, shardId: string, epoch: number): Promise<void> {
    await tx.query(`UPDATE shard_run SET started_at = $3 WHERE shard_id = $1 AND epoch = $2 AND started_at IS NULL`, [
      shardId,
      epoch,
      this.clock.now(),
    ]);
  }

  /** The present lease is over. The first word counts. */
  async ended(tx: Tx, shardId: string, epoch: number, ending: RunEnding): Promise<void> {
    await tx.query(
      `UPDATE shard_run SET ended_at = $3, outcome = $4, reason = $5, detail = $6
       WHERE shard_id = $1 AND epoch = $2 AND ended_at IS NULL`,
      [shardId, epoch, this.clock.now(), ending.outcome, ending.reason, ending.detail],
    );
  }
}
