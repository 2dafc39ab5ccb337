import { Injectable } from '@nestjs/common';
import {
  type CreateScheduleRequest,
  type RecurrenceRecord,
  SkipReason,
  type UpdateScheduleRequest,
} from '@scanfleet/contracts';
import type { Recurrence } from '@scanfleet/recurrence';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import type { Skip } from './decide-runs.js';
import { longestJitter, MOST_DUE, type NextRun, nextRun } from './due-runs.js';
import { knownRecurrence, readableRecurrence, readRequest } from '../blackouts/read-recurrence.js';
import { refusePast } from './kept-recurrence.js';
import { RunBook } from './run-book.js';
import { checkReferences, refusalOf } from './schedule-references.js';
import { nextOf, recordOf, scheduleColumns, type ScheduleRow } from './schedule-row.js';

/** What a schedule is told to be; the rest of its row follows from it. Of a disabled one, nobody need be able to read the recurrence. */
type Wish = Omit<CreateScheduleRequest, 'recurrence'> & {
  readonly recurrence: { readonly record: RecurrenceRecord; readonly recurrence: Recurrence | null };
};

/** The only writer of schedules; what becomes of their occurrences is the run book's. */
@Injectable()
export class ScheduleStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly book: RunBook,
  ) {}

  /**
   * Adds a schedule, whose first run is the first occurrence from now on.
   * @returns its id.
   * @throws Refusal 422 naming what is wrong with the recurrence or is not there; 409 `schedule_name_taken`.
   */
  async create(tx: Tx, request: CreateScheduleRequest, by: string): Promise<string> {
    const now = this.clock.now();
    const recurrence = readRequest(request.recurrence, { since: now, before: null });
    refusePast(recurrence, now);
    await checkReferences(tx, request);
    const id = this.clock.uuid();
    const wish = { ...request, recurrence };
    const columns = { ...columnsOf(wish), id, created_by: by, created_at: now, updated_at: now };
    const names = Object.keys(columns);
    const places = names.map((_, index) => `$${index + 1}`).join(', ');
    await this.write(wish.name, () =>
      tx.query(`INSERT INTO schedule (${names.join(', ')}) VALUES (${places})`, Object.values(columns)),
    );
    await this.book.setNext(tx, id, this.nextFromNow(wish));
    this.announce(tx);
    return id;
  }

  /**
   * Changes what is given and leaves the rest. While the recurrence stays the same, so does the next run with its jitter, and
   * one that is due already is not lost. With another recurrence, or when it was disabled, the next run is the first from now on.
   * @throws Refusal 404 `schedule_not_found`; 422 and 409 as `create`.
   */
  async update(tx: Tx, id: string, change: UpdateScheduleRequest): Promise<void> {
    const row = await this.lock(tx, id);
    const now = this.clock.now();
    const record = recordOf(row);
    const given = change.recurrence && readRequest(change.recurrence, { since: now, before: record });
    const fields = { ...wishOf(row), ...defined(change) };
    // One that this version cannot read can still be changed in all else, and switched off.
    const recurrence = given ?? (fields.enabled ? knownRecurrence(record) : { record, recurrence: null });
    const wish: Wish = { ...fields, recurrence };
    const sameRule = isSameRule(recurrence.record, record);
    if (given && !sameRule) refusePast(given, now);
    await checkReferences(tx, wish);
    const columns = { ...columnsOf(wish), updated_at: now };
    const sets = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`);
    await this.write(wish.name, () =>
      tx.query(`UPDATE schedule SET ${sets.join(', ')} WHERE id = $1`, [id, ...Object.values(columns)]),
    );
    const goesOn = row.enabled && wish.enabled && (sameRule || this.isPending(row, wish));
    if (!goesOn) await this.giveUpDue(tx, row);
    if (!wish.enabled) await this.book.dropQueued(tx, id, 'The schedule was disabled before it could start.');
    // Looked at as soon as it is due: what held it back may be gone with the change.
    await this.book.setNext(tx, id, goesOn ? this.keptNext(row, wish) : this.nextFromNow(wish));
    this.announce(tx);
  }

  /** Deletes a schedule; its scans stay, with its name. @throws Refusal 404 `schedule_not_found`. */
  async remove(tx: Tx, id: string): Promise<void> {
    const gone = await tx.query(`DELETE FROM schedule WHERE id = $1 RETURNING id`, [id]);
    if (gone.length === 0) throw notFound('schedule');
    this.announce(tx);
  }

  /** Locks a schedule against other writers and the scheduler. @throws Refusal 404 `schedule_not_found`. */
  async lock(tx: Tx, id: string): Promise<ScheduleRow> {
    const [row] = await tx.query<ScheduleRow>(
      `SELECT ${scheduleColumns} FROM schedule s WHERE s.id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    if (!row) throw notFound('schedule');
    return row;
  }

  private nextFromNow({ enabled, recurrence: { recurrence }, jitterSeconds }: Wish): NextRun | null {
    return enabled && recurrence ? nextRun(recurrence, this.clock.now(), { jitterSeconds, clock: this.clock }) : null;
  }

  /** Whether its next run has occurred and waits for its jitter alone, and occurs by the new rule, too. */
  private isPending(row: ScheduleRow, { recurrence: { recurrence } }: Wish): boolean {
    const next = nextOf(row);
    const now = this.clock.now();
    if (!next || next.occurrenceAt > now || next.runAt <= now) return false;
    const { occurrenceAt: at } = next;
    return (recurrence?.between(at, new Date(at.getTime() + 1), 1).length ?? 0) > 0;
  }

  /** The next run as it was, unless its jitter is longer than is wanted now. */
  private keptNext(row: ScheduleRow, { recurrence: { recurrence }, jitterSeconds }: Wish): NextRun | null {
    const next = nextOf(row);
    if (!next || !recurrence) return null;
    const { occurrenceAt, runAt } = next;
    const following = recurrence.next(occurrenceAt);
    const most = longestJitter({ at: occurrenceAt, following, jitterSeconds });
    const chosen = Math.round((runAt.getTime() - occurrenceAt.getTime()) / 1000);
    if (chosen <= most) return next;
    return { occurrenceAt, runAt: new Date(occurrenceAt.getTime() + this.clock.below(most + 1) * 1000) };
  }

  /**
   * Notes occurrences that were undecided when the rule changed or it was disabled, also one that waited for its jitter: nothing
   * vanishes without a word.
   */
  private async giveUpDue(tx: Tx, row: ScheduleRow): Promise<void> {
    const now = this.clock.now();
    const next = nextOf(row);
    if (!next || next.occurrenceAt > now) return;
    const recurrence = readableRecurrence(recordOf(row));
    const why = { reason: SkipReason.Late, detail: 'The schedule was changed before it could run.' };
    const skips: Skip[] = [{ first: next.occurrenceAt, last: next.occurrenceAt, count: 1, ...why }];
    for (let after = next.occurrenceAt; ;) {
      const due = recurrence?.between(new Date(after.getTime() + 1), new Date(now.getTime() + 1), MOST_DUE) ?? [];
      const [first] = due;
      const last = due.at(-1);
      if (!first || !last) break;
      skips.push({ first, last, count: due.length, ...why });
      after = last;
    }
    await this.book.skip(tx, row.id, skips);
  }

  private async write(name: string, statement: () => Promise<unknown>): Promise<void> {
    try {
      await statement();
    } catch (error) {
      throw refusalOf(error, name) ?? error;
    }
  }

  private announce(tx: Tx): void {
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'schedules_changed' }));
  }
}

