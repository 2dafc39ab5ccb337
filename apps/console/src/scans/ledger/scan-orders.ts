import { Injectable } from '@nestjs/common';
import type { ScanState } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { conflict, notFound } from '../../platform/http/refusal.js';
import { Bus } from '../../platform/realtime/bus.js';
import { StateWriter } from './state-writer.js';
import { hasEnded } from './transitions.js';

/**
 * Pause, resume and cancel. Shards that no engine works on change at once; for the others the order is noted, told to
 * their engines with the next answer, and becomes true when they confirm it or lose their lease. Giving an order twice
 * changes nothing. Locks all shards of the scan first, the scan after them.
 */
@Injectable()
export class ScanOrders {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
  ) {}

  /** @throws Refusal 404 `scan_not_found`; 409 `scan_ended`. */
  async pause(tx: Tx, scanId: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'paused');
    await this.states.moveShardsOfScan(tx, scanId, 'queued', 'paused');
    await this.order(tx, scanId, 'pause');
    await this.states.settleScan(tx, scanId);
  }

  /** Takes back a pause: what is paused is queued again, what still runs just goes on if its engine was not told yet. */
  async resume(tx: Tx, scanId: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) throw ended(state, 'resumed');
    await this.states.moveShardsOfScan(tx, scanId, 'paused', 'queued');
    await tx.query(`UPDATE shard SET ordered = NULL, ordered_at = NULL WHERE scan_id = $1 AND ordered = 'pause'`, [
      scanId,
    ]);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) return;
    await this.states.unpauseScan(tx, scan);
    tx.afterCommit(() => this.bus.publish('work', { zoneId: scan.zoneId }));
  }

  /**
   * Ends a scan; what it found is kept. A scan that has ended stays as it is.
   * @param by who wants it, for the scan's reason.
   */
  async cancel(tx: Tx, scanId: string, by: string): Promise<void> {
    const state = await this.lock(tx, scanId);
    if (hasEnded(state)) return;
    await this.states.moveShardsOfScan(tx, scanId, 'queued', 'cancelled');
    await this.states.moveShardsOfScan(tx, scanId, 'paused', 'cancelled');
    await this.order(tx, scanId, 'cancel');
    await this.states.noteReason(tx, scanId, `Cancelled by ${by}.`);
    await this.states.settleScan(tx, scanId);
  }

  private async lock(tx: Tx, scanId: string): Promise<ScanState> {
    await tx.query(`SELECT FROM shard WHERE scan_id = $1 ORDER BY id FOR NO KEY UPDATE`, [scanId]);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) throw notFound('scan');
    return scan.state;
  }

  /** Notes an order for the shards that engines work on, and rings for their engines. Cancel outranks pause. */
  private async order(tx: Tx, scanId: string, order: 'pause' | 'cancel'): Promise<void> {
    const told = await tx.query<{ engineId: string | null }>(
      `UPDATE shard SET ordered = $2, ordered_at = $3
       WHERE scan_id = $1 AND state IN ('leased', 'scanning')
         AND (ordered IS NULL OR (ordered = 'pause' AND $2 = 'cancel'))
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
