import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { AddressSet } from '@scanfleet/targets';
import { holdsScan } from '../../blackouts/open-blackout.js';
import type { Tx } from '../../platform/database/tx.js';
import { conflict, notFound } from '../../platform/http/refusal.js';
import { Bus } from '../../platform/realtime/bus.js';
import { ShardScope } from './shard-scope.js';
import { type ScanHead, StateWriter } from './state-writer.js';
import { hasEnded } from './transitions.js';

/**
 * Pause, resume, cancel and retry. Shards that no engine works on change at once; for the others the order is noted, told to
 * their engines with the next answer, and becomes true when they confirm it or lose their lease. Giving an order twice
 * changes nothing. Locks all shards of the scans first, in the order of their ids, the scans after them.
 */
@Injectable()
export class ScanOrders {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
    private readonly scope: ShardScope,
  ) {}

  /**
   * Pauses a scan until a person resumes it, also one that a blackout has paused.
   * @throws Refusal 404 `scan_not_found`; 409 `scan_ended`.
   */
  async pause(tx: Tx, scanId: string): Promise<void> {
    const { state } = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'paused');
    await this.hold(tx, [scanId], null);
  }

  /** Takes back a pause: what is paused is queued again, what still runs just goes on if its engine was not told yet. */
  async resume(tx: Tx, scanId: string): Promise<void> {
    const { state } = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'resumed');
    await this.release(tx, scanId);
  }

  /**
   * Pauses scans for a blackout, all in one go; one that another blackout has paused waits for this one from now on. One that a
   * person has paused or cancelled, that has ended, or that is gone, stays as it is.
   * @returns how many were changed.
   */
  async pauseFor(tx: Tx, scanIds: readonly string[], blackoutId: string): Promise<number> {
    const scans = (await this.find(tx, scanIds)).filter((scan) => isFreeFor(scan, blackoutId));
    if (scans.length === 0) return 0;
    await this.hold(
      tx,
      scans.map(({ id }) => id),
      blackoutId,
    );
    tx.afterCommit(async () => {
      for (const { id: scanId, siteId, state } of scans) {
        await this.bus.publish('realtime', { type: 'scan_changed', scanId, siteId, state });
      }
    });
    return scans.length;
  }

  /**
   * Takes back the pause of a blackout. A scan that none has paused any more stays as it is.
   * @returns whether anything changed.
   */
  async resumeAfterBlackout(tx: Tx, scanId: string): Promise<boolean> {
    const [scan] = await this.find(tx, [scanId]);
    if (!scan || hasEnded(scan.state) || scan.blackoutId === null) return false;
    // One may have begun since somebody looked.
    const open = await tx.query(`SELECT FROM scan JOIN blackout ON ${holdsScan('$2')} WHERE scan.id = $1 LIMIT 1`, [
      scanId,
      this.clock.now(),
    ]);
    if (open.length > 0) return false;
    await this.release(tx, scanId);
    return true;
  }

  /**
   * Queues the failed shards of a scan again, at what they have not covered, as if they had never failed. A scan that has
   * ended works again; a paused one goes on with them when it is resumed. The second of two clicks changes nothing.
   * @throws Refusal 404 `scan_not_found`; 409 `scan_ended` for a cancelled scan, 409 `nothing_to_retry`.
   */
  async retry(tx: Tx, scanId: string): Promise<void> {
    const { state } = await this.lock(tx, scanId);
    if (state === 'cancelled') throw ended(state, 'tried again');
    await tx.query(
      `UPDATE shard SET attempts = 0, lost_leases = 0, failed_on = '[]', refused_by = '{}', engine_id = NULL, reason = NULL,
         detail = NULL, exit_code = NULL, stderr_tail = NULL, percent = 0, leased_set = '', leased_count = 0
       WHERE scan_id = $1 AND state = 'failed'`,
      [scanId],
    );
    const queued = await this.states.moveShardsOf(tx, [scanId], 'failed', 'queued');
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) return;
    if (queued === 0) {
      if (!hasEnded(state) && (await this.states.wasRetried(tx, scanId))) return;
      throw conflict('nothing_to_retry', 'No shard of the scan has failed, so there is nothing to try again.');
    }
    await this.states.reopenScan(tx, scan);
    // While a pause is being obeyed, what is tried again waits with the rest.
    if (!hasEnded(state) && scan.held === 'pause') {
      await this.states.moveShardsOf(tx, [scanId], 'queued', 'paused');
      await this.states.settleScan(tx, scanId);
    }
    tx.afterCommit(() => this.bus.publish('work', { zoneId: scan.zoneId }));
  }

  /**
   * Ends a scan; what it found is kept. A scan that has ended stays as it is, and the first reason counts.
   * @param reason a sentence that says why.
   */
  async cancel(tx: Tx, scanId: string, reason: string): Promise<void> {
    const { state } = await this.lock(tx, scanId);
    if (hasEnded(state)) return;
    await this.states.holdScans(tx, [scanId], 'cancel');
    await this.states.markScans(tx, [scanId], null);
    await this.states.moveShardsOf(tx, [scanId], 'queued', 'cancelled');
    await this.states.moveShardsOf(tx, [scanId], 'paused', 'cancelled');
    await this.order(tx, [scanId], 'cancel');
    await this.states.noteReason(tx, scanId, reason);
    await this.states.settleScan(tx, scanId);
  }

  /** Locks scans that are to change together in the order in which all do it. */
  async lockAll(tx: Tx, scanIds: readonly string[]): Promise<void> {
    await this.find(tx, scanIds);
  }

  private async lock(tx: Tx, scanId: string): Promise<ScanHead> {
    const [scan] = await this.find(tx, [scanId]);
    if (!scan) throw notFound('scan');
    return scan;
  }

  private async find(tx: Tx, scanIds: readonly string[]): Promise<ScanHead[]> {
    await tx.query(`SELECT FROM shard WHERE scan_id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`, [scanIds]);
    return this.states.lockScans(tx, scanIds);
  }

  private async hold(tx: Tx, scanIds: readonly string[], blackoutId: string | null): Promise<void> {
    await this.states.holdScans(tx, scanIds, 'pause');
    await this.states.markScans(tx, scanIds, blackoutId);
    await this.states.moveShardsOf(tx, scanIds, 'queued', 'paused');
    await this.order(tx, scanIds, 'pause');
    // The others are settled when their engines have stopped.
    const idle = await tx.query<{ id: string }>(
      `SELECT id FROM scan WHERE id = ANY ($1::uuid[])
         AND NOT EXISTS (SELECT FROM shard WHERE shard.scan_id = scan.id AND shard.state IN ('leased', 'scanning'))
       ORDER BY id`,
      [scanIds],
    );
    for (const { id } of idle) await this.states.settleScan(tx, id);
  }

  private async release(tx: Tx, scanId: string): Promise<void> {
    await this.states.holdScans(tx, [scanId], null);
    await this.states.moveShardsOf(tx, [scanId], 'paused', 'queued');
    await this.takeBackPause(tx, scanId);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) return;
    // What is told of it names the blackout that is over, so the mark goes last.
    await this.states.unpauseScan(tx, scan);
    await this.states.markScans(tx, [scanId], null);
    const { zoneId, siteId } = scan;
    const state = scan.startedAt ? 'running' : 'planned';
    tx.afterCommit(async () => {
      await this.bus.publish('work', { zoneId });
      await this.bus.publish('realtime', { type: 'scan_changed', scanId, siteId, state });
    });
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
  private async order(tx: Tx, scanIds: readonly string[], order: 'pause' | 'cancel'): Promise<void> {
    const told = await tx.query<{ engineId: string | null }>(
      `UPDATE shard SET ordered = $2, ordered_at = $3
       WHERE scan_id = ANY ($1::uuid[]) AND state IN ('leased', 'scanning')
         AND (ordered IS NULL OR ordered IN ('replan', 'split') OR (ordered = 'pause' AND $2 = 'cancel'))
       RETURNING engine_id AS "engineId"`,
      [scanIds, order, this.clock.now()],
    );
    const engines = new Set(told.map(({ engineId }) => engineId).filter((id) => id !== null));
    tx.afterCommit(async () => {
      for (const engineId of engines) await this.bus.publish('orders', { engineId });
    });
  }
}

/** Whether a blackout may pause a scan: nobody has, or another blackout. */
function isFreeFor(scan: ScanHead, blackoutId: string): boolean {
  if (hasEnded(scan.state) || scan.blackoutId === blackoutId) return false;
  return scan.held === null || scan.blackoutId !== null;
}

function ended(state: ScanHead['state'], what: string): Error {
  return conflict('scan_ended', `The scan is ${state} and can't be ${what} any more. Start a new one.`);
}
