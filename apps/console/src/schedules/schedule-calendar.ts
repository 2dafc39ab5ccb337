import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { CalendarRun, InputOf, ScheduleCalendar, schedulesApi } from '@scanfleet/contracts';
import { BlackoutQueries } from '../blackouts/blackout-queries.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { collisions, type ExpectedRun } from './collisions.js';
import { expectedDurations } from './expected-durations.js';
import { localTimeWithOffset } from './local-time.js';
import { readableRecurrence } from '../blackouts/read-recurrence.js';
import { RunForecast } from './run-forecast.js';
import { nextOf, recordOf, scheduleColumns, type ScheduleRow } from './schedule-row.js';

const MOST_DAYS = 62;
const MOST_RUNS = 2000;
/** Each of these that are looked at has a run sooner than those that are not. */
const MOST_SCHEDULES = 2000;
const SCHEDULES_AT_ONCE = 50;

type BlackoutWindow = Awaited<ReturnType<BlackoutQueries['windowsBetween']>>[number];
type Wish = InputOf<typeof schedulesApi.calendar>['query'];

interface CalendarSchedule extends ScheduleRow {
  readonly site_name: string;
  readonly engine_name: string | null;
}

interface FoundRun extends ExpectedRun {
  readonly schedule: CalendarSchedule;
}

interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** Shows what is to come between two moments. */
@Injectable()
export class ScheduleCalendars {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly blackouts: BlackoutQueries,
    private readonly forecast: RunForecast,
  ) {}

  /**
   * Runs from now on, and windows of blackouts, of all schedules, those of a site, or one.
   * @throws Refusal 422 for a stretch that is empty or too long; 404 `schedule_not_found`.
   */
  async between(wish: Wish): Promise<ScheduleCalendar> {
    const span = readSpan(wish);
    const now = this.clock.now();
    const coming = { from: span.from > now ? span.from : now, until: span.until };
    const schedules = await this.schedules(wish);
    if (wish.schedule_id !== undefined && schedules.length === 0) throw notFound('schedule');
    const siteName = wish.site_id === undefined ? undefined : await this.siteName(wish.site_id);
    const windows = (await this.blackouts.windowsBetween('all', span.from, span.until)).filter(({ scope, of }) => {
      if (siteName !== undefined && scope === 'site') return of === siteName;
      return wish.schedule_id === undefined || concerns({ scope, of }, schedules[0]);
    });
    const [only] = schedules;
    const { runs, truncated } =
      wish.schedule_id !== undefined && only
        ? await this.runsOfOne(only, coming)
        : await this.runsOf(schedules, coming, windows);
    return { runs, truncated: truncated || schedules.length === MOST_SCHEDULES, blackouts: windows.map(toWindow) };
  }

  /** Runs of one schedule: what it would meet is looked up for each of them. */
  private async runsOfOne(
    schedule: CalendarSchedule,
    { from, until }: Span,
  ): Promise<Pick<ScheduleCalendar, 'runs' | 'truncated'>> {
    const recurrence = readableRecurrence(recordOf(schedule));
    const found = recurrence?.between(from, until, MOST_RUNS + 1) ?? [];
    const times = found.slice(0, MOST_RUNS).map((at) => withJitter(schedule, at));
    if (!recurrence) return { runs: [], truncated: false };
    const { id, name, site_id: siteId, engine_id: engineId, zone } = schedule;
    const planned = await this.forecast.foretell({ id, name, siteId, engineId, zone, recurrence }, times);
    const runs = planned.map((run) => ({ ...run, ...namesOf(schedule) }));
    return { runs, truncated: found.length > MOST_RUNS };
  }

  /** Runs of many schedules, compared with each other. */
  private async runsOf(
    schedules: readonly CalendarSchedule[],
    span: Span,
    windows: readonly BlackoutWindow[],
  ): Promise<Pick<ScheduleCalendar, 'runs' | 'truncated'>> {
    const { found, truncated } = await this.find(schedules, span);
    const meets = collisions(found.filter(({ schedule }) => schedule.enabled));
    const names = new Map(schedules.map(({ id, name }) => [id, name]));
    const runs = found
      .filter(({ at }) => at >= span.from)
      .map((run): CalendarRun => ({
        at: run.at.toISOString(),
        local: localTimeWithOffset(run.at, run.schedule.zone),
        blackouts: windows
          .filter((window) => window.start <= run.at && run.at < window.end && concerns(window, run.schedule))
          .map(({ id, name }) => ({ id, name })),
        collidesWith: (meets.get(run) ?? []).map((id) => ({ id, name: names.get(id) ?? '' })),
        ...namesOf(run.schedule),
      }));
    return { runs, truncated };
  }

  /**
   * The first runs of schedules, in their order, and the one of each before that may still be working. Whenever twice as many as
   * wanted were found, the later half is let go, and no later ones are looked for any more.
   */
  private async find(
    schedules: readonly CalendarSchedule[],
    { from, until }: Span,
  ): Promise<{ found: FoundRun[]; truncated: boolean }> {
    const seconds = await expectedDurations(
      this.database,
      schedules.map(({ id }) => id),
    );
    let found: FoundRun[] = [];
    let end = until;
    let truncated = false;
    const cut = (): void => {
      found.sort((one, other) => one.at.getTime() - other.at.getTime());
      const first = found.findIndex(({ at }) => at >= from);
      if (first < 0 || found.length - first <= MOST_RUNS) return;
      end = found[first + MOST_RUNS]?.at ?? end;
      found = found.slice(0, first + MOST_RUNS);
      truncated = true;
    };
    for (const [index, schedule] of schedules.entries()) {
      if (index % SCHEDULES_AT_ONCE === SCHEDULES_AT_ONCE - 1) await breathe();
      const takes = seconds(schedule.id) * 1000;
      const recurrence = readableRecurrence(recordOf(schedule));
      const before = recurrence?.last(new Date(from.getTime() - 1), new Date(from.getTime() - takes + 1)) ?? [];
      const times = recurrence?.between(from, end, MOST_RUNS * 2) ?? [];
      for (const occurrence of [before, times].flat()) {
        const at = withJitter(schedule, occurrence);
        found.push({
          schedule,
          scheduleId: schedule.id,
          siteId: schedule.site_id,
          at,
          end: new Date(at.getTime() + takes),
        });
      }
      if (found.length > MOST_RUNS * 2) cut();
    }
    cut();
    return { found, truncated };
  }

  /** The schedules that are asked about, those that run next before the others, disabled ones last. */
  private schedules({ site_id, schedule_id }: Wish): Promise<CalendarSchedule[]> {
    return this.database.query<CalendarSchedule>(
      `SELECT ${scheduleColumns}, site.name AS site_name, e.name AS engine_name
       FROM schedule s JOIN site ON site.id = s.site_id LEFT JOIN engine e ON e.id = s.engine_id
       WHERE ($1::uuid IS NULL OR s.site_id = $1) AND ($2::uuid IS NULL OR s.id = $2)
       ORDER BY s.next_occurrence_at NULLS LAST, s.id LIMIT ${MOST_SCHEDULES}`,
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

function namesOf(schedule: CalendarSchedule): Pick<CalendarRun, 'schedule' | 'site' | 'enabled'> {
  return {
    schedule: { id: schedule.id, name: schedule.name },
    site: { id: schedule.site_id, name: schedule.site_name },
    enabled: schedule.enabled,
  };
}

function toWindow({ id, name, scope, of, start, end }: BlackoutWindow): ScheduleCalendar['blackouts'][number] {
  return { blackout: { id, name }, scope, of, start: start.toISOString(), end: end.toISOString() };
}
