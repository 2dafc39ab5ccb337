import { Injectable } from '@nestjs/common';
import type { ShardOutcome } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { afterRun, askAgainAt, type AfterRun, type FailureNote, type RunEnd } from './after-run.js';
import { addCoverage } from './coverage.js';
import { fingerprintOf } from './fingerprint.js';
import { postgresJson, postgresText } from './postgres-text.js';
import type { ShardRow } from './shard-row.js';
import { RunHistory, type RunEnding } from './run-history.js';
import { ShardSplitter } from './shard-splitter.js';
import { type ShardPatch, StateWriter } from './state-writer.js';

/** What every shard loses together with its lease. */
const noLease = {
  ordered: null,
  ordered_at: null,
  lease_expires_at: null,
  estimated_end_at: null,
  leased_rate: null,
} as const;

/** Applies the end of a run to its shard, and to its scan. The caller has locked the shard. */
@Injectable()
export class RunCloser {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
    private readonly history: RunHistory,
    private readonly splitter: ShardSplitter,
  ) {}

  /** Moves the shard to what the end of its run makes of it, and settles the scan. */
  async close(tx: Tx, shard: ShardRow, end: RunEnd): Promise<void> {
    const verdict = afterRun(end, shard, this.clock.below(1000) / 1000);
    if ('note' in verdict) verdict.note.detail = postgresText(verdict.note.detail);
    const patch: ShardPatch = { ...noLease, ...(end.kind === 'outcome' ? lastWords(end.outcome) : {}) };
    await this.history.ended(tx, shard.id, shard.epoch, endingOf(end));
    await this.apply(tx, shard, verdict, patch);
    await this.states.settleScan(tx, shard.scanId);
  }

  /** Takes back a lease under which nothing was probed. */
  async giveBack(tx: Tx, shard: ShardRow, note: FailureNote): Promise<void> {
    const kept = { ...note, detail: postgresText(note.detail) };
    await this.history.ended(tx, shard.id, shard.epoch, { outcome: 'refused', ...kept });
    await this.apply(tx, shard, { kind: 'given_back', note: kept }, { ...noLease });
    await this.states.settleScan(tx, shard.scanId);
  }

  private async apply(tx: Tx, shard: ShardRow, verdict: AfterRun, patch: ShardPatch): Promise<void> {
    const now = this.clock.now();
    switch (verdict.kind) {
      case 'delivered':
        // What was in the manifest was asked, also where nothing answered.
        await addCoverage(tx, shard, AddressSet.parse(shard.leasedSet));
        await this.states.beginScan(tx, shard.scanId);
        await this.states.moveShard(tx, shard, 'delivered', {
          ...patch,
          percent: 100,
          reason: null,
          detail: null,
          finished_at: now,
        });
        return;
      case 'failed':
        if (shard.ordered === 'cancel') return this.putBack(tx, shard, patch);
        await this.states.moveShard(tx, shard, 'failed', {
          ...patch,
          reason: verdict.note.reason,
          detail: verdict.note.detail,
          attempts: verdict.attempts,
          lost_leases: verdict.lostLeases,
          finished_at: now,
        });
        return;
      case 'stopped':
        return this.putBack(tx, shard, { ...patch, reason: null, detail: null });
      case 'again':
        return this.putBack(tx, shard, {
          ...patch,
          reason: verdict.note.reason,
          detail: verdict.note.detail,
          attempts: verdict.attempts,
          lost_leases: verdict.lostLeases,
          not_before: verdict.waitSeconds > 0 ? new Date(now.getTime() + verdict.waitSeconds * 1000) : null,
        });
      case 'given_back':
        return this.giveToOthers(tx, shard, verdict.note, patch);
    }
  }

  /** Remembers that this engine cannot do it. When no other may, the shard has failed. */
  private async giveToOthers(tx: Tx, shard: ShardRow, note: FailureNote, patch: ShardPatch): Promise<void> {
    const now = this.clock.now();
    const until = askAgainAt(note.reason, now);
    if (shard.pinnedEngineId !== null && until === null && shard.ordered === null) {
      await this.states.moveShard(tx, shard, 'failed', { ...patch, ...note, finished_at: now });
      return;
    }
    const refusedBy = { ...shard.refusedBy };
    if (shard.engineId !== null) {
      const fingerprint = await fingerprintOf(tx, shard.engineId);
      refusedBy[shard.engineId] = { ...note, fingerprint, until: until?.toISOString() ?? null };
    }
    await this.putBack(tx, shard, { ...patch, ...note, refused_by: postgresJson(refusedBy) });
  }

  /** Queues what is not covered; or pauses or cancels it where that was ordered; or ends it where nothing is left. */
  private async putBack(tx: Tx, shard: ShardRow, patch: ShardPatch): Promise<void> {
    const left = AddressSet.parse(shard.addressSet)
      .subtract(AddressSet.parse(shard.coveredSet))
      .subtract(AddressSet.parse(shard.droppedSet));
    if (left.isEmpty()) {
      await this.states.beginScan(tx, shard.scanId);
      const done = { percent: 100, reason: null, detail: null, not_before: null, finished_at: this.clock.now() };
      await this.states.moveShard(tx, shard, 'delivered', { ...patch, ...done });
      return;
    }
    const idle = { ...patch, percent: 0, leased_set: '', leased_count: '0' };
    if (shard.ordered === 'cancel') {
      const ended = { reason: null, not_before: null, finished_at: this.clock.now() };
      await this.states.moveShard(tx, shard, 'cancelled', { ...idle, ...ended });
    } else if (shard.ordered === 'pause') {
      await this.states.moveShard(tx, shard, 'paused', { ...idle, engine_id: null, not_before: null });
    } else {
      if (shard.ordered === 'split') await this.splitter.divide(tx, shard, left);
      await this.states.moveShard(tx, shard, 'queued', { ...idle, engine_id: null });
      tx.afterCommit(() => this.bus.publish('work', { zoneId: shard.zoneId }));
    }
  }
}

function endingOf(end: RunEnd): RunEnding {
  if (end.kind === 'lease_lost') return { outcome: 'lost', reason: 'lease_lost', detail: null };
  const { outcome } = end;
  switch (outcome.kind) {
    case 'completed':
      return { outcome: 'completed', reason: null, detail: end.refusal };
    case 'stopped':
      return { outcome: 'stopped', reason: outcome.order, detail: null };
    case 'failed':
      return { outcome: 'failed', reason: outcome.reason, detail: postgresText(outcome.detail) };
  }
}

function lastWords(outcome: ShardOutcome): ShardPatch {
  return { exit_code: outcome.exitCode, stderr_tail: postgresText(outcome.stderrTail) };
}