/** Columns of what a schedule is told to be. */
function columnsOf(wish: Wish): Record<string, unknown> {
  const { record } = wish.recurrence;
  return {
    name: wish.name,
    description: wish.description,
    site_id: wish.siteId,
    against: wish.against,
    command_id: wish.commandId,
    engine_id: wish.engineId,
    pool_id: wish.poolId,
    priority: wish.priority,
    max_rate: wish.maxRate,
    randomised: wish.randomised,
    time_limit_seconds: wish.timeLimitMinutes === null ? null : wish.timeLimitMinutes * 60,
    start_local: record.start,
    zone: record.zone,
    rules: record.rules,
    cron: record.cron,
    missed: wish.missed,
    overlap: wish.overlap,
    jitter_seconds: wish.jitterSeconds,
    enabled: wish.enabled,
  };
}

function wishOf(row: ScheduleRow): Omit<Wish, 'recurrence'> {
  return {
    name: row.name,
    description: row.description,
    siteId: row.site_id,
    against: row.against,
    commandId: row.command_id,
    engineId: row.engine_id,
    poolId: row.pool_id,
    priority: row.priority,
    maxRate: row.max_rate,
    randomised: row.randomised,
    timeLimitMinutes: row.time_limit_seconds === null ? null : row.time_limit_seconds / 60,
    missed: row.missed,
    overlap: row.overlap,
    jitterSeconds: row.jitter_seconds,
    enabled: row.enabled,
  };
}

function isSameRule(one: RecurrenceRecord, other: RecurrenceRecord): boolean {
  return one.start === other.start && one.zone === other.zone && one.rules === other.rules;
}

/** The fields of a change that are given. */
function defined({ recurrence: _, ...change }: UpdateScheduleRequest): Partial<Omit<Wish, 'recurrence'>> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
