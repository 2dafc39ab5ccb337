import { Injectable } from '@nestjs/common';
import { MissedPolicy } from '@scanfleet/contracts';
import type { Recurrence } from '@scanfleet/recurrence';
import { BlackoutQueries } from '../blackouts/blackout-queries.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { DecisionFacts } from './decide-runs.js';
import { dueRuns, type NextRun } from './due-runs.js';
import { storedRecurrence } from './kept-recurrence.js';
import { engineOfRun } from './run-place.js';
import { nextOf, recordOf, scheduleColumns, type ScheduleRow } from './schedule-row.js';

/** A schedule of which something is due, with all that is known without locking it. */
export interface DueCase {
  readonly schedule: ScheduleRow;
  /** Which writing of the row this is: it is decided about only while it is the last. */
  readonly version: string;
  readonly recurrence: Recurrence;
  readonly next: NextRun;
  readonly facts: Omit<DecisionFacts, 'working' | 'queued'>;
}

interface DueRow extends ScheduleRow {
  readonly version: string;
  readonly site_enabled: boolean;
  readonly run_engine_id: string | null;
}

/** What its scans and runs are at the moment; true only while the schedule is locked. */
export interface RunFacts extends Pick<DecisionFacts, 'working' | 'queued'> {
  /** The next occurrence was decided about before: the clock was set back, and the recurrence given anew. */
  readonly decided: boolean;
}

/** Reads what the scheduler must know of a schedule. */
@Injectable()
export class DueCases {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly blackouts: BlackoutQueries,
  ) {}

  /**
   * What there is to decide about a schedule; undefined when it is gone or nothing is due.
   * @throws Error when its recurrence cannot be read.
   */
  async read(scheduleId: string): Promise<DueCase | undefined> {
    const now = this.clock.now();
    const [row] = await this.database.query<DueRow>(
      `SELECT ${scheduleColumns}, s.xmin::text AS version, site.enabled AS site_enabled, ${engineOfRun} AS run_engine_id
       FROM schedule s JOIN site ON site.id = s.site_id WHERE s.id = $1`,
      [scheduleId],
    );
    const next = row && nextOf(row);
    if (!row || !next) return undefined;
    const recurrence = storedRecurrence(recordOf(row));
    const { due, more } = dueRuns(recurrence, { next, jitterSeconds: row.jitter_seconds, now });
    const [first] = due;
    const graceSeconds = this.config.scheduleGraceSeconds;
    const place = { siteId: row.site_id, engineId: row.run_engine_id };
    const blackout = first ? await this.blackouts.openFor(place) : null;
    const late = first !== undefined && now.getTime() - first.dueAt.getTime() > graceSeconds * 1000;
    const explained = late || (blackout !== null && row.missed === MissedPolicy.Skip);
    const closed = first && explained ? await this.blackouts.windowsBetween(place, first.dueAt, now) : [];
    const { missed, overlap } = row;
    const facts = { now, graceSeconds, missed, overlap, due, more, siteEnabled: row.site_enabled, blackout, closed };
    const { version, site_enabled: _, run_engine_id: __, ...schedule } = row;
    return { schedule, version, recurrence, next, facts };
  }

  /**
   * Locks a schedule as it was read, after its site: whoever deletes a site locks in that order too.
   * @returns false when it was written since, is gone, or somebody else is at it.
   */
  async lock(tx: Tx, { schedule, version }: Pick<DueCase, 'schedule' | 'version'>): Promise<boolean> {
    await tx.query(`SELECT FROM site WHERE id = $1 FOR KEY SHARE`, [schedule.site_id]);
    const locked = await tx.query(
      `SELECT FROM schedule WHERE id = $1 AND xmin::text = $2 FOR NO KEY UPDATE SKIP LOCKED`,
      [schedule.id, version],
    );
    return locked.length > 0;
  }

  /** What its scans and runs are. */
  async runs(at: Tx | Database, scheduleId: string): Promise<RunFacts> {
    const [row] = await at.query<RunFacts>(
      `SELECT
         (SELECT json_build_object('id', id, 'state', state)
          FROM scan WHERE schedule_id = s.id AND state IN ('planned', 'running', 'paused') ORDER BY created_at DESC LIMIT 1) AS working,
         EXISTS (SELECT FROM schedule_run WHERE schedule_id = s.id AND outcome = 'queued') AS queued,
         EXISTS (SELECT FROM schedule_run WHERE schedule_id = s.id AND kind = 'scheduled' AND occurrence_at = s.next_occurrence_at)
           AS decided
       FROM schedule s WHERE s.id = $1`,
      [scheduleId],
    );
    return row ?? { working: null, queued: false, decided: false };
  }

  /** Scans of a schedule that have not ended. */
  async workingScans(tx: Tx, scheduleId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM scan WHERE schedule_id = $1 AND state IN ('planned', 'running', 'paused') ORDER BY id`,
      [scheduleId],
    );
    return rows.map(({ id }) => id);
  }
}
