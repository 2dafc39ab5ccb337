import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  type engineApi,
  FailureReason,
  type FinishRequest,
  type InputOf,
  type RenewAnswer,
  type ReportAnswer,
  type ShardOutcome,
} from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { EngineIdentity } from '../platform/http/caller.js';
import { invalid, Refusal } from '../platform/http/refusal.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { ReportReader } from '../reports/report-reader.js';
import { offsetGap, type ReportRow, ReportStore } from '../reports/report-store.js';
import { leaseLost } from '../scans/ledger/lease-lost.js';
import { postgresJson } from '../scans/ledger/postgres-text.js';
import type { HeldShard } from '../scans/ledger/shard-row.js';
import { ShardLedger } from '../scans/shard-ledger.js';

/** Refusals of bytes after which no more of a report is waited for. */
const cutsOff: ReadonlySet<string> = new Set(['report_too_large', 'report_refused']);

/** What engines do with the shards that they hold. Everything about any other shard is `lease_lost` and says no more. */
@Injectable()
export class ShardDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: ShardLedger,
    private readonly reports: ReportStore,
    private readonly reader: ReportReader,
    private readonly logger: AppLogger,
  ) {}

  /** @throws Refusal 409 `lease_lost`. */
  async renew(engine: EngineIdentity, { params, body }: InputOf<typeof engineApi.renew>): Promise<RenewAnswer> {
    const held = heldBy(engine, params.shardId, body.epoch);
    const { expiresAt, order } = await this.database.transaction((tx) => this.ledger.renew(tx, held, body));
    return { expiresAt: expiresAt.toISOString(), order };
  }

  /** @throws Refusal as `ReportStore.append`; a report that grows too large ends the shard's run. */
  async report(
    engine: EngineIdentity,
    { params, query, body }: InputOf<typeof engineApi.report>,
  ): Promise<ReportAnswer> {
    const held = heldBy(engine, params.shardId, query.epoch);
    // A request without a body has none to parse.
    const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const part = { ...held, offset: query.offset, format: query.format, bytes };
    try {
      return { received: await this.database.transaction((tx) => this.reports.append(tx, part)) };
    } catch (error) {
      if (error instanceof Refusal && cutsOff.has(error.code)) await this.cutOff(held, error.message);
      throw error;
    }
  }

  /**
   * Ends a lease with the engine's word on its run. Saying the same again is harmless.
   * @throws Refusal 409 `lease_lost`; 409 `report_incomplete` with the wanted offset; 422 `report_hash_mismatch`.
   */
  async finish(engine: EngineIdentity, { params, body }: InputOf<typeof engineApi.finish>): Promise<void> {
    const held = heldBy(engine, params.shardId, body.epoch);
    const known = await this.database.transaction((tx) => this.reports.lock(tx, held));
    if (known?.engineId === held.engineId) {
      if (known.closed) return this.checkSame(known, body);
      await this.checkBytes(known, body);
    }
    await this.database.transaction(async (tx) => {
      const report = (await this.reports.lock(tx, held)) ?? (await this.emptyReport(tx, held, body));
      if (report.closed || report.engineId !== held.engineId) throw leaseLost();
      if (report.receivedBytes !== body.reportBytes) throw offsetGap(report.receivedBytes, 'report_incomplete');
      await this.ledger.finish(tx, held, { id: report.id, bytes: report.receivedBytes }, body.outcome);
    });
    const { shardId, epoch, engineId } = held;
    this.logger.info('shard finished', {
      shardId,
      epoch,
      engineId,
      outcome: body.outcome.kind,
      bytes: body.reportBytes,
    });
  }

  /** @throws Refusal 409 `lease_lost`. */
  async refuse(engine: EngineIdentity, { params, body }: InputOf<typeof engineApi.refuse>): Promise<void> {
    const held = heldBy(engine, params.shardId, body.epoch);
    await this.database.transaction(async (tx) => {
      const report = await this.reports.lock(tx, held);
      if (!report) return this.ledger.refuse(tx, held, body);
      // Bytes prove that something was probed: it is a run that failed, and what it found counts.
      if (report.closed || report.engineId !== held.engineId) throw leaseLost();
      await this.ledger.finish(
        tx,
        held,
        { id: report.id, bytes: report.receivedBytes },
        failed(body.reason, body.detail),
      );
    });
    this.logger.warn('shard refused', { shardId: held.shardId, engineId: held.engineId, reason: body.reason });
  }

  /** The row that a run without a byte of report is remembered by. */
  private async emptyReport(tx: Tx, held: HeldShard, body: FinishRequest): Promise<ReportRow> {
    if (body.reportBytes > 0) throw await this.notBegun(tx, held);
    const shard = await this.ledger.start(tx, held);
    await this.reports.open(tx, held, shard.scanner === 'nmap' ? 'nmap_xml' : 'masscan_json');
    const report = await this.reports.lock(tx, held);
    if (!report) throw new Error('a report that was just made is there');
    return report;
  }

  private async notBegun(tx: Tx, held: HeldShard): Promise<Error> {
    await this.ledger.start(tx, held);
    return offsetGap(0, 'report_incomplete');
  }

  /** Whether all bytes are here and are what the engine sent. Read outside of a transaction: they cannot change any more. */
  private async checkBytes(report: ReportRow, body: FinishRequest): Promise<void> {
    if (report.receivedBytes < body.reportBytes) throw offsetGap(report.receivedBytes, 'report_incomplete');
    const hash = createHash('sha256');
    if (report.receivedBytes === body.reportBytes)
      for await (const part of this.reader.bytes(report)) hash.update(part);
    if (report.receivedBytes !== body.reportBytes || hash.digest('hex') !== body.reportHash) {
      const message = 'The bytes that arrived are not those that the engine counted and hashed.';
      await this.database.transaction((tx) =>
        this.ledger.noteLie(tx, report, `says that it is done, but ${lowered(message)}`),
      );
      throw invalid(message, [{ path: 'reportHash', message }], 'report_hash_mismatch');
    }
  }

  /** The answer to the first finish may have been lost: the same word again is fine, another one is not. */
  private checkSame(report: ReportRow, body: FinishRequest): void {
    const same = report.receivedBytes === body.reportBytes && isDeepStrictEqual(report.outcome, asStored(body.outcome));
    if (!same) throw leaseLost();
  }

  /** Takes the lease of an engine that sends without end; what is here of its report is read. */
  private async cutOff(held: HeldShard, detail: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const report = await this.reports.lock(tx, held);
      if (!report || report.closed || report.engineId !== held.engineId) return;
      const outcome = failed(FailureReason.ReportRefused, detail);
      await this.ledger.noteLie(tx, held, `had its report cut off: ${detail}`);
      await this.ledger.finish(tx, held, { id: report.id, bytes: report.receivedBytes }, outcome);
    });
    this.logger.warn('report cut off', { shardId: held.shardId, epoch: held.epoch, engineId: held.engineId });
  }
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function asStored(outcome: ShardOutcome): unknown {
  return JSON.parse(postgresJson(outcome));
}

function heldBy({ engineId }: EngineIdentity, shardId: string, epoch: number): HeldShard {
  return { shardId, epoch, engineId };
}

function failed(reason: FailureReason, detail: string) {
  return { kind: 'failed' as const, reason, detail, exitCode: null, signal: null, stderrTail: '' };
}
