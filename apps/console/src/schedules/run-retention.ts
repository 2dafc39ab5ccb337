import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { JobQueue } from '../platform/queue/job-queue.js';

/** Long enough to see what became of a yearly run, and short enough for a schedule that runs each minute. */
const KEEP_DAYS = 400;
const SWEEP_SECONDS = 3600;
/** Runs that are looked at in one transaction, so that none lasts long. */
const BATCH = 2000;
/** At the same moment, which thousands of runs may share, `id` tells which comes first. */
const first = { decidedAt: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** Deletes what became of old occurrences. The newest of each schedule stays, however old, and so does what still waits. */
@Injectable()
export class RunRetention {
  constructor(
    queue: JobQueue,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {
    queue.every('forget-schedule-runs', SWEEP_SECONDS, () => this.forget());
  }

  /** Goes on until none is left that is old enough. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEEP_DAYS * 86_400_000);
    for (
      let after: typeof first | undefined = first;
      after !== undefined;
      after = await this.forgetBatch(after, before)
    );
  }

  /** Deletes among the next of the old ones. @returns the last that was looked at; undefined when they were all. */
  private async forgetBatch(after: typeof first, before: Date): Promise<typeof first | undefined> {
    const looked = await this.database.transaction((tx) =>
      tx.query<{ decided_at: Date; id: string }>(
        `WITH old AS (
           SELECT id, schedule_id, occurrence_at, decided_at, outcome FROM schedule_run
           WHERE decided_at < $1 AND (decided_at, id) > ($2, $3) ORDER BY decided_at, id LIMIT ${BATCH}),
         gone AS (
           DELETE FROM schedule_run WHERE id IN (
             SELECT id FROM old WHERE outcome <> 'queued' AND EXISTS (
               SELECT FROM schedule_run newer
               WHERE newer.schedule_id = old.schedule_id AND newer.occurrence_at > old.occurrence_at)))
         SELECT decided_at, id FROM old ORDER BY decided_at, id`,
        [before, after.decidedAt, after.id],
      ),
    );
    const last = looked.at(-1);
    return last && looked.length === BATCH ? { decidedAt: last.decided_at, id: last.id } : undefined;
  }
}
