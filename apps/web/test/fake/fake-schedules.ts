import type { CalendarRun, PlannedRun, Reference, Schedule, ScheduleRun } from '@scanfleet/contracts';
import { zonedTime } from '../../src/app/text/zoned-time.js';
import { windowsOf } from './fake-blackouts.js';
import { fakeLocal, fakeOccurrences, fakeWords } from './fake-recurrence.js';
import type { FakeWorld } from './fake-world.js';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const DAY = 1440;
const LONG_MS = 400 * DAY * 60_000;
const MOST_APART = 12;
/** So long a scan works, for what would collide. */
const SCAN_MS = 50 * 60_000;

/** What became of an occurrence, and of which schedule. */
export interface FakeScheduleRun {
  readonly scheduleId: string;
  readonly run: ScheduleRun;
}

interface Story {
  readonly name: string;
  readonly site: number;
  readonly siteName: string;
  readonly rules: string;
  readonly cron?: string;
  readonly start?: string;
  readonly zone?: string;
  readonly differs?: Partial<Schedule>;
}

const STORIES: readonly Story[] = [
  {
    name: 'Office, every night',
    site: 1,
    siteName: 'Frankfurt office',
    rules: 'RRULE:FREQ=DAILY',
    differs: { description: 'The usual look at all floors, before anyone is there.', jitterSeconds: 300 },
  },
  {
    name: 'Office, workdays at noon',
    site: 1,
    siteName: 'Frankfurt office',
    rules: 'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=12;BYMINUTE=0',
    cron: '0 12 * * MON-FRI',
    differs: { against: 'live_hosts', missed: 'skip' },
  },
  {
    name: 'Warehouse, by the hour',
    site: 2,
    siteName: 'Warehouse Rotterdam',
    rules: 'RRULE:FREQ=HOURLY;INTERVAL=6',
    zone: 'Europe/Amsterdam',
    differs: { against: 'live_hosts', overlap: 'queue', priority: 'low' },
  },
  {
    name: 'Data centre, second Tuesday',
    site: 3,
    siteName: 'Data centre, racks 1 to 12',
    rules: 'RRULE:FREQ=MONTHLY;BYDAY=2TU',
    zone: 'UTC',
    differs: { maxRate: 2500, timeLimitMinutes: 240, randomised: true, overlap: 'replace', missed: 'all' },
  },
  {
    name: 'Office, deep look on Saturdays',
    site: 1,
    siteName: 'Frankfurt office',
    rules: 'RRULE:FREQ=WEEKLY;BYDAY=SA',
    start: '2026-03-07T03:00:00',
    differs: { priority: 'low' },
  },
  {
    name: 'Branch, quarterly',
    site: 5,
    siteName: 'Branch Lyon',
    rules: 'RRULE:FREQ=YEARLY;BYMONTH=1,4,7,10;BYDAY=1MO\nEXDATE:20270104T023000',
    zone: 'Europe/Paris',
    differs: { enabled: false },
  },
];

export function fakeSchedules(voice: Voice): Schedule[] {
  return STORIES.map(({ name, site, siteName, rules, cron, start, zone, differs }, index) => {
    const recurrence = {
      start: start ?? '2026-03-01T02:30:00',
      zone: zone ?? 'Europe/Berlin',
      rules,
      cron: cron ?? null,
    };
    const schedule: Schedule = {
      id: fakeId('schedule', index + 1),
      name: voice(name),
      site: { id: fakeId('site', site), name: voice(siteName) },
      against: 'site',
      command: index === 0 ? null : { id: fakeId('command', 4), name: voice('SYN scan') },
      engine: index === 5 ? { id: fakeId('engine', 3), name: voice('rtm-probe-1') } : null,
      pool: index === 4 ? { id: fakeId('pool', 1), name: voice('Frankfurt') } : null,
      priority: 'normal',
      maxRate: null,
      randomised: false,
      timeLimitMinutes: null,
      recurrence,
      missed: 'once',
      overlap: 'skip',
      jitterSeconds: 0,
      enabled: true,
      ended: false,
      problem: null,
      lastRun: null,
      createdBy: voice('admin'),
      createdAt: minutesAgo(60 * DAY),
      updatedAt: minutesAgo((index + 2) * DAY),
      ...differs,
      description: voice(differs?.description ?? ''),
      words: voice(fakeWords(recurrence)),
      nextRunAt: null,
    };
    return { ...schedule, nextRunAt: nextRunOf(schedule) };
  });
}

