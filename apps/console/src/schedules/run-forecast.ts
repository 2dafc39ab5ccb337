import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { PlannedRun, Reference } from '@scanfleet/contracts';
import type { Recurrence } from '@scanfleet/recurrence';
import { BlackoutQueries } from '../blackouts/blackout-queries.js';
import { Database } from '../platform/database/database.js';
import { expectedDurations } from './expected-durations.js';
import { localTimeWithOffset } from './local-time.js';
import { readableRecurrence } from '../blackouts/read-recurrence.js';
import { placeOf } from './run-place.js';
import { recordOf, type ScheduleRow } from './schedule-row.js';

/** Schedules of one site that runs are compared with. */
const MOST_NEIGHBOURS = 200;
/** Other requests get their turn after so many looks. */
const LOOKS_AT_ONCE = 500;

/** The schedule whose runs are foretold; it may not be saved yet. */
export interface ForetoldSchedule {
  /** Null for a new one. */
  readonly id: string | null;
  readonly name: string;
  readonly siteId: string;
  readonly engineId: string | null;
  readonly poolId: string | null;
  readonly zone: string;
  readonly recurrence: Recurrence;
}

interface Neighbour extends Reference {
  readonly recurrence: Recurrence;
  readonly seconds: number;
}

/** Foretells what the runs of one schedule would meet. */
@Injectable()
export class RunForecast {
  constructor(
    private readonly database: Database,
    private readonly blackouts: BlackoutQueries,
  ) {}

  /** What each of these runs, oldest first, would meet: open blackouts, and runs of its site that still work. */
  async foretell(schedule: ForetoldSchedule, runs: readonly Date[]): Promise<PlannedRun[]> {
    const neighbours = await this.neighbours(schedule);
    const closed = await this.blackouts.openAt(await placeOf(this.database, schedule), runs);
    const planned: PlannedRun[] = [];
    let looks = 0;
    for (const [index, at] of runs.entries()) {
      const collidesWith = neighbours.filter((neighbour) => isWorking(neighbour, at, schedule.id));
      planned.push({
        at: at.toISOString(),
        local: localTimeWithOffset(at, schedule.zone),
        blackouts: closed[index] ?? [],
        collidesWith: collidesWith.map(({ id, name }) => ({ id, name })),
      });
      looks += neighbours.length;
      if (looks < LOOKS_AT_ONCE) continue;
      looks = 0;
      await breathe();
    }
    return planned;
  }

  /** Runs of the next so many occurrences, without what they would meet. */
  static plain(runs: readonly Date[], zone: string): PlannedRun[] {
    return runs.map((at) => ({
      at: at.toISOString(),
      local: localTimeWithOffset(at, zone),
      blackouts: [],
      collidesWith: [],
    }));
  }

  /** Schedules of the site that are enabled, and this one as it would be. */
  private async neighbours({ id, name, siteId, recurrence }: ForetoldSchedule): Promise<Neighbour[]> {
    const rows = await this.database.query<
      Pick<ScheduleRow, 'id' | 'name' | 'start_local' | 'zone' | 'rules' | 'cron'>
    >(
      `SELECT id, name, start_local, zone, rules, cron FROM schedule
       WHERE site_id = $1 AND enabled AND id IS DISTINCT FROM $2 ORDER BY next_occurrence_at, id LIMIT ${MOST_NEIGHBOURS}`,
      [siteId, id],
    );
    const others = rows.flatMap((row) => {
      const read = readableRecurrence(recordOf(row));
      return read ? [{ id: row.id, name: row.name, recurrence: read }] : [];
    });
    const all = id === null ? others : [...others, { id, name, recurrence }];
    const seconds = await expectedDurations(
      this.database,
      all.map((neighbour) => neighbour.id),
    );
    return all.map((neighbour) => ({ ...neighbour, seconds: seconds(neighbour.id) }));
  }
}

/** Whether a run of the neighbour that began before, or begins together, would still be working; of itself only one before. */
function isWorking({ id, recurrence, seconds }: Neighbour, at: Date, itself: string | null): boolean {
  const from = new Date(at.getTime() - seconds * 1000 + 1);
  const until = id === itself ? at : new Date(at.getTime() + 1);
  return recurrence.between(from, until, 1).length > 0;
}
