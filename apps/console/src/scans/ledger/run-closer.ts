import { Injectable } from '@nestjs/common';
import type { ShardOutcome } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { afterRun, askAgainAt, type AfterRun, type FailureNote, isFailure, isLoss, type RunEnd } from './after-run.js';
import { addCoverage } from './coverage.js';
import { fingerprintOf } from './fingerprint.js';
import { postgresJson, postgresText } from './postgres-text.js';
import type { ShardRow } from './shard-row.js';
import { RunHistory, type RunEnding } from './run-history.js';
import { emptied } from './emptied.js';
import { ShardScope, open } from './shard-scope.js';
import { RunningLimits } from './running-limits.js';
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
    private readonly scope: ShardScope,
    private readonly limits: RunningLimits,
  ) {}

  /** Moves the shard to what the end of its run makes of it, and settles the scan. */
  async close(tx: Tx, shard: ShardRow, end: RunEnd): Promise<void> {
    if (isFailure(end)) noteEngine(shard);
    const verdict = afterRun(end, { ...shard, failedOn: await namesOf(tx, shard) }, this.clock.below(1000) / 1000);
    if ('note' in verdict) verdict.note.detail = postgresText(verdict.note.detail);
    const patch: ShardPatch = { ...noLease, ...(end.kind === 'outcome' ? lastWords(end.outcome) : {}) };
    await this.history.ended(tx, shard.id, shard.epoch, endingOf(end));
    await this.apply(tx, shard, verdict, patch);
    await this.states.settleScan(tx, shard.scanId);
    await this.limits.freed(tx, shard);
  }

  /** Takes back a lease under which nothing was probed. */
  async giveBack(tx: Tx, shard: ShardRow, note: FailureNote): Promise<void> {
    const kept = { ...note, detail: postgresText(note.detail) };
    await this.history.ended(tx, shard.id, shard.epoch, { outcome: 'refused', ...kept });
    await this.apply(tx, shard, { kind: 'given_back', note: kept }, { ...noLease });
    await this.states.settleScan(tx, shard.scanId);
    await this.limits.freed(tx, shard);
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
          failed_on: JSON.stringify(shard.failedOn),
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
          failed_on: JSON.stringify(shard.failedOn),
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
    // What has been excluded meanwhile need not wait for the next lease to be known as such.
    if (shard.ordered === 'replan') {
      await this.scope.noteDropped(tx, shard, await this.scope.excludedFor(tx, shard.scanId));
    }
    const left = open(shard);
    if (left.isEmpty()) {
      const end = emptied(shard.coveredSet, this.clock.now());
      if (end.to === 'delivered') await this.states.beginScan(tx, shard.scanId);
      await this.states.moveShard(tx, shard, end.to, { ...patch, ...end.patch });
      return;
    }
    const idle = { ...patch, percent: 0, leased_set: '', leased_count: '0' };
    if (shard.ordered === 'cancel') {
      const ended = { reason: null, not_before: null, finished_at: this.clock.now() };
      await this.states.moveShard(tx, shard, 'cancelled', { ...idle, ...ended });
    } else if (shard.ordered === 'pause') {
      await this.splitter.shorten(tx, shard, left);
      await this.states.moveShard(tx, shard, 'paused', { ...idle, engine_id: null, not_before: null });
    } else {
      if (shard.ordered === 'split') await this.splitter.divide(tx, shard, left);
      await this.states.moveShard(tx, shard, 'queued', { ...idle, engine_id: null });
      tx.afterCommit(() => this.bus.publish('work', { zoneId: shard.zoneId }));
    }
  }
}

/** Remembers the engine of a run that failed. */
function noteEngine(shard: ShardRow): void {
  if (shard.engineId !== null) shard.failedOn = [...new Set([...shard.failedOn, shard.engineId])];
}

async function namesOf(tx: Tx, { failedOn }: ShardRow): Promise<string[]> {
  if (failedOn.length === 0) return [];
  const rows = await tx.query<{ name: string }>(
    `SELECT name FROM engine WHERE id = ANY ($1::uuid[]) ORDER BY array_position($1::uuid[], id)`,
    [failedOn],
  );
  return rows.map(({ name }) => name);
}

function endingOf(end: RunEnd): RunEnding {
  if (end.kind === 'lease_lost') return { outcome: 'lost', reason: 'lease_lost', detail: null };
  const { outcome } = end;
  switch (outcome.kind) {
    case 'completed':
      return { outcome: 'completed', reason: null, detail: end.refusal };
    case 'stopped':
      return { outcome: 'stopped', reason: outcome.order, detail: null };
    case 'failed': {
      const kind = isLoss(outcome.reason) ? 'lost' : 'failed';
      return { outcome: kind, reason: outcome.reason, detail: postgresText(outcome.detail) };
    }
  }
}

function lastWords(outcome: ShardOutcome): ShardPatch {
  return { exit_code: outcome.exitCode, stderr_tail: postgresText(outcome.stderrTail) };
}
