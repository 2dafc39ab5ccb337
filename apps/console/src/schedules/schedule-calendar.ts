import { Injectable } from '@nestjs/common';
import type { CalendarRun, InputOf, Reference, ScheduleCalendar, schedulesApi } from '@scanfleet/contracts';
import { isZone } from '@scanfleet/recurrence';
import { BlackoutQueries } from '../blackouts/blackout-queries.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { type CalendarEntry, findEntries, type Planned, runBefore } from './calendar-entries.js';
import { collisions } from './collisions.js';
import { expectedDurations } from './expected-durations.js';
import { frequentCollisions } from './frequent-collisions.js';
import { localTimeWithOffset } from './local-time.js';
import { readableRecurrence } from '../blackouts/read-recurrence.js';
import { engineOfRun } from './run-place.js';
import { daysOf, type Span } from './runs-by-day.js';
import { nextOf, recordOf, scheduleColumns, type ScheduleRow } from './schedule-row.js';

const MOST_DAYS = 62;
const MOST_ENTRIES = 2000;
const MOST_OF_DISABLED = 1000;
/** Each of these that are looked at has a run sooner than those that are not. */
const MOST_SCHEDULES = 2000;

type BlackoutWindow = Awaited<ReturnType<BlackoutQueries['windowsBetween']>>[number];
type Wish = InputOf<typeof schedulesApi.calendar>['query'];
type Entry = CalendarEntry<CalendarSchedule>;
type Runs = Pick<ScheduleCalendar, 'runs' | 'cutAt' | 'disabledCutAt'>;

interface CalendarSchedule extends ScheduleRow {
  readonly site_name: string;
  readonly engine_name: string | null;
}

/** What part schedules have in an answer. */
interface Roles {
  readonly shown: readonly Planned<CalendarSchedule>[];
  /** Shown too, in a place of their own, and met by none. */
  readonly disabled: readonly Planned<CalendarSchedule>[];
  /** Not shown, but met. */
  readonly neighbours: readonly Planned<CalendarSchedule>[];
}

/** What runs would meet. */
type Meets = Pick<CalendarRun, 'blackouts' | 'collidesWith'>;

/** Shows what is to come between two moments. */
@Injectable()
export class ScheduleCalendars {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly blackouts: BlackoutQueries,
  ) {}

  /**
   * Runs from now on, and windows of blackouts, of all schedules, those of a site, or one.
   * @throws Refusal 422 for a stretch that is empty or too long, and for a zone that is none; 404 `schedule_not_found`.
   */
  async between(wish: Wish): Promise<ScheduleCalendar> {
    const span = readSpan(wish);
    const now = this.clock.now();
    const days = daysOf({ from: span.from > now ? span.from : now, until: span.until }, readZone(wish));
    const schedules = await this.schedules(wish);
    if (wish.schedule_id !== undefined && schedules.length === 0) throw notFound('schedule');
    const siteName = wish.site_id === undefined ? undefined : await this.siteName(wish.site_id);
    const windows = (await this.blackouts.windowsBetween('all', span.from, span.until)).filter(({ scope, of }) => {
      if (siteName !== undefined && scope === 'site') return of === siteName;
      return wish.schedule_id === undefined || concerns({ scope, of }, schedules[0]);
    });
    const planned = await this.planned(schedules);
    const runs = await this.runsOf(roles(planned, wish.schedule_id), days, windows);
    return {
      ...runs,
      ...(wish.schedule_id === undefined && cutBySchedules(runs, schedules)),
      blackouts: windows.map(toWindow),
    };
  }

  /** Runs of schedules, compared with each other. */
  private async runsOf(
    { shown, disabled, neighbours }: Roles,
    days: readonly Span[],
    windows: readonly BlackoutWindow[],
  ): Promise<Runs> {
    const find = (planned: readonly Planned<CalendarSchedule>[], most: number) =>
      findEntries(planned, { days, most, runTime: withJitter });
    const { entries, cutAt } = await find(shown, MOST_ENTRIES);
    const rest = await find(disabled, MOST_OF_DISABLED);
    const all = [...entries, ...(await find(neighbours, MOST_ENTRIES)).entries];
    const begin = days[0]?.from;
    const before = begin ? [...shown, ...neighbours].flatMap((each) => runBefore(each, begin)) : [];
    const single = collisions([...before, ...all.filter(({ count }) => count === 1)]);
    const frequent = await frequentCollisions(all, before);
    const names = new Map([...shown, ...neighbours].map(({ row }) => [row.id, row.name]));
    const runs = [...entries, ...rest.entries].map((entry) => {
      const ids = new Set([...(single.get(entry) ?? []), ...(frequent.get(entry) ?? [])]);
      return toRun(entry, {
        blackouts: distinct(windows.filter((window) => isHeldBack(entry, window))),
        collidesWith: [...ids].map((id) => ({ id, name: names.get(id) ?? '' })),
      });
    });
    runs.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    return { runs, cutAt: textOf(cutAt), disabledCutAt: textOf(rest.cutAt) };
  }

  /** The schedules of these that can be read, with how long their scans take. */
  private async planned(schedules: readonly CalendarSchedule[]): Promise<Planned<CalendarSchedule>[]> {
    const seconds = await expectedDurations(
      this.database,
      schedules.map(({ id }) => id),
    );
    return schedules.flatMap((row) => {
      const recurrence = readableRecurrence(recordOf(row));
      return recurrence ? [{ row, recurrence, milliseconds: seconds(row.id) * 1000 }] : [];
    });
  }

  /** The schedules that are asked about, those that run next before the others, disabled ones last; one before all of its site. */
  private schedules({ site_id, schedule_id }: Wish): Promise<CalendarSchedule[]> {
    return this.database.query<CalendarSchedule>(
      `SELECT ${scheduleColumns}, site.name AS site_name, e.name AS engine_name
       FROM schedule s JOIN site ON site.id = s.site_id LEFT JOIN engine e ON e.id = ${engineOfRun}
       WHERE ($1::uuid IS NULL OR s.site_id = $1)
         AND ($2::uuid IS NULL OR s.site_id = (SELECT site_id FROM schedule WHERE id = $2))
       ORDER BY (s.id = $2) DESC, s.next_occurrence_at NULLS LAST, s.id LIMIT ${MOST_SCHEDULES}`,
      [site_id ?? null, schedule_id ?? null],
    );
  }

  private async siteName(siteId: string): Promise<string> {
    const rows = await this.database.query<{ name: string }>(`SELECT name FROM site WHERE id = $1`, [siteId]);
    if (!rows[0]) throw notFound('site');
    return rows[0].name;
  }
}

