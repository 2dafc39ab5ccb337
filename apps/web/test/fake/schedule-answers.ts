import { schedulesApi, type CreateScheduleRequest, type Reference, type Schedule } from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { windowsOf } from './fake-blackouts.js';
import { fakeRecurrence, fakeWords } from './fake-recurrence.js';
import { calendarRuns, nextRunOf, plannedRuns, scheduleNow } from './fake-schedules.js';
import type { FakeWorld } from './fake-world.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal } from './refusal.js';

const LONG_MS = 400 * 86_400_000;

export const scheduleAnswers = [
  on(schedulesApi.list, (world, { query }) => {
    const listed = world.schedules.filter(
      (schedule) =>
        matches([schedule.name, schedule.description], query.search) &&
        (query.site_id === undefined || schedule.site.id === query.site_id) &&
        (query.engine_id === undefined || schedule.engine?.id === query.engine_id) &&
        (query.enabled === undefined || schedule.enabled === (query.enabled === 'true')) &&
        (query.ended === undefined || schedule.ended === (query.ended === 'true')),
    );
    return pageOfList(
      listed.map((schedule) => scheduleNow(world, schedule)),
      query,
    );
  }),
  on(schedulesApi.get, (world, { params }) =>
    scheduleNow(world, found(world.schedules, params.scheduleId, 'schedule')),
  ),
  on(schedulesApi.create, (world, { body }) => {
    refuseTaken(world, body.name);
    const recurrence = fakeRecurrence(body.recurrence);
    const made: Schedule = {
      ...chosenOf(world, body),
      ...body,
      id: fakeId('schedule', world.schedules.length + 1),
      recurrence,
      words: fakeWords(recurrence),
      nextRunAt: nextRunOf({ enabled: body.enabled, recurrence }),
      ended: false,
      problem: null,
      lastRun: null,
      createdBy: 'admin',
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.schedules = [...world.schedules, made];
    return made;
  }),
  on(schedulesApi.update, (world, { params, body }) => {
    const schedule = found(world.schedules, params.scheduleId, 'schedule');
    if (body.name !== undefined && body.name !== schedule.name) refuseTaken(world, body.name);
    const ids = {
      siteId: schedule.site.id,
      commandId: schedule.command?.id ?? null,
      engineId: schedule.engine?.id ?? null,
      poolId: schedule.pool?.id ?? null,
    };
    const recurrence = body.recurrence === undefined ? schedule.recurrence : fakeRecurrence(body.recurrence);
    Object.assign(schedule, body, chosenOf(world, { ...ids, ...body }), { recurrence, words: fakeWords(recurrence) });
    schedule.nextRunAt = nextRunOf(schedule);
    return scheduleNow(world, schedule);
  }),
  on(schedulesApi.remove, (world, { params }) => {
    world.schedules = world.schedules.filter((schedule) => schedule.id !== params.scheduleId);
    return {};
  }),
  on(schedulesApi.run, (world, { params }) => {
    const schedule = found(world.schedules, params.scheduleId, 'schedule');
    const [pattern] = world.scans.filter((scan) => scan.state === 'planned');
    if (pattern === undefined)
      throw new Refusal(409, { code: 'nothing_to_scan', message: 'Every address of this site is excluded.' });
    const scan = {
      ...pattern,
      id: fakeId('scan', 200 + world.scans.length),
      site: schedule.site,
      origin: 'schedule' as const,
      schedule: { id: schedule.id, name: schedule.name },
    };
    world.scans = [scan, ...world.scans];
    const run = {
      id: fakeId('run', 100 + world.scheduleRuns.length),
      kind: 'manual' as const,
      occurrenceAt: minutesAgo(0),
      lastOccurrenceAt: minutesAgo(0),
      occurrences: 1,
      outcome: 'started' as const,
      reason: null,
      detail: null,
      scan: { id: scan.id, state: scan.state, partial: false },
      decidedAt: minutesAgo(0),
    };
    world.scheduleRuns = [{ scheduleId: schedule.id, run }, ...world.scheduleRuns];
    return scan;
  }),
  on(schedulesApi.preview, (world, { body }) => {
    const recurrence = fakeRecurrence(body.recurrence);
    const runs = plannedRuns(world, { recurrence, id: body.scheduleId, siteId: body.siteId }, spanOf(body.count));
    return { recurrence, words: world.voice(fakeWords(recurrence)), runs };
  }),
  on(schedulesApi.nextRun, (world, { params, query }) => {
    const schedule = found(world.schedules, params.scheduleId, 'schedule');
    const runs = schedule.enabled
      ? plannedRuns(world, { ...schedule, siteId: schedule.site.id }, spanOf(query.count))
      : [];
    return { scheduleId: schedule.id, nextRunAt: schedule.nextRunAt, runs };
  }),
  on(schedulesApi.runs, (world, { params, query }) =>
    pageOfList(
      world.scheduleRuns
        .filter((each) => each.scheduleId === params.scheduleId)
        .map(({ run }) => run)
        .filter((run) => query.outcome === undefined || run.outcome === query.outcome),
      query,
    ),
  ),
  on(schedulesApi.calendar, (world, { query }) => {
    const [from, until] = [new Date(Math.max(Date.parse(query.from), Date.now())), new Date(query.until)];
    const cutAt = Date.parse(world.calendarCutAt ?? query.until);
    const runs = world.schedules
      .filter((each) => query.site_id === undefined || each.site.id === query.site_id)
      .filter((each) => query.schedule_id === undefined || each.id === query.schedule_id)
      .flatMap((schedule) => calendarRuns(world, schedule, { from, until, zone: query.zone }))
      .filter((run) => Date.parse(run.at) < cutAt);
    const blackouts = world.blackouts
      .filter((each) => each.enabled)
      .flatMap(({ id, name, scope, site, engine, ...blackout }) =>
        windowsOf(blackout, from, until).map((window) => ({
          ...window,
          blackout: { id, name },
          scope,
          of: (site ?? engine)?.name ?? null,
        })),
      );
    return { runs, blackouts, cutAt: world.calendarCutAt, disabledCutAt: null };
  }),
] as const;

function spanOf(limit: number): { from: Date; until: Date; limit: number } {
  const from = new Date();
  return { from, until: new Date(from.getTime() + LONG_MS * 6), limit };
}

type Chosen = Pick<CreateScheduleRequest, 'siteId' | 'commandId' | 'engineId' | 'poolId'>;

function chosenOf(world: FakeWorld, ids: Chosen): Pick<Schedule, 'site' | 'command' | 'engine' | 'pool'> {
  const { id, name } = found(world.sites, ids.siteId, 'site');
  return {
    site: { id, name },
    command: referenceTo(world.commands, ids.commandId),
    engine: referenceTo(world.engines, ids.engineId),
    pool: referenceTo(world.pools, ids.poolId),
  };
}

function referenceTo(items: readonly Reference[], id: string | null): Reference | null {
  const item = items.find((each) => each.id === id);
  return item ? { id: item.id, name: item.name } : null;
}

function refuseTaken(world: FakeWorld, name: string): void {
  if (world.schedules.some((schedule) => schedule.name === name))
    throw new Refusal(409, {
      code: 'schedule_name_taken',
      message: 'There is such a schedule already.',
      issues: [{ path: 'name', message: 'is the name of another schedule' }],
    });
}
