import { blackoutsApi } from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { blackoutNow, windowsOf, type FakeBlackout } from './fake-blackouts.js';
import { fakeRecurrence, fakeWords } from './fake-recurrence.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';

const LONG_MS = 400 * 86_400_000;

export const blackoutAnswers = [
  on(blackoutsApi.list, (world, { query }) => {
    const listed = world.blackouts.filter(
      (each) =>
        matches([each.name, each.reason], query.search) &&
        (query.scope === undefined || each.scope === query.scope) &&
        (query.site_id === undefined || each.site?.id === query.site_id) &&
        (query.engine_id === undefined || each.engine?.id === query.engine_id),
    );
    return pageOfList(listed.map(blackoutNow), query);
  }),
  on(blackoutsApi.get, (world, { params }) => blackoutNow(found(world.blackouts, params.blackoutId, 'blackout'))),
  on(blackoutsApi.create, (world, { body }) => {
    const recurrence = fakeRecurrence(body.recurrence);
    const site = body.siteId === undefined ? null : found(world.sites, body.siteId, 'site');
    const engine = body.engineId === undefined ? null : found(world.engines, body.engineId, 'engine');
    const made: FakeBlackout = {
      id: fakeId('blackout', world.blackouts.length + 1),
      name: body.name,
      reason: body.reason,
      scope: body.scope,
      site: site && { id: site.id, name: site.name },
      engine: engine && { id: engine.id, name: engine.name },
      recurrence,
      words: fakeWords(recurrence),
      durationMinutes: body.durationMinutes,
      enabled: body.enabled,
      pausedScans: 0,
      createdBy: 'admin',
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.blackouts = [...world.blackouts, made];
    return blackoutNow(made);
  }),
  on(blackoutsApi.preview, (world, { body }) => {
    const recurrence = fakeRecurrence(body.recurrence);
    const from = new Date();
    const windows = windowsOf({ ...body, recurrence }, from, new Date(from.getTime() + LONG_MS * 6), body.count);
    return { recurrence, words: world.voice(`${fakeWords(recurrence)} for ${body.durationMinutes} min`), windows };
  }),
  on(blackoutsApi.update, (world, { params, body }) => {
    const blackout = found(world.blackouts, params.blackoutId, 'blackout');
    const recurrence = body.recurrence === undefined ? blackout.recurrence : fakeRecurrence(body.recurrence);
    const pausedScans = body.enabled === false ? 0 : blackout.pausedScans;
    return blackoutNow(Object.assign(blackout, body, { recurrence, pausedScans, words: fakeWords(recurrence) }));
  }),
  on(blackoutsApi.remove, (world, { params }) => {
    world.blackouts = world.blackouts.filter((blackout) => blackout.id !== params.blackoutId);
    return {};
  }),
] as const;
