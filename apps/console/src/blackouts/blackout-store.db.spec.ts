import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BlackoutBench } from '../../test/blackout-bench.js';

let bench: BlackoutBench;
beforeAll(async () => {
  bench = await BlackoutBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.clear());

const told = { topic: 'realtime', message: { type: 'blackouts_changed' } };

describe('the stored window of a blackout', () => {
  it('is the one that is open, from its beginning, or the one that comes next', async () => {
    const open = await bench.add({ start: '2026-03-01T11:30', minutes: 60 });
    const next = await bench.add({ start: '2026-03-01T09:00', rules: 'FREQ=DAILY', minutes: 60 });
    expect(await bench.window(open)).toBe('2026-03-01T11:30:00.000Z/2026-03-01T12:30:00.000Z');
    expect(await bench.window(next)).toBe('2026-03-02T09:00:00.000Z/2026-03-02T10:00:00.000Z');
  });

  it('is none while it is disabled', async () => {
    const id = await bench.add({ enabled: false });
    expect(await bench.window(id)).toBeNull();
    await bench.update(id, { enabled: true });
    expect(await bench.window(id)).toBe('2026-03-01T12:00:00.000Z/2026-03-01T13:00:00.000Z');
    await bench.update(id, { enabled: false });
    expect(await bench.window(id)).toBeNull();
  });

  it('is one where windows touch or overlap', async () => {
    const touching = await bench.add({ rules: 'FREQ=HOURLY;COUNT=3', minutes: 60 });
    const overlapping = await bench.add({ rules: 'FREQ=HOURLY;COUNT=3', minutes: 90 });
    expect(await bench.window(touching)).toBe('2026-03-01T12:00:00.000Z/2026-03-01T15:00:00.000Z');
    expect(await bench.window(overlapping)).toBe('2026-03-01T12:00:00.000Z/2026-03-01T15:30:00.000Z');
  });

  it('moves on when it has ended, and is none after the last', async () => {
    const id = await bench.add({ rules: 'FREQ=DAILY;COUNT=2', minutes: 60 });
    bench.setClock('2026-03-01T12:59:59Z');
    await bench.windows.sweep();
    expect(await bench.window(id)).toBe('2026-03-01T12:00:00.000Z/2026-03-01T13:00:00.000Z');
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.windows.sweep();
    expect(await bench.window(id)).toBe('2026-03-02T12:00:00.000Z/2026-03-02T13:00:00.000Z');
    bench.setClock('2026-03-02T13:00:00Z');
    await bench.windows.sweep();
    expect(await bench.window(id)).toBeNull();
    expect(await bench.queries.get(id)).toMatchObject({ enabled: true, active: false, window: null });
  });

  it('holds to the second for ever where it never ends, however often it is cut', async () => {
    const id = await bench.add({ rules: 'FREQ=HOURLY', minutes: 60 });
    for (let cut = 0; cut < 3; cut += 1) {
      const end = (await bench.window(id))?.split('/')[1] ?? '';
      bench.setClock(end);
      expect(await bench.queries.openFor({ siteId: null, engineId: null })).toMatchObject({ id });
      await bench.windows.sweep();
      expect(await bench.queries.get(id)).toMatchObject({ active: true });
    }
  });

  it('lasts its minutes on the clock of physics, also where clocks are put forward or back in it', async () => {
    const night = { start: '2026-03-28T01:30', zone: 'Europe/Berlin', rules: 'FREQ=DAILY', minutes: 120 };
    bench.setClock('2026-03-28T12:00:00Z');
    // 01:30 to 04:30 on the clocks of that night, which has no hour from two to three.
    const id = await bench.add(night);
    expect(await bench.window(id)).toBe('2026-03-29T00:30:00.000Z/2026-03-29T02:30:00.000Z');
    bench.setClock('2026-10-24T12:00:00Z');
    await bench.windows.sweep();
    // 01:30 to 02:30 the second time.
    expect(await bench.window(id)).toBe('2026-10-24T23:30:00.000Z/2026-10-25T01:30:00.000Z');
  });

  it('stays as it is when something else is changed', async () => {
    const id = await bench.add({ start: '2026-03-01T11:59', minutes: 30 });
    bench.setClock('2026-03-01T12:10:00Z');
    await bench.update(id, { name: 'other', reason: 'audit' });
    expect(await bench.window(id)).toBe('2026-03-01T11:59:00.000Z/2026-03-01T12:29:00.000Z');
  });
});

describe('a blackout', () => {
  it('that is over is refused when it is written, and not when only its name is', async () => {
    const start = expect.objectContaining({ path: 'recurrence.start', message: expect.stringContaining('later') });
    await expect(bench.add({ start: '2026-03-01T10:00', minutes: 60 })).rejects.toMatchObject({
      status: 422,
      issues: [start],
    });
    await expect(bench.add({ start: '2026-01-01T10:00', rules: 'FREQ=DAILY;COUNT=3' })).rejects.toMatchObject({
      status: 422,
      issues: [{ path: 'recurrence.rules', message: expect.stringContaining('UNTIL') }],
    });
    const id = await bench.add({ minutes: 30 });
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.windows.sweep();
    await bench.update(id, { name: 'over' });
    await bench.update(id, { enabled: false });
    await expect(bench.update(id, { enabled: true })).rejects.toMatchObject({ status: 422, issues: [start] });
    await bench.update(id, { recurrence: { start: '2026-03-01T14:00', zone: 'UTC' }, enabled: true });
    expect(await bench.window(id)).toBe('2026-03-01T14:00:00.000Z/2026-03-01T14:30:00.000Z');
  });

  it('keeps the start of its cron expression when only the name is given beside it', async () => {
    const id = await bench.add();
    await bench.update(id, { recurrence: { zone: 'Europe/Berlin', cron: '0 22 * * *' } });
    const { recurrence } = await bench.queries.get(id);
    expect(recurrence).toMatchObject({ start: '2026-01-29T13:00:00', zone: 'Europe/Berlin', cron: '0 22 * * *' });
    bench.setClock('2026-03-02T08:17:31Z');
    await bench.update(id, { name: 'renamed', recurrence: { zone: 'Europe/Berlin', cron: '0 22 * * *' } });
    expect((await bench.queries.get(id)).recurrence).toEqual(recurrence);
  });

  it('is told of when it is written, begins and ends, once it can be read', async () => {
    const { bus } = bench.ledgers.bench;
    const tellings = (): unknown[] => bus.take().filter(({ topic }) => topic === 'realtime');
    const id = await bench.add({ start: '2026-03-01T12:10', minutes: 10 });
    expect(tellings()).toEqual([told]);
    await bench.windows.sweep();
    expect(tellings()).toEqual([]);
    bench.setClock('2026-03-01T12:10:00Z');
    await bench.windows.sweep();
    await bench.windows.sweep();
    expect(tellings()).toEqual([told]);
    bench.setClock('2026-03-01T12:20:00Z');
    await bench.windows.sweep();
    await bench.windows.sweep();
    expect(tellings()).toEqual([told]);
    await bench.update(id, { reason: 'x' });
    await bench.remove(id);
    expect(tellings()).toEqual([told, told]);
  });

  it('that this version cannot read holds on, is told of once, and holds up no other', async () => {
    const bad = await bench.add({ minutes: 10 });
    const good = await bench.add({ minutes: 10 });
    await bench.ledgers.database.query(`UPDATE blackout SET rules = 'RRULE:FREQ=NEVER' WHERE id = $1`, [bad]);
    bench.setClock('2026-03-01T12:10:00Z');
    const before = bench.logLines.length;
    await bench.windows.sweep();
    await bench.windows.sweep();
    expect(await bench.window(good)).toBeNull();
    expect(await bench.queries.get(bad)).toMatchObject({ active: true });
    expect(bench.logLines.slice(before).filter((line) => line.includes('cannot end'))).toHaveLength(1);
    await bench.update(bad, { enabled: false });
    expect(await bench.queries.get(bad)).toMatchObject({ active: false });
  });
});

describe('which blackout is open', () => {
  it('is asked for a site and an engine: their own and the global ones, and of several the one that ends last', async () => {
    const site = await bench.ledgers.aSite();
    const { engineId } = await bench.ledgers.anEngine();
    const names = async (): Promise<(string | undefined)[]> =>
      Promise.all(
        [
          { siteId: null, engineId: null },
          { siteId: site, engineId: null },
          { siteId: null, engineId },
          { siteId: site, engineId },
        ].map(async (place) => (await bench.queries.openFor(place))?.name),
      );
    await bench.add({ name: 'of the site', siteId: site, minutes: 90 });
    await bench.add({ name: 'of the engine', engineId, minutes: 120 });
    expect(await names()).toEqual([undefined, 'of the site', 'of the engine', 'of the engine']);
    await bench.add({ name: 'global', minutes: 100 });
    await bench.add({ name: 'off', minutes: 600, enabled: false });
    expect(await names()).toEqual(['global', 'global', 'of the engine', 'of the engine']);
  });

  it('is told as it is for those who give out work: it holds on until somebody has looked what comes after it', async () => {
    await bench.add({ name: 'night', start: '2026-02-01T22:00', rules: 'FREQ=DAILY', minutes: 60 });
    const until = async (at: string): Promise<string | undefined> => {
      bench.setClock(at);
      return (await bench.queries.openFor({ siteId: null, engineId: null }))?.until.toISOString();
    };
    for (const day of ['2026-03-01', '2026-03-02', '2026-12-24']) {
      bench.setClock(`${day}T21:00:00Z`);
      await bench.windows.sweep();
      expect(await until(`${day}T21:59:59.999Z`)).toBeUndefined();
      expect(await until(`${day}T22:00:00Z`)).toBe(`${day}T23:00:00.000Z`);
      expect(await until(`${day}T22:59:59.999Z`)).toBe(`${day}T23:00:00.000Z`);
      expect(await until(`${day}T23:00:00Z`)).toBe(`${day}T23:00:01.000Z`);
      await bench.windows.sweep();
      expect(await until(`${day}T23:00:00Z`)).toBeUndefined();
    }
  });

  it('is known for many moments at once, however many windows lie between them', async () => {
    await bench.add({ name: 'night', start: '2026-02-01T22:00', rules: 'FREQ=DAILY', minutes: 60 });
    await bench.add({ name: 'late', start: '2026-02-01T22:30', rules: 'FREQ=DAILY', minutes: 60 });
    const at = ['2026-02-01T22:00', '2026-02-01T22:45', '2026-02-01T23:00', '2026-02-01T23:30', '2026-02-02T22:10'];
    const open = async (...more: string[]): Promise<string[]> => {
      const moments = [...at, ...more].map((moment) => new Date(`${moment}Z`));
      const found = await bench.queries.openAt({ siteId: null, engineId: null }, moments);
      return found.map((blackouts) =>
        blackouts
          .map(({ name }) => name)
          .sort()
          .join(' '),
      );
    };
    expect(await open()).toEqual(['night', 'late night', 'late', '', 'night']);
    expect(await open('2036-02-01T22:45')).toEqual(['night', 'late night', 'late', '', 'night', 'late night']);
    expect(await bench.queries.openAt({ siteId: null, engineId: null }, [])).toEqual([]);
  });

  it('is listed between two moments, by the beginning, with whose it is', async () => {
    const site = await bench.ledgers.aSite();
    await bench.add({ name: 'daily', start: '2026-03-01T10:00', rules: 'FREQ=DAILY', minutes: 180 });
    await bench.add({ name: 'once', siteId: site, start: '2026-03-02T09:00', minutes: 30 });
    await bench.add({ name: 'off', enabled: false });
    const between = async (place: Parameters<typeof bench.queries.windowsBetween>[0]): Promise<string[]> => {
      const from = new Date('2026-03-01T12:00:00Z');
      const times = await bench.queries.windowsBetween(place, from, new Date('2026-03-02T12:00:00Z'));
      return times.map(({ name, scope, of, start }) => `${name} ${scope} ${of === site} ${start.toISOString()}`);
    };
    const daily = ['daily global false 2026-03-01T10:00:00.000Z', 'daily global false 2026-03-02T10:00:00.000Z'];
    const once = 'once site true 2026-03-02T09:00:00.000Z';
    expect(await between('all')).toEqual([daily[0], once, daily[1]]);
    expect(await between({ siteId: site, engineId: null })).toEqual([daily[0], once, daily[1]]);
    expect(await between({ siteId: null, engineId: null })).toEqual(daily);
  });
});