/** The newest first. */
export function fakeScheduleRuns(voice: Voice): FakeScheduleRun[] {
  const run = (number: number, schedule: number, hoursAgo: number, differs: Partial<ScheduleRun>): FakeScheduleRun => ({
    scheduleId: fakeId('schedule', schedule),
    run: {
      id: fakeId('run', number),
      kind: 'scheduled',
      occurrenceAt: minutesAgo(hoursAgo * 60),
      lastOccurrenceAt: minutesAgo(hoursAgo * 60),
      occurrences: 1,
      outcome: 'skipped',
      reason: null,
      detail: null,
      scan: null,
      decidedAt: minutesAgo(hoursAgo * 60 - 0.1),
      ...differs,
    },
  });
  const scan = (number: number, partial = false) => ({
    outcome: 'started' as const,
    scan: { id: fakeId('scan', number), state: 'completed' as const, partial },
  });
  return [
    run(1, 1, 3.2, scan(2)),
    run(2, 1, 7, { ...scan(3, true), kind: 'manual' }),
    run(3, 1, 27, scan(8)),
    run(4, 1, 51, { reason: 'overlap', detail: voice('Scan of 2026-11-26 was at 71 %.') }),
    run(5, 1, 75, { reason: 'refused', detail: voice('Every address of this site is excluded.') }),
    run(6, 1, 400, {
      reason: 'late',
      occurrences: 12,
      occurrenceAt: minutesAgo(664 * 60),
    }),
    run(7, 2, 17, { reason: 'blackout', detail: voice('Year end freeze') }),
    run(8, 3, 1.25, {
      outcome: 'started',
      scan: { id: fakeId('scan', 10), state: 'paused', partial: false },
    }),
    run(9, 3, 0.1, { outcome: 'queued' }),
    run(10, 4, 420, { outcome: 'started', scan: null }),
    run(11, 6, 900, { reason: 'site_disabled' }),
  ];
}

/** The schedule as the console answers it: with its newest run. */
export function scheduleNow(world: FakeWorld, schedule: Schedule): Schedule {
  const own = world.scheduleRuns.filter((each) => each.scheduleId === schedule.id);
  return { ...schedule, lastRun: own[0]?.run ?? null };
}

/** When it is due next; null while it is disabled. */
export function nextRunOf({ enabled, recurrence }: Pick<Schedule, 'enabled' | 'recurrence'>): string | null {
  if (!enabled) return null;
  const from = new Date();
  const [next] = fakeOccurrences(recurrence, { from, until: new Date(from.getTime() + LONG_MS), limit: 1 });
  return next?.toISOString() ?? null;
}

/** Runs to come of a recurrence, with what each would meet. */
export function plannedRuns(
  world: FakeWorld,
  of: Pick<Schedule, 'recurrence'> & { readonly id?: string | undefined; readonly siteId?: string | undefined },
  span: { from: Date; until: Date; limit: number },
): PlannedRun[] {
  return fakeOccurrences(of.recurrence, span).map((at) => plannedRun(world, of, at));
}

/** Runs to come as a calendar tells them: more than twelve of a day as one. */
export function calendarRuns(
  world: FakeWorld,
  { id, name, site, enabled, recurrence }: Schedule,
  { from, until, zone }: { from: Date; until: Date; zone: string },
): CalendarRun[] {
  const days = Map.groupBy(
    fakeOccurrences(recurrence, { from, until, limit: 100_000 }),
    (at) => zonedTime(at, zone).date,
  );
  return [...days.values()].flatMap((ofDay) => {
    const isMany = ofDay.length > MOST_APART;
    return (isMany ? ofDay.slice(0, 1) : ofDay).map((at) => ({
      ...plannedRun(world, { id, recurrence, siteId: site.id }, at),
      count: isMany ? ofDay.length : 1,
      lastAt: (isMany ? (ofDay.at(-1) ?? at) : at).toISOString(),
      schedule: { id, name },
      site,
      enabled,
    }));
  });
}

function plannedRun(
  world: FakeWorld,
  of: Pick<Schedule, 'recurrence'> & { readonly id?: string | undefined; readonly siteId?: string | undefined },
  at: Date,
): PlannedRun {
  return {
    at: at.toISOString(),
    local: fakeLocal(at, of.recurrence.zone),
    blackouts: blackoutsAt(world, at, of.siteId),
    collidesWith: world.schedules
      .filter((each) => each.site.id === of.siteId && each.id !== of.id && each.enabled)
      .filter(({ recurrence }) => fakeOccurrences(recurrence, spanAround(at)).length > 0)
      .map(({ id, name }) => ({ id, name })),
  };
}

function blackoutsAt(world: FakeWorld, at: Date, siteId: string | undefined): Reference[] {
  return world.blackouts
    .filter((each) => each.enabled && (each.scope === 'global' || (siteId !== undefined && each.site?.id === siteId)))
    .filter((each) => windowsOf(each, at, new Date(at.getTime() + 1)).length > 0)
    .map(({ id, name }) => ({ id, name }));
}

function spanAround(at: Date): { from: Date; until: Date; limit: number } {
  return { from: new Date(at.getTime() - SCAN_MS), until: new Date(at.getTime() + 1), limit: 1 };
}
