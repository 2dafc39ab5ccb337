import type { Blackout } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../test/harness.js';

const path = '/api/v1/blackouts';
const noOne = '00000000-0000-4000-8000-0000000000ff';
const weekdays = { start: '2026-03-02T08:00', zone: 'Europe/Berlin', rules: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' };

describe(path, () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());
  beforeEach(() => console.empty('blackout', 'site'));

  const operator = () => console.asRole('operator');
  const wish = (more: object = {}): object => ({
    name: 'office hours',
    scope: 'global',
    recurrence: weekdays,
    durationMinutes: 600,
    ...more,
  });
  const add = async (more: object = {}): Promise<Blackout> =>
    (await operator().post(path).send(wish(more)).expect(201)).body as Blackout;
  const aSite = async (name: string): Promise<string> => {
    const id = randomUUID();
    await console.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
       VALUES ($1, $2, $3, '10.0.0.0/24', 256, 0, now(), now())`,
      [id, DEFAULT_ZONE, name],
    );
    return id;
  };
  const names = async (query: string): Promise<string[]> => {
    const { body } = await console.asRole('viewer').get(`${path}?${query}`).expect(200);
    return (body.data as Blackout[]).map(({ name }) => name);
  };
  const refusedFields = async (more: object, status: number): Promise<unknown[]> => {
    const { body } = await operator().post(path).send(wish(more)).expect(status);
    return (body.issues as { path: string }[]).map((issue) => issue.path);
  };

  it('adds one, said in words, with its next window and by the name of who asks', async () => {
    const blackout = await add({ reason: ' audit ' });
    expect(blackout).toMatchObject({
      name: 'office hours',
      reason: 'audit',
      scope: 'global',
      site: null,
      engine: null,
      recurrence: { start: '2026-03-02T08:00:00', zone: 'Europe/Berlin', cron: null },
      durationMinutes: 600,
      enabled: true,
      pausedScans: 0,
      createdBy: 'test operator',
    });
    expect(blackout.words).toMatch(/08:00 .*Europe\/Berlin.*, for 10 hours$/);
    const { start = '', end = '' } = blackout.window ?? {};
    expect(new Date(end).getTime() - new Date(start).getTime()).toBe(600 * 60_000);
    expect(new Date(end).getTime()).toBeGreaterThan(Date.now());
    const { body } = await console.asRole('viewer').get(`${path}/${blackout.id}`).expect(200);
    expect(body).toEqual(blackout);
  });

  it('takes a cron expression, of which a window is open that began before', async () => {
    const { recurrence, words, window } = await add({
      recurrence: { zone: 'UTC', cron: ' 0 22 * * * ' },
      durationMinutes: 1440,
    });
    expect(recurrence).toMatchObject({ zone: 'UTC', cron: '0 22 * * *', rules: expect.stringContaining('RRULE') });
    expect(new Date(window?.start ?? '').getTime()).toBeLessThanOrEqual(Date.now());
    expect(words).toContain('22:00');
  });

  it('belongs to a site or an engine, whose name it shows', async () => {
    const siteId = await aSite('plant');
    const { engineId, name } = await console.anEngine();
    expect(await add({ name: 's', scope: 'site', siteId })).toMatchObject({ site: { id: siteId, name: 'plant' } });
    expect(await add({ name: 'e', scope: 'engine', engineId })).toMatchObject({ engine: { id: engineId, name } });
  });

  it.each([
    ['a site that is not there', { scope: 'site', siteId: noOne }, 422, ['siteId']],
    ['an engine that is not there', { scope: 'engine', engineId: noOne }, 422, ['engineId']],
    ['a site scope without a site', { scope: 'site' }, 400, ['siteId']],
    ['a global scope with a site', { siteId: noOne }, 400, ['siteId']],
    ['an engine scope without an engine', { scope: 'engine' }, 400, ['engineId']],
    ['a duration of nothing', { durationMinutes: 0 }, 400, ['durationMinutes']],
    ['a duration of more than a month', { durationMinutes: 44_641 }, 400, ['durationMinutes']],
    ['a zone that is none', { recurrence: { ...weekdays, zone: 'Mars/Base' } }, 422, ['recurrence.zone']],
    ['a start that is none', { recurrence: { ...weekdays, start: 'soon' } }, 422, ['recurrence.start']],
    ['a start that has passed', { recurrence: { start: '2020-01-01T00:00' } }, 422, ['recurrence.start']],
    ['rules that are none', { recurrence: { ...weekdays, rules: 'FREQ=OFTEN' } }, 422, ['recurrence.rules']],
    ['an expression that is none', { recurrence: { cron: '61 * * * *' } }, 422, ['recurrence.cron']],
    ['an expression that never fires', { recurrence: { cron: '0 0 30 2 *' } }, 422, ['recurrence.cron']],
    ['rules and an expression', { recurrence: { ...weekdays, cron: '@daily' } }, 400, ['recurrence.cron']],
    ['neither start nor expression', { recurrence: { zone: 'UTC' } }, 400, ['recurrence.start']],
  ])('refuses %s and names the field', async (_, more, status, paths) => {
    expect(await refusedFields(more, status)).toEqual(paths);
    expect(await names('')).toEqual([]);
  });

  it('names line, column and token of a bad rule', async () => {
    const rules = 'RRULE:FREQ=DAILY\nRRULE:FREQ=DAILY;BYHOUR=25';
    const { body } = await operator()
      .post(path)
      .send(wish({ recurrence: { ...weekdays, rules } }))
      .expect(422);
    expect(body).toMatchObject({
      code: 'invalid_recurrence',
      issues: [{ path: 'recurrence.rules', line: 2, column: expect.any(Number), token: expect.stringContaining('25') }],
    });
  });

  it('refuses an engine that was retired', async () => {
    const { engineId } = await console.anEngine();
    await console.database.query(`UPDATE engine SET retired_at = now() WHERE id = $1`, [engineId]);
    expect(await refusedFields({ scope: 'engine', engineId }, 422)).toEqual(['engineId']);
  });

  it('takes no name twice, whatever its case', async () => {
    await add();
    const { id } = await add({ name: 'other' });
    const { body } = await operator()
      .post(path)
      .send(wish({ name: 'OFFICE hours' }))
      .expect(409);
    expect(body).toMatchObject({ code: 'blackout_name_taken', issues: [{ path: 'name', token: 'OFFICE hours' }] });
    expect((await operator().patch(`${path}/${id}`).send({ name: 'Office Hours' })).status).toBe(409);
    await operator().patch(`${path}/${id}`).send({ name: 'Other' }).expect(200);
  });

  it('changes what is given and leaves the rest', async () => {
    const before = await add();
    const one = `${path}/${before.id}`;
    const renamed = (await operator().patch(one).send({ name: 'day', reason: 'noise' }).expect(200)).body as Blackout;
    expect(renamed).toMatchObject({ ...before, name: 'day', reason: 'noise', updatedAt: renamed.updatedAt });
    const longer = (await operator().patch(one).send({ durationMinutes: 720 }).expect(200)).body as Blackout;
    expect(longer).toMatchObject({ durationMinutes: 720, recurrence: before.recurrence });
    expect(longer.words).toMatch(/for 12 hours$/);
    const off = (await operator().patch(one).send({ enabled: false }).expect(200)).body as Blackout;
    expect(off).toMatchObject({ enabled: false, active: false, window: null });
    const moved = { enabled: true, recurrence: { zone: 'UTC', cron: '@hourly' } };
    const on = (await operator().patch(one).send(moved).expect(200)).body as Blackout;
    expect(on).toMatchObject({ enabled: true, active: true, recurrence: { cron: '@hourly' } });
    expect((await operator().patch(one).send({ scope: 'site' })).status).toBe(400);
    await operator().patch(`${path}/${noOne}`).send({ name: 'x' }).expect(404);
  });

  it('deletes one, once', async () => {
    const { id } = await add();
    await operator().delete(`${path}/${id}`).expect(204);
    const { body } = await operator().delete(`${path}/${id}`).expect(404);
    expect(body).toMatchObject({ code: 'blackout_not_found' });
    await operator().get(`${path}/${id}`).expect(404);
  });

  it('shows the next windows of what nobody saves, those that touch as one', async () => {
    const ask = async (more: object): Promise<{ words: string; windows: { start: string; end: string }[] }> => {
      const request = {
        recurrence: { start: '2030-01-01T00:00', rules: 'FREQ=DAILY;COUNT=3' },
        durationMinutes: 60,
        ...more,
      };
      return (await console.asRole('viewer').post(`${path}/preview`).send(request).expect(200)).body;
    };
    const three = await ask({});
    expect(three.words).toMatch(/, for 1 hour$/);
    expect(three.windows.map(({ start, end }) => `${start}/${end}`)).toEqual([
      '2030-01-01T00:00:00.000Z/2030-01-01T01:00:00.000Z',
      '2030-01-02T00:00:00.000Z/2030-01-02T01:00:00.000Z',
      '2030-01-03T00:00:00.000Z/2030-01-03T01:00:00.000Z',
    ]);
    expect((await ask({ count: 2 })).windows).toHaveLength(2);
    expect((await ask({ durationMinutes: 1440 })).windows).toEqual([
      { start: '2030-01-01T00:00:00.000Z', end: '2030-01-04T00:00:00.000Z' },
    ]);
    expect((await ask({ recurrence: { start: '2020-01-01T00:00' } })).windows).toEqual([]);
    const bad = { recurrence: { start: '2030-01-01', zone: 'x' }, durationMinutes: 60 };
    const { body } = await console.asRole('viewer').post(`${path}/preview`).send(bad).expect(422);
    expect(body.issues).toContainEqual(expect.objectContaining({ path: 'recurrence.zone' }));
    expect(await names('')).toEqual([]);
  });

  it('sorts, filters and searches on the server', async () => {
    const siteId = await aSite('office 7');
    const { engineId } = await console.anEngine({ name: `north ${Date.now()}` });
    const once = (start: string): object => ({ recurrence: { start } });
    await add({ name: 'b', scope: 'site', siteId, ...once('2031-01-01T00:00') });
    await add({ name: 'C', scope: 'engine', engineId, ...once('2030-01-01T00:00') });
    await add({ name: 'a', reason: '100% quiet', enabled: false });
    expect(await names('')).toEqual(['a', 'b', 'C']);
    expect(await names('sort_by=createdAt')).toEqual(['b', 'C', 'a']);
    expect(await names('sort_by=windowStart')).toEqual(['C', 'b', 'a']);
    expect(await names('sort_by=windowStart&sort_order=desc')).toEqual(['b', 'C', 'a']);
    expect(await names('sort_by=scope')).toEqual(['C', 'a', 'b']);
    expect(await names('scope=global')).toEqual(['a']);
    expect(await names(`site_id=${siteId}`)).toEqual(['b']);
    expect(await names(`engine_id=${engineId}`)).toEqual(['C']);
    expect(await names('search=0%25')).toEqual(['a']);
    expect(await names('search=OFFICE')).toEqual(['b']);
    expect(await names('search=north')).toEqual(['C']);
    expect(await names('page_size=1&page=2')).toEqual(['b']);
  });

  it('lets viewers look and only operators change', async () => {
    const { id } = await add();
    const viewer = console.asRole('viewer');
    expect((await viewer.post(path).send(wish({ name: 'x' }))).status).toBe(403);
    expect((await viewer.patch(`${path}/${id}`).send({ enabled: false })).status).toBe(403);
    expect((await viewer.delete(`${path}/${id}`)).status).toBe(403);
    expect((await viewer.get(`${path}/${id}`)).status).toBe(200);
  });

  it('goes with its site', async () => {
    const siteId = await aSite('gone');
    await add({ scope: 'site', siteId });
    await operator().delete(`/api/v1/sites/${siteId}`).expect(204);
    expect(await names('')).toEqual([]);
  });
});