/** @throws Refusal 422 naming `until`. */
function readSpan(wish: Wish): Span {
  const [from, until] = [new Date(wish.from), new Date(wish.until)];
  const days = (until.getTime() - from.getTime()) / 86_400_000;
  if (days > 0 && days <= MOST_DAYS) return { from, until };
  const message = days > 0 ? `must be at most ${MOST_DAYS} days after from` : 'must be later than from';
  throw invalid(`until ${message}.`, [{ path: 'until', message, token: wish.until }]);
}

/** @throws Refusal 422 naming `zone`. */
function readZone({ zone }: Wish): string {
  if (isZone(zone)) return zone;
  const message = 'is no time zone; give one of the IANA database, such as Europe/Berlin or UTC';
  throw invalid(`zone ${message}.`, [{ path: 'zone', message, token: zone }]);
}

/** When an occurrence runs, as far as that is known: the next one has its jitter already. */
function withJitter(schedule: ScheduleRow, occurrence: Date): Date {
  const next = nextOf(schedule);
  return next?.occurrenceAt.getTime() === occurrence.getTime() ? next.runAt : occurrence;
}

/** Whether a blackout holds back scans of a schedule. Sites and engines in use have names of their own. */
function concerns(
  { scope, of }: Pick<BlackoutWindow, 'scope' | 'of'>,
  schedule: CalendarSchedule | undefined,
): boolean {
  switch (scope) {
    case 'global':
      return true;
    case 'site':
      return of === schedule?.site_name;
    case 'engine':
      return of !== null && of === schedule?.engine_name;
  }
}

/** Whether a blackout is open at a run of an entry. */
function isHeldBack({ planned: { row, recurrence }, at, last, count }: Entry, window: BlackoutWindow): boolean {
  if (window.start > last || window.end <= at || !concerns(window, row)) return false;
  if (count === 1) return true;
  const from = window.start > at ? window.start : at;
  return recurrence.between(from, window.end < last ? window.end : new Date(last.getTime() + 1), 1).length > 0;
}

function toRun({ planned: { row }, at, last, count }: Entry, meets: Meets): CalendarRun {
  return {
    at: at.toISOString(),
    local: localTimeWithOffset(at, row.zone),
    count,
    lastAt: last.toISOString(),
    schedule: { id: row.id, name: row.name },
    site: { id: row.site_id, name: row.site_name },
    enabled: row.enabled,
    ...meets,
  };
}

/** Where one is asked for, it is shown as if it were enabled, among those of its site. */
function roles(planned: readonly Planned<CalendarSchedule>[], only: string | undefined): Roles {
  const enabled = planned.filter(({ row }) => row.enabled);
  if (only === undefined)
    return { shown: enabled, disabled: planned.filter(({ row }) => !row.enabled), neighbours: [] };
  return {
    shown: planned.filter(({ row }) => row.id === only),
    disabled: [],
    neighbours: enabled.filter(({ row }) => row.id !== only),
  };
}

/** Where runs are missing because not all schedules were looked at, too. */
function cutBySchedules(runs: Runs, schedules: readonly CalendarSchedule[]): Partial<Runs> {
  const last = schedules.at(-1);
  if (!last || schedules.length < MOST_SCHEDULES) return {};
  const next = last.next_occurrence_at?.toISOString();
  if (next === undefined) return { disabledCutAt: runs.runs[0]?.at ?? null };
  return { cutAt: runs.cutAt !== null && runs.cutAt < next ? runs.cutAt : next };
}

/** Each once. */
function distinct(things: readonly Reference[]): Reference[] {
  return [...new Map(things.map(({ id, name }) => [id, { id, name }])).values()];
}

function textOf(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

function toWindow({ id, name, scope, of, start, end }: BlackoutWindow): ScheduleCalendar['blackouts'][number] {
  return { blackout: { id, name }, scope, of, start: start.toISOString(), end: end.toISOString() };
}
