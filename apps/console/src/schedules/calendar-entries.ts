import { setImmediate as breathe } from 'node:timers/promises';
import type { Recurrence } from '@scanfleet/recurrence';
import type { ExpectedRun } from './collisions.js';
import { type Countable, runsByDay, type Span } from './runs-by-day.js';

/** Other requests get their turn after so many schedules. */
const SCHEDULES_AT_ONCE = 20;
/** So many runs of busy days are counted for one answer, which takes about half a second. */
const MOST_COUNTED = 100_000;

/** What tells a schedule and its site. */
interface PlannedRow {
  readonly id: string;
  readonly site_id: string;
}

/** A schedule whose runs are looked for. */
export interface Planned<Row> {
  readonly row: Row;
  readonly recurrence: Recurrence;
  /** About how long its scan works. */
  readonly milliseconds: number;
}

/** A run, or all runs of a schedule on a day with many. */
export interface CalendarEntry<Row> extends ExpectedRun {
  readonly planned: Planned<Row>;
  /** Null for many that were not counted. */
  readonly count: number | null;
  /** The runs that it stands for, the first 12 of many. */
  readonly first: readonly Date[];
  readonly last: Date;
}

/** When an occurrence of a schedule runs. */
export type RunTime<Row> = (row: Row, occurrence: Date) => Date;

/**
 * The first entries of schedules on these days, oldest first, no more than `most`. Whenever twice as many were found, the later half
 * is let go, and no later ones are looked for any more.
 */
export async function findEntries<Row extends PlannedRow>(
  schedules: readonly Planned<Row>[],
  { days, most, runTime }: { days: readonly Span[]; most: number; runTime: RunTime<Row> },
): Promise<{ entries: CalendarEntry<Row>[]; cutAt: Date | null }> {
  let entries: CalendarEntry<Row>[] = [];
  let cutAt: Date | null = null;
  let left = days;
  const countable = { runs: MOST_COUNTED };
  const cut = (): void => {
    entries.sort((one, other) => one.at.getTime() - other.at.getTime());
    const end = entries[most]?.at;
    if (end) cutAt = end;
    left = days.filter(({ from }) => cutAt === null || from <= cutAt);
    entries = entries.slice(0, most).filter(({ at }) => cutAt === null || at <= cutAt);
  };
  for (const [index, planned] of schedules.entries()) {
    if (index % SCHEDULES_AT_ONCE === SCHEDULES_AT_ONCE - 1) await breathe();
    entries.push(...entriesOf(planned, { days: left, countable, runTime }));
    if (entries.length > most * 2) cut();
  }
  cut();
  return { entries, cutAt };
}

/** The run before a moment that may still be working then. */
export function runBefore<Row extends PlannedRow>(
  { row, recurrence, milliseconds }: Planned<Row>,
  moment: Date,
): ExpectedRun[] {
  const at = recurrence.last(new Date(moment.getTime() - 1), new Date(moment.getTime() - milliseconds + 1));
  return at ? [{ scheduleId: row.id, siteId: row.site_id, at, end: new Date(at.getTime() + milliseconds) }] : [];
}

function entriesOf<Row extends PlannedRow>(
  planned: Planned<Row>,
  { days, countable, runTime }: { days: readonly Span[]; countable: Countable; runTime: RunTime<Row> },
): CalendarEntry<Row>[] {
  const { row, recurrence, milliseconds } = planned;
  return runsByDay(recurrence, days, countable).flatMap(({ first, count, last }) => {
    const runs = first.map((occurrence) => runTime(row, occurrence));
    const same = { planned, scheduleId: row.id, siteId: row.site_id };
    const [at] = runs;
    if (at && (count === null || count > runs.length))
      return [{ ...same, at, end: new Date(last.getTime() + milliseconds), count, first: runs, last }];
    return runs.map((run) => ({
      ...same,
      at: run,
      end: new Date(run.getTime() + milliseconds),
      count: 1,
      first: [run],
      last: run,
    }));
  });
}
