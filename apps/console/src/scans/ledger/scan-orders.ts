import { Injectable } from '@nestjs/common';
import type { ScanState } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import { conflict, notFound } from '../../platform/http/refusal.js';
import { Bus } from '../../platform/realtime/bus.js';
import { ShardScope } from './shard-scope.js';
import { StateWriter } from './state-writer.js';
import { hasEnded } from './transitions.js';

/**
 * Pause, resume, cancel and retry. Shards that no engine works on change at once; for the others the order is noted, told to
 * their engines with the next answer, and becomes true when they confirm it or lose their lease. Giving an order twice
 * changes nothing. Locks all shards of the scan first, the scan after them.
 */
@Injectable()
export class ScanOrders {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
    private readonly scope: ShardScope,
  ) {}

  /** @throws Refusal 404 `scan_not_found`; 409 `scan_ended`. */
  async pause(tx: Tx, scanId: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'paused');
    await this.states.holdScan(tx, scanId, 'pause');
    await this.states.moveShardsOfScan(tx, scanId, 'queued', 'paused');
    await this.order(tx, scanId, 'pause');
    await this.states.settleScan(tx, scanId);
  }

  /** Takes back a pause: what is paused is queued again, what still runs just goes on if its engine was not told yet. */
  async resume(tx: Tx, scanId: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'resumed');
    await this.states.holdScan(tx, scanId, null);
    await this.states.moveShardsOfScan(tx, scanId, 'paused', 'queued');
    await this.takeBackPause(tx, scanId);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) return;
    await this.states.unpauseScan(tx, scan);
    tx.afterCommit(() => this.bus.publish('work', { zoneId: scan.zoneId }));
  }

  /**
   * Queues the failed shards of a scan again, at what they have not covered, as if they had never failed. A scan that has
   * ended works again; a paused one goes on with them when it is resumed. The second of two clicks changes nothing.
   * @throws Refusal 404 `scan_not_found`; 409 `scan_ended` for a cancelled scan, 409 `nothing_to_retry`.
   */
  async retry(tx: Tx, scanId: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (state === 'cancelled') throw ended(state, 'tried again');
    await tx.query(
      `UPDATE shard SET attempts = 0, lost_leases = 0, failed_on = '[]', refused_by = '{}', engine_id = NULL, reason = NULL,
         detail = NULL, exit_code = NULL, stderr_tail = NULL, percent = 0, leased_set = '', leased_count = 0
       WHERE scan_id = $1 AND state = 'failed'`,
      [scanId],
    );
    const queued = await this.states.moveShardsOfScan(tx, scanId, 'failed', 'queued');
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) return;
    if (queued === 0) {
      if (!hasEnded(state) && (await this.states.wasRetried(tx, scanId))) return;
      throw conflict('nothing_to_retry', 'No shard of the scan has failed, so there is nothing to try again.');
    }
    await this.states.reopenScan(tx, scan);
    tx.afterCommit(() => this.bus.publish('work', { zoneId: scan.zoneId }));
  }

  /**
   * Ends a scan; what it found is kept. A scan that has ended stays as it is, and the first reason counts.
   * @param reason a sentence that says why.
   */
  async cancel(tx: Tx, scanId: string, reason: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) return;
    await this.states.holdScan(tx, scanId, 'cancel');
    await this.states.moveShardsOfScan(tx, scanId, 'queued', 'cancelled');
    await this.states.moveShardsOfScan(tx, scanId, 'paused', 'cancelled');
    await this.order(tx, scanId, 'cancel');
    await this.states.noteReason(tx, scanId, reason);
    await this.states.settleScan(tx, scanId);
  }

  private async lock(tx: Tx, scanId: string): Promise<ScanState> {
    await tx.query(`SELECT FROM shard WHERE scan_id = $1 ORDER BY id FOR NO KEY UPDATE`, [scanId]);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) throw notFound('scan');
    return scan.state;
  }

  /** Shards that still run just go on, but for those to whose addresses an exclusion was added: they are planned anew. */
  private async takeBackPause(tx: Tx, scanId: string): Promise<void> {
    const pausing = await tx.query<{ id: string; leased: string; covered: string }>(
      `SELECT id, leased_set AS leased, covered_set AS covered FROM shard WHERE scan_id = $1 AND ordered = 'pause'`,
      [scanId],
    );
    if (pausing.length === 0) return;
    const excluded = await this.scope.excludedFor(tx, scanId);
    const outside = pausing.filter(({ leased, covered }) =>
      AddressSet.parse(leased).subtract(AddressSet.parse(covered)).overlaps(excluded),
    );
    await tx.query(
      `UPDATE shard SET ordered = CASE WHEN id = ANY ($2::uuid[]) THEN 'replan' END,
         ordered_at = CASE WHEN id = ANY ($2::uuid[]) THEN $3::timestamptz END
       WHERE scan_id = $1 AND ordered = 'pause'`,
      [scanId, outside.map(({ id }) => id), this.clock.now()],
    );
  }

  /**
   * Notes an order for the shards that engines work on, and rings for their engines. Cancel outranks pause, and both outrank
   * what the console wants by itself.
   */
  private async order(tx: Tx, scanId: string, order: 'pause' | 'cancel'): Promise<void> {
    const told = await tx.query<{ engineId: string | null }>(
      `UPDATE shard SET ordered = $2, ordered_at = $3
       WHERE scan_id = $1 AND state IN ('leased', 'scanning')
         AND (ordered IS NULL OR ordered IN ('replan', 'split') OR (ordered = 'pause' AND $2 = 'cancel'))
       RETURNING engine_id AS "engineId"`,
      [scanId, order, this.clock.now()],
    );
    const engines = new Set(told.map(({ engineId }) => engineId).filter((id) => id !== null));
    tx.afterCommit(async () => {
      for (const engineId of engines) await this.bus.publish('orders', { engineId });
    });
  }
}

function ended(state: ScanState, what: string): Error {
  return conflict('scan_ended', `The scan is ${state} and can't be ${what} any more. Start a new one.`);
}
