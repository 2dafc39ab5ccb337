import { Injectable } from '@nestjs/common';
import type { FailureReason, RenewRequest, ShardOrder, ShardOutcome } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { holdsEngine, holdsScan } from '../blackouts/open-blackout.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Bus } from '../platform/realtime/bus.js';
import { coverBatch, type CoveredBatch } from './ledger/covered-batch.js';
import { leaseLost } from './ledger/lease-lost.js';
import { type GivenLease, LeaseTaker, type LeasingEngine } from './ledger/lease-taker.js';
import { noteLie } from './ledger/note-lie.js';
import { plausibleEnd } from './ledger/plausible-end.js';
import { postgresJson } from './ledger/postgres-text.js';
import { RunCloser } from './ledger/run-closer.js';
import { RunHistory } from './ledger/run-history.js';
import { ScanOrders } from './ledger/scan-orders.js';
import { type HeldShard, isHeld, lockShard, type ShardRow, type ShardWish } from './ledger/shard-row.js';
import { StateWriter } from './ledger/state-writer.js';

/**
 * The ledger of who works on what: the only writer of shard.state and scan.state. The table is the work list; messages on the bus
 * are only the doorbell. Every lease raises the shard's epoch, and whatever comes with an older epoch is refused with
 * `lease_lost`. Locks are taken in the order report, shard, scan.
 */
