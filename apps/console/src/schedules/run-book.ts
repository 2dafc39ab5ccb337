import { Injectable } from '@nestjs/common';
import { SkipReason } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import type { Skip } from './decide-runs.js';
import type { NextRun } from './due-runs.js';
import { ScheduleFigures } from './schedule-figures.js';

/** What a refused scan says may hold whole target lists. */
const LONGEST_DETAIL = 2000;

/** What became of one occurrence. */
export interface DecidedRun {
  readonly scheduleId: string;
  readonly kind: 'scheduled' | 'manual';
  readonly at: Date;
  readonly outcome: 'queued' | 'started';
  readonly scanId: string | null;
}

/** The only writer of what became of occurrences, and of when a schedule is looked at next. The caller has locked the schedule. */
@Injectable()
export class RunBook {
  constructor(
    private readonly clock: Clock,
    private readonly figures: ScheduleFigures,
  ) {}

  /** Notes occurrences that do not become scans. */
  async skip(tx: Tx, scheduleId: string, skips: readonly Skip[]): Promise<void> {
    if (skips.length === 0) return;
    await tx.query(
      `INSERT INTO schedule_run (id, schedule_id, kind, occurrence_at, last_occurrence_at, occurrences, outcome, reason, detail, decided_at)
       SELECT new.id, $1, 'scheduled', new.first, new.last, new.count, 'skipped', new.reason, new.detail, $2
       FROM unnest($3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::text[], $8::text[])
         AS new (id, first, last, count, reason, detail)`,
      [
        scheduleId,
        this.clock.now(),
        skips.map(() => this.clock.uuid()),
        skips.map(({ first }) => first),
        skips.map(({ last }) => last),
        skips.map(({ count }) => count),
        skips.map(({ reason }) => reason),
        skips.map(({ detail }) => shortened(detail)),
      ],
    );
    for (const { reason, count } of skips) this.figures.skipped(tx, reason, count);
  }

  /** Notes an occurrence that became a scan or waits for one to end. */
  async note(tx: Tx, { scheduleId, kind, at, outcome, scanId }: DecidedRun): Promise<void> {
    await tx.query(
      `INSERT INTO schedule_run (id, schedule_id, kind, occurrence_at, last_occurrence_at, outcome, scan_id, decided_at)
       VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`,
      [this.clock.uuid(), scheduleId, kind, at, outcome, scanId, this.clock.now()],
    );
    this.figures.ran(tx, outcome);
  }

  /** Notes that a run that waited has become a scan. */
  async startQueued(tx: Tx, runId: string, scanId: string): Promise<void> {
    await tx.query(`UPDATE schedule_run SET outcome = 'started', scan_id = $2, decided_at = $3 WHERE id = $1`, [
      runId,
      scanId,
      this.clock.now(),
    ]);
    this.figures.ran(tx, 'started');
  }

  /** Notes that a run that waited does not become a scan. */
  async skipQueued(tx: Tx, runId: string, why: { reason: SkipReason; detail: string | null }): Promise<void> {
    await tx.query(
      `UPDATE schedule_run SET outcome = 'skipped', reason = $2, detail = $3, decided_at = $4 WHERE id = $1`,
      [runId, why.reason, shortened(why.detail), this.clock.now()],
    );
    this.figures.skipped(tx, why.reason, 1);
  }

  /**
   * Gives up a run that waits for the scan before it.
   * @param detail why, in a sentence.
   */
  async dropQueued(tx: Tx, scheduleId: string, detail: string): Promise<void> {
    const waiting = await tx.query<{ id: string }>(
      `SELECT id FROM schedule_run WHERE schedule_id = $1 AND outcome = 'queued'`,
      [scheduleId],
    );
    for (const { id } of waiting) await this.skipQueued(tx, id, { reason: SkipReason.Overlap, detail });
  }

  /** Sets what is to be decided about next; null = nothing, ever. */
  async setNext(
    tx: Tx,
    scheduleId: string,
    next: NextRun | null,
    lookAt: Date | null = next?.runAt ?? null,
  ): Promise<void> {
    await tx.query(`UPDATE schedule SET next_occurrence_at = $2, next_run_at = $3, look_at = $4 WHERE id = $1`, [
      scheduleId,
      next?.occurrenceAt ?? null,
      next?.runAt ?? null,
      lookAt,
    ]);
  }
}

function shortened(detail: string | null): string | null {
  if (detail === null || detail.length <= LONGEST_DETAIL) return detail;
  return `${detail.slice(0, LONGEST_DETAIL)} …`;
}
