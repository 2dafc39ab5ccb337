import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { Bus } from '../platform/realtime/bus.js';
import { ScanCreator } from '../scans/scan-creator.js';
import { ShardLedger } from '../scans/shard-ledger.js';
import { type Decision, decideRuns, type Skip } from './decide-runs.js';
import { type Drafting, draftOrRefusal } from './draft-or-refusal.js';
import { type DueCase, DueCases } from './due-case.js';
import { type NextRun, nextRun } from './due-runs.js';
import { RunBook } from './run-book.js';
import { authorOf, wishOf } from './scan-wish.js';

/** A blackout that holds runs back may be lifted before its end without anyone being heard; then they are late by this much. */
const LONGEST_HOLD_MILLISECONDS = 10 * 60_000;

/**
 * Decides about the due occurrences of one schedule. All of a decision is one transaction under the schedule's lock: what is
 * written of the occurrence, the scan, and what comes next. A crash in between leaves the occurrence undecided, and it is
 * decided again; nobody else can decide about it meanwhile, and never twice (index `schedule_run_once`).
 */
@Injectable()
export class OccurrenceDecider {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly cases: DueCases,
    private readonly creator: ScanCreator,
    private readonly ledger: ShardLedger,
    private readonly book: RunBook,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Decides about the oldest due occurrences, of which one may become a scan.
   * @returns whether something was decided, or put off; false as well when somebody else is at it.
   */
  async decide(scheduleId: string): Promise<boolean> {
    const found = await this.cases.read(scheduleId);
    if (!found) return false;
    if (found.facts.due.length === 0) return this.lookLater(found);
    const foreseen = decideRuns({ ...found.facts, ...(await this.cases.runs(this.database, scheduleId)) });
    // Planning asks DNS, which may take seconds: no part of a transaction.
    const drafting = needsScan(foreseen) ? await draftOrRefusal(this.creator, wishOf(found.schedule)) : undefined;
    return this.database.transaction((tx) => this.decideLocked(tx, found, drafting));
  }

  private async decideLocked(tx: Tx, found: DueCase, drafting: Drafting | undefined): Promise<boolean> {
    if (!(await this.cases.lock(tx, found))) return false;
    const { schedule, facts } = found;
    const runs = await this.cases.runs(tx, schedule.id);
    if (runs.decided) {
      await this.book.setNext(tx, schedule.id, this.nextAfter(found, found.next.occurrenceAt));
      return true;
    }
    const decision = decideRuns({ ...facts, ...runs });
    // A scan ended since the first look: the next look plans one.
    if (needsScan(decision) && !drafting) return false;
    await this.book.skip(tx, schedule.id, decision.skips);
    this.logSkips(tx, schedule.id, decision.skips);
    if (decision.run) await this.run(tx, found, { ...decision.run, drafting });
    const decided = decision.skips.reduce((sum, { count }) => sum + count, decision.run ? 1 : 0);
    const { next, lookAt } = this.whatIsLeft(found, decision, decided);
    await this.book.setNext(tx, schedule.id, next, lookAt);
    if (decided > 0) tx.afterCommit(() => this.bus.publish('realtime', { type: 'schedules_changed' }));
    return true;
  }

  private async run(
    tx: Tx,
    { schedule }: DueCase,
    { at, how, drafting }: { at: Date; how: 'start' | 'queue' | 'replace'; drafting: Drafting | undefined },
  ): Promise<void> {
    const scheduleId = schedule.id;
    if (how === 'queue') {
      await this.book.note(tx, { scheduleId, kind: 'scheduled', at, outcome: 'queued', scanId: null });
      return;
    }
    if (!drafting) throw new Error('a scan was not planned');
    if (drafting.kind === 'refused') {
      const { reason, detail } = drafting;
      const skips = [{ first: at, last: at, count: 1, reason, detail }];
      await this.book.skip(tx, scheduleId, skips);
      this.logSkips(tx, scheduleId, skips);
      return;
    }
    if (how === 'replace') await this.makeRoom(tx, schedule);
    const scanId = await this.creator.keep(tx, drafting.scan, authorOf(schedule));
    await this.book.note(tx, { scheduleId, kind: 'scheduled', at, outcome: 'started', scanId });
    tx.afterCommit(() => this.logger.info('a schedule started a scan', { scheduleId, scanId, occurrenceAt: at }));
  }

  /** Stops what the new scan takes the place of, and what waited for that. */
  private async makeRoom(tx: Tx, { id, name }: { id: string; name: string }): Promise<void> {
    const scanIds = await this.cases.workingScans(tx, id);
    await this.ledger.stop(tx, scanIds, `Replaced by the next run of the schedule "${name}".`);
    await this.book.dropQueued(tx, id, 'A later run took its place.');
  }

  /** The run that comes next, and when to look at it. */
  private whatIsLeft(
    found: DueCase,
    decision: Decision,
    decided: number,
  ): { next: NextRun | null; lookAt: Date | null } {
    const { due } = found.facts;
    const last = due[decided - 1];
    const next = last ? this.nextAfter(found, last.at) : found.next;
    const latest = this.clock.now().getTime() + LONGEST_HOLD_MILLISECONDS;
    const lookAt = decision.holdUntil && new Date(Math.min(decision.holdUntil.getTime(), latest));
    return { next, lookAt: lookAt ?? next?.runAt ?? null };
  }

  private nextAfter({ recurrence, schedule }: DueCase, at: Date): NextRun | null {
    return nextRun(recurrence, at, { jitterSeconds: schedule.jitter_seconds, clock: this.clock });
  }

  /** It was looked at before its run is due: the clock was set back. */
  private async lookLater(found: DueCase): Promise<boolean> {
    await this.database.transaction(async (tx) => {
      if (await this.cases.lock(tx, found)) await this.book.setNext(tx, found.schedule.id, found.next);
    });
    return false;
  }

  private logSkips(tx: Tx, scheduleId: string, skips: readonly Skip[]): void {
    for (const { first, last, count, reason } of skips) {
      const fields = { scheduleId, first, last, count, reason };
      tx.afterCommit(() => this.logger.info('occurrences of a schedule were skipped', fields));
    }
  }
}

function needsScan({ run }: Decision): boolean {
  return run !== null && run.how !== 'queue';
}