@Injectable()
export class ShardLedger {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly bus: Bus,
    private readonly queue: JobQueue,
    private readonly states: StateWriter,
    private readonly taker: LeaseTaker,
    private readonly closer: RunCloser,
    private readonly orders: ScanOrders,
    private readonly history: RunHistory,
  ) {}

  /** Leases up to `freeSlots` queued shards to an engine: no shard to two engines, whoever else asks. */
  async lease(tx: Tx, engine: LeasingEngine, freeSlots: number): Promise<GivenLease[]> {
    return this.taker.take(tx, engine, freeSlots);
  }

  /**
   * Gives leases again that an engine does not know of, because it never got the answer; with the same epoch.
   * Only those it has not started and that are older than `seconds`, so that none is given twice to a slow engine.
   */
  async repeatLeases(
    tx: Tx,
    engineId: string,
    { known, seconds }: { known: ReadonlySet<string>; seconds: number },
  ): Promise<GivenLease[]> {
    const before = new Date(this.clock.now().getTime() + (this.config.leaseSeconds - seconds) * 1000);
    const rows = await tx.query<{ id: string }>(
      `SELECT shard.id FROM shard JOIN scan ON scan.id = shard.scan_id
       WHERE shard.engine_id = $1 AND shard.state = 'leased' AND lease_expires_at < $2 AND ordered IS NULL
         AND NOT EXISTS (SELECT FROM blackout
           WHERE ${holdsScan('$3')} OR ${holdsEngine({ engineId: '$1', now: '$3' })})
       ORDER BY shard.id FOR NO KEY UPDATE OF shard SKIP LOCKED`,
      [engineId, before, this.clock.now()],
    );
    const leases: GivenLease[] = [];
    for (const { id } of rows) {
      if (known.has(id)) continue;
      const shard = await lockShard(tx, id);
      if (shard?.leasedSet === undefined) continue;
      const manifest = await this.taker.repeat(tx, shard);
      // Excluded since it was given: it is about to be planned anew.
      if (AddressSet.parse(manifest.addressSet).overlaps(AddressSet.parse(manifest.excludedSet))) continue;
      const expiresAt = this.leaseEnd();
      await tx.query(`UPDATE shard SET lease_expires_at = $2 WHERE id = $1`, [id, expiresAt]);
      leases.push({ manifest, expiresAt });
    }
    return leases;
  }

  /** What an engine must do with leases that it holds, or believes to hold. */
  async ordersFor(
    tx: Tx,
    engineId: string,
    held: readonly { shardId: string; epoch: number }[],
  ): Promise<ShardOrder[]> {
    if (held.length === 0) return [];
    const rows = await tx.query<{ id: string; epoch: number; ordered: ShardWish | null }>(
      `SELECT id, epoch, ordered FROM shard
       WHERE engine_id = $1 AND id = ANY ($2::uuid[]) AND state IN ('leased', 'scanning') AND lease_expires_at IS NOT NULL`,
      [engineId, held.map(({ shardId }) => shardId)],
    );
    const mine = new Map(rows.map((row) => [`${row.id} ${row.epoch}`, row.ordered]));
    return held.flatMap(({ shardId, epoch }): ShardOrder[] => {
      const ordered = mine.get(`${shardId} ${epoch}`);
      if (ordered === undefined) return [{ shardId, epoch, order: 'abandon' }];
      return ordered === null ? [] : [{ shardId, epoch, order: asOrder(ordered) }];
    });
  }

  /**
   * Keeps a lease, notes progress and, once, that the scanner was started.
   * @returns when the lease ends now, and the order that waits for the engine.
   * @throws Refusal 409 `lease_lost`.
   */
  async renew(
    tx: Tx,
    held: HeldShard,
    { progress, started }: Pick<RenewRequest, 'progress' | 'started'>,
  ): Promise<{ expiresAt: Date; order: 'pause' | 'cancel' | null }> {
    const shard = await this.lockHeld(tx, held);
    const expiresAt = this.leaseEnd();
    const rows = await tx.query<{ percent: number }>(
      `UPDATE shard SET lease_expires_at = $2, percent = coalesce($3, percent),
         estimated_end_at = CASE WHEN $3::real IS NULL THEN estimated_end_at ELSE $4::timestamptz END
       WHERE id = $1 RETURNING percent`,
      [
        shard.id,
        expiresAt,
        progress?.percent ?? null,
        plausibleEnd(progress?.estimatedEndAt ?? null, this.clock.now()),
      ],
    );
    if (started) {
      const words = { argv: postgresJson(started.argv), notes: postgresJson(started.notes) };
      await this.begin(tx, shard, words);
    } else if (progress) this.tellProgress(tx, shard, rows[0]?.percent ?? 0);
    return { expiresAt, order: shard.ordered && asOrder(shard.ordered) };
  }

  /**
   * Notes that report bytes arrive, which proves that the scanner runs.
   * @throws Refusal 409 `lease_lost`.
   */
  async start(tx: Tx, held: HeldShard): Promise<ShardRow> {
    const shard = await this.lockHeld(tx, held);
    await this.begin(tx, shard, {});
    return shard;
  }

  /**
   * Takes a lease back under which nothing was probed. The shard is not offered to that engine again while the engine stays as
   * it is; for a shard that only this engine may take, a lasting reason is the end.
   * @throws Refusal 409 `lease_lost`.
   */
  async refuse(tx: Tx, held: HeldShard, note: { reason: FailureReason; detail: string }): Promise<void> {
    const shard = await this.lockHeld(tx, held);
    const detail = note.detail || `The engine says: ${note.reason}.`;
    if (shard.state === 'leased') return this.closer.giveBack(tx, shard, { ...note, detail });
    // It said that the scanner was started: it cannot be that nothing was probed.
    const outcome = {
      kind: 'failed' as const,
      reason: note.reason,
      detail,
      exitCode: null,
      signal: null,
      stderrTail: '',
    };
    await this.closer.close(tx, shard, { kind: 'outcome', outcome, complete: false, refusal: null });
  }

  /**
   * Ends a lease with the engine's word on how the run ended. The shard changes when its report has been ingested to the
   * end (`reportSettled`); at once when there are no bytes. The report of this epoch exists and is locked by the caller.
   * @throws Refusal 409 `lease_lost`.
   */
  async finish(tx: Tx, held: HeldShard, report: { id: string; bytes: number }, outcome: ShardOutcome): Promise<void> {
    const shard = await this.lockHeld(tx, held);
    await tx.query(`UPDATE report SET closed = true, outcome = $2, settled = $3 WHERE id = $1`, [
      report.id,
      postgresJson(outcome),
      report.bytes === 0,
    ]);
    await tx.query(`UPDATE shard SET lease_expires_at = NULL WHERE id = $1`, [shard.id]);
    if (report.bytes > 0) {
      tx.afterCommit(() => this.queue.ring('ingest-report', { reportId: report.id }, report.id));
      return;
    }
    // Masscan writes nothing when nothing answers; nmap always writes a report.
    const complete = shard.scanner === 'masscan';
    await this.closer.close(tx, shard, { kind: 'outcome', outcome, complete, refusal: null });
  }

  /**
   * Ends a lease that was lost. With a report: it is closed and the shard waits for its last bytes to be ingested.
   * Without: the shard is queued again at once. The caller has locked report and shard.
   */
  async lose(tx: Tx, shard: ShardRow, report: { id: string } | undefined): Promise<void> {
    if (!report) return this.closer.close(tx, shard, { kind: 'lease_lost' });
    await tx.query(`UPDATE report SET closed = true WHERE id = $1`, [report.id]);
    await tx.query(`UPDATE shard SET lease_expires_at = NULL WHERE id = $1`, [shard.id]);
    tx.afterCommit(() => this.queue.ring('ingest-report', { reportId: report.id }, report.id));
  }

  /**
   * Adds what one batch of a report brought. Call it late in the transaction: it locks shard and scan, which other
   * shards' batches and the engine's renewals wait for.
   */
  async cover(tx: Tx, batch: CoveredBatch): Promise<void> {
    await coverBatch(tx, batch);
  }

  /**
   * Tells the operator of something that an engine did with a shard and that cannot be true.
   * @param what the rest of a sentence that begins with engine and shard.
   */
  async noteLie(tx: Tx, held: { shardId: string; engineId: string | null }, what: string): Promise<void> {
    await noteLie(tx, held, what);
  }

  /**
   * Applies the end of a run to its shard, now that the report is ingested as far as it goes. Idempotent: a report
   * whose shard has gone on is passed over. The caller has locked the report and sets its `settled`.
   * @param complete whether the report was read to its own end mark.
   * @param refusal why its bytes were refused, in a sentence; null when they were not.
   */
  async reportSettled(
    tx: Tx,
    { reportId, complete, refusal }: { reportId: string; complete: boolean; refusal: string | null },
  ): Promise<void> {
    const reports = await tx.query<{ shardId: string; epoch: number; outcome: ShardOutcome | null }>(
      `SELECT shard_id AS "shardId", epoch, outcome FROM report WHERE id = $1 AND closed`,
      [reportId],
    );
    const report = reports[0];
    const shard = report && (await lockShard(tx, report.shardId));
    if (!report || !shard) return;
    tx.afterCommit(() => this.queue.ring('seal-report', { reportId }, reportId));
    const waits = (shard.state === 'leased' || shard.state === 'scanning') && shard.leaseExpiresAt === null;
    if (!waits || shard.epoch !== report.epoch) return;
    const { outcome } = report;
    if (refusal !== null)
      await noteLie(tx, { ...shard, shardId: shard.id }, `sent a report that was refused: ${refusal}`);
    await this.closer.close(
      tx,
      shard,
      outcome === null ? { kind: 'lease_lost' } : { kind: 'outcome', outcome, complete, refusal },
    );
  }

  /** @throws Refusal 404 `scan_not_found`, 409 `scan_ended`. */
  async pause(tx: Tx, scanId: string): Promise<void> {
    await this.orders.pause(tx, scanId);
  }

  /** @throws Refusal 404 `scan_not_found`, 409 `scan_ended`. */
  async resume(tx: Tx, scanId: string): Promise<void> {
    await this.orders.resume(tx, scanId);
  }

  /**
   * Pauses scans for a blackout, all in one go, but for those that a person holds or that have ended.
   * @returns how many were changed.
   */
  async pauseFor(tx: Tx, scanIds: readonly string[], blackoutId: string): Promise<number> {
    return this.orders.pauseFor(tx, scanIds, blackoutId);
  }

  /**
   * Lets a scan go on that a blackout has paused.
   * @returns whether anything changed.
   */
  async resumeAfterBlackout(tx: Tx, scanId: string): Promise<boolean> {
    return this.orders.resumeAfterBlackout(tx, scanId);
  }

  /** @throws Refusal 404 `scan_not_found`; 409 `scan_ended` for a cancelled scan, 409 `nothing_to_retry`. */
  async retry(tx: Tx, scanId: string): Promise<void> {
    await this.orders.retry(tx, scanId);
  }

  /** @throws Refusal 404 `scan_not_found`. */
  async cancel(tx: Tx, scanId: string, by: string): Promise<void> {
    await this.orders.cancel(tx, scanId, `Cancelled by ${by}.`);
  }

  /**
   * Ends scans by the console's own will, with what they found.
   * @param reason a sentence that says why.
   */
  async stop(tx: Tx, scanIds: readonly string[], reason: string): Promise<void> {
    await this.orders.lockAll(tx, scanIds);
    for (const scanId of scanIds) await this.orders.cancel(tx, scanId, reason);
  }

  private async lockHeld(tx: Tx, held: HeldShard): Promise<ShardRow> {
    const shard = await lockShard(tx, held.shardId);
    if (!shard || !isHeld(shard, held)) throw leaseLost();
    return shard;
  }

  private async begin(tx: Tx, shard: ShardRow, words: { argv?: string; notes?: string }): Promise<void> {
    if (shard.state === 'leased') {
      await this.states.moveShard(tx, shard, 'scanning', { ...words, started_at: this.clock.now() });
      await this.history.started(tx, shard.id, shard.epoch);
      await this.states.beginScan(tx, shard.scanId);
      shard.state = 'scanning';
    } else if (words.argv !== undefined) {
      await tx.query(`UPDATE shard SET argv = $2, notes = $3 WHERE id = $1`, [shard.id, words.argv, words.notes]);
    }
  }

  private tellProgress(tx: Tx, shard: ShardRow, percent: number): void {
    const { id: shardId, scanId, state } = shard;
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'shard_changed', scanId, shardId, state, percent }));
  }

  private leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + this.config.leaseSeconds * 1000);
  }
}

/** What an engine is told: for it, a shard that is planned anew or split is one that pauses. */
function asOrder(wish: ShardWish): 'pause' | 'cancel' {
  return wish === 'cancel' ? 'cancel' : 'pause';
}
