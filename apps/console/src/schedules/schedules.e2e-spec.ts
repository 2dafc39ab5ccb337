import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CalendarRun, PlannedRun, Schedule, ScheduleCalendar, ScheduleRun } from '@scanfleet/contracts';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { MovableClock } from '../../test/movable-clock.js';
import { Clock } from '../platform/clock/clock.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';
const otherZone = '00000000-0000-4000-8000-0000000000aa';
const minute = 60_000;
const day = 1440 * minute;

describe('/api/v1/schedules', () => {
  const clock = new MovableClock();
  let console: TestConsole;
  let siteId: string;

  beforeAll(async () => {
    console = await aConsole({ overrides: (builder) => builder.overrideProvider(Clock).useValue(clock) });
    await console.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'branch', now())`, [otherZone]);
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('schedule', 'blackout', 'scan', 'site', 'engine_pool');
    siteId = await aSite('Office');
  });

  const viewer = () => console.asRole('viewer');
  const operator = () => console.asRole('operator');
  const aSite = async (name: string): Promise<string> => {
    const id = clock.uuid();
    await console.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
       VALUES ($1, $2, $3, '10.0.0.0/30', 4, 0, now(), now())`,
      [id, DEFAULT_ZONE_ID, name],
    );
    return id;
  };
  /** Wall-clock time of UTC, so many milliseconds from now, to the minute. */
  const inTime = (milliseconds: number): string =>
    new Date(clock.now().getTime() + milliseconds).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
  const daily = () => ({ start: inTime(30 * minute), rules: 'FREQ=DAILY' });
  const create = async (wish: object = {}): Promise<Schedule> =>
    (
      await operator()
        .post('/api/v1/schedules')
        .send({ name: 'Nightly', siteId, recurrence: daily(), ...wish })
        .expect(201)
    ).body as Schedule;
  const refuse = async (wish: object, status = 422): Promise<string[]> => {
    const { body } = await operator()
      .post('/api/v1/schedules')
      .send({ name: 'x', siteId, recurrence: daily(), ...wish })
      .expect(status);
    return (body.issues as { path: string }[]).map(({ path }) => path);
  };
  const runsOf = async (id: string): Promise<ScheduleRun[]> =>
    (await viewer().get(`/api/v1/schedules/${id}/runs`).expect(200)).body.data as ScheduleRun[];
  /** The console's own scheduler is at work, so what it does takes a moment. */
  const once = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await delay(100);
    }
    throw new Error('it did not come to pass');
  };

  it('creates one with defaults, says it in words and when it runs', async () => {
    const { start, rules } = daily();
    const schedule = await create({ recurrence: { start, rules } });
    expect(schedule).toMatchObject({
      site: { id: siteId, name: 'Office' },
      against: 'site',
      command: null,
      engine: null,
      pool: null,
      priority: 'normal',
      recurrence: { start: `${start}:00`, zone: 'UTC', cron: null },
      missed: 'once',
      overlap: 'skip',
      enabled: true,
      nextRunAt: `${start}:00.000Z`,
      problem: null,
      lastRun: null,
      createdBy: 'test operator',
    });
    expect(schedule.words).toContain(start.slice(11));
    expect((await viewer().get(`/api/v1/schedules/${schedule.id}`).expect(200)).body).toEqual(schedule);
  });

  it('takes cron, which needs no start', async () => {
    const { recurrence, words } = await create({ recurrence: { zone: 'Europe/Berlin', cron: '30 2 * * mon-fri' } });
    expect(recurrence).toMatchObject({ cron: '30 2 * * mon-fri', zone: 'Europe/Berlin' });
    expect(recurrence.start).toMatch(/:00$/);
    expect(words).toContain('02:30');
  });

  it('runs when it is due, and tells of each occurrence', async () => {
    const schedule = await create();
    clock.forward({ minutes: 31 });
    const run = await once(async () => (await runsOf(schedule.id))[0]);
    expect(run).toMatchObject({
      kind: 'scheduled',
      outcome: 'started',
      occurrenceAt: schedule.nextRunAt,
      occurrences: 1,
    });
    const scan = await viewer().get(`/api/v1/scans/${run.scan?.id}`).expect(200);
    expect(scan.body).toMatchObject({ origin: 'schedule', schedule: { id: schedule.id, name: 'Nightly' } });
    const other = await create({ name: 'Other' });
    await operator().post(`/api/v1/schedules/${other.id}/run`).expect(201);
    const { body: page } = await viewer().get(`/api/v1/scans?schedule_id=${schedule.id}`).expect(200);
    expect(page.data).toEqual([expect.objectContaining({ id: run.scan?.id })]);
    const after = (await viewer().get(`/api/v1/schedules/${schedule.id}`).expect(200)).body as Schedule;
    expect(after.lastRun).toEqual(run);
    expect(Date.parse(after.nextRunAt ?? '')).toBe(Date.parse(schedule.nextRunAt ?? '') + day);
    await operator().post(`/api/v1/scans/${run.scan?.id}/stop`).expect(200);
    await operator().delete(`/api/v1/scans/${run.scan?.id}`).expect(204);
    expect((await runsOf(schedule.id))[0]).toMatchObject({ outcome: 'started', scan: null });
  });

  it('starts a queued run when the scan before it ends', async () => {
    const schedule = await create({ overlap: 'queue' });
    const { body: first } = await operator().post(`/api/v1/schedules/${schedule.id}/run`).expect(201);
    clock.forward({ minutes: 31 });
    await once(async () => (await runsOf(schedule.id)).find(({ outcome }) => outcome === 'queued'));
    await operator().post(`/api/v1/scans/${first.id}/stop`).expect(200);
    const run = await once(async () =>
      (await runsOf(schedule.id)).find(({ kind, scan }) => kind === 'scheduled' && scan),
    );
    expect(run).toMatchObject({ outcome: 'started', occurrenceAt: schedule.nextRunAt, scan: { state: 'planned' } });
  });

  it('goes on early when the blackout that holds it back is disabled', async () => {
    const schedule = await create();
    const blackout = {
      name: 'Freeze',
      scope: 'global',
      durationMinutes: 600,
      recurrence: { start: inTime(10 * minute) },
    };
    const { body } = await operator().post('/api/v1/blackouts').send(blackout).expect(201);
    clock.forward({ minutes: 31 });
    const held = async () =>
      (await console.database.query(`SELECT FROM schedule WHERE look_at > next_run_at + interval '1 minute'`))[0];
    await once(held);
    expect(await runsOf(schedule.id)).toEqual([]);
    await operator().patch(`/api/v1/blackouts/${body.id}`).send({ enabled: false }).expect(200);
    const run = await once(async () => (await runsOf(schedule.id))[0]);
    expect(run).toMatchObject({ outcome: 'started', occurrenceAt: schedule.nextRunAt });
  });

  it('runs at once by hand, disabled or not, and leaves the next run where it is', async () => {
    const schedule = await create({ priority: 'high', maxRate: 50 });
    const { body: scan } = await operator().post(`/api/v1/schedules/${schedule.id}/run`).expect(201);
    expect(scan).toMatchObject({
      origin: 'schedule',
      schedule: { id: schedule.id },
      createdBy: 'test operator',
      priority: 'high',
      maxRate: 50,
    });
    expect(await runsOf(schedule.id)).toMatchObject([{ kind: 'manual', outcome: 'started', scan: { id: scan.id } }]);
    const disabled = await operator().patch(`/api/v1/schedules/${schedule.id}`).send({ enabled: false }).expect(200);
    expect(disabled.body).toMatchObject({ enabled: false, nextRunAt: null, problem: null });
    await operator().post(`/api/v1/schedules/${schedule.id}/run`).expect(201);
    const enabled = await operator().patch(`/api/v1/schedules/${schedule.id}`).send({ enabled: true }).expect(200);
    expect(enabled.body.nextRunAt).toBe(schedule.nextRunAt);
    await console.database.query(`UPDATE site SET enabled = false`);
    const refused = await operator().post(`/api/v1/schedules/${schedule.id}/run`).expect(409);
    expect(refused.body.code).toBe('site_disabled');
  });

  it('says why it will not run although it is enabled', async () => {
    const schedule = await create();
    await console.database.query(`UPDATE site SET enabled = false`);
    const now = async () => (await viewer().get(`/api/v1/schedules/${schedule.id}`).expect(200)).body as Schedule;
    expect(await now()).toMatchObject({ ended: false, problem: expect.stringContaining('"Office" is disabled') });
  });

  it('tells of one that has run for the last time, which is no problem', async () => {
    const { id } = await create();
    await create({ name: 'goes on' });
    await console.database.query(
      `UPDATE schedule SET next_occurrence_at = NULL, next_run_at = NULL, look_at = NULL WHERE id = $1`,
      [id],
    );
    const listed = async (query: string): Promise<Schedule[]> =>
      (await viewer().get(`/api/v1/schedules?${query}`).expect(200)).body.data as Schedule[];
    expect(await listed('ended=true')).toMatchObject([{ id, ended: true, problem: null, nextRunAt: null }]);
    expect(await listed('ended=false')).toMatchObject([{ name: 'goes on', ended: false }]);
  });

  it('sorts, filters and searches on the server', async () => {
    const branch = await aSite('branch 7');
    await create({ name: 'b', siteId: branch, recurrence: { start: inTime(50 * minute) } });
    await create({ name: 'A', description: '100% of it', recurrence: { start: inTime(90 * minute) } });
    await create({ name: 'c', enabled: false });
    const names = async (query: string): Promise<string[]> =>
      ((await viewer().get(`/api/v1/schedules?${query}`).expect(200)).body.data as Schedule[]).map(({ name }) => name);
    expect(await names('')).toEqual(['A', 'b', 'c']);
    expect(await names('sort_by=nextRunAt')).toEqual(['b', 'A', 'c']);
    expect(await names('sort_by=nextRunAt&sort_order=desc')).toEqual(['A', 'b', 'c']);
    expect(await names('sort_by=createdAt&sort_order=desc')).toEqual(['c', 'A', 'b']);
    expect(await names('sort_by=site')).toEqual(['b', 'A', 'c']);
    expect(await names('sort_by=enabled')).toEqual(['c', 'A', 'b']);
    expect(await names('enabled=false')).toEqual(['c']);
    expect(await names(`site_id=${branch}`)).toEqual(['b']);
    expect(await names('search=0%25')).toEqual(['A']);
    expect(await names('search=BRANCH')).toEqual(['b']);
  });

  it('pages, filters and searches what became of the occurrences', async () => {
    const { id } = await create();
    await console.database.query(
      `INSERT INTO schedule_run (id, schedule_id, kind, occurrence_at, last_occurrence_at, outcome, reason, detail, decided_at)
       SELECT gen_random_uuid(), $1, 'scheduled', at, at, 'skipped', 'refused', 'because of ' || extract(day FROM at), now()
       FROM generate_series('2026-01-01'::timestamptz, '2026-01-30', '1 day') AS at`,
      [id],
    );
    const page = async (query: string) =>
      (await viewer().get(`/api/v1/schedules/${id}/runs?${query}`).expect(200)).body as {
        data: ScheduleRun[];
        pagination: { total: number };
      };
    const { data, pagination } = await page('page_size=10&page=2');
    expect([data.length, data[0]?.detail, pagination.total]).toEqual([10, 'because of 20', 30]);
    expect((await page('sort_order=asc')).data[0]?.detail).toBe('because of 1');
    expect((await page('search=of 7')).pagination.total).toBe(1);
    expect((await page('outcome=started')).pagination.total).toBe(0);
  });

  describe('refuses', () => {
    it.each<[string, object, string]>([
      ['a site that is not there', { siteId: noOne }, 'siteId'],
      ['a command that is not there', { commandId: noOne }, 'commandId'],
      ['an engine that is not there', { engineId: noOne }, 'engineId'],
      ['a pool that is not there', { poolId: noOne }, 'poolId'],
      ['a zone that is none', { recurrence: { start: '2030-01-01T00:00', zone: 'Mars/Olympus' } }, 'recurrence.zone'],
      ['a start that is none', { recurrence: { start: 'next monday' } }, 'recurrence.start'],
      ['a single run in the past', { recurrence: { start: '2020-01-01T00:00' } }, 'recurrence.start'],
      [
        'rules that have ended',
        { recurrence: { start: '2020-01-01T00:00', rules: 'FREQ=DAILY;COUNT=2' } },
        'recurrence.rules',
      ],
      [
        'rules that never fire',
        { recurrence: { start: '2030-01-01T00:00', rules: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' } },
        'recurrence.rules',
      ],
      [
        'what fires more often than once a minute',
        { recurrence: { start: '2030-01-01T00:00', rules: 'FREQ=SECONDLY' } },
        'recurrence.rules',
      ],
      ['cron that cannot be read', { recurrence: { cron: '* * * *' } }, 'recurrence.cron'],
    ])('%s', async (_, wish, path) => {
      expect(await refuse(wish)).toEqual([path]);
    });

    it('an engine and a pool of another zone, and names both', async () => {
      const { engineId } = await console.anEngine({ zoneId: otherZone });
      expect(await refuse({ engineId })).toEqual(['engineId']);
      const wish = { name: 'far', zoneId: otherZone, engineIds: [] };
      const pool = await console.asRole('admin').post('/api/v1/engine-pools').send(wish).expect(201);
      expect(await refuse({ poolId: pool.body.id })).toEqual(['poolId']);
    });

    it('fields that stand against each other, before it looks at anything', async () => {
      expect(await refuse({ engineId: noOne, poolId: noOne }, 400)).toEqual(['poolId']);
      expect(
        await refuse({ recurrence: { start: '2030-01-01T00:00', rules: 'FREQ=DAILY', cron: '0 0 * * *' } }, 400),
      ).toEqual(['recurrence.cron']);
      expect(await refuse({ recurrence: { rules: 'FREQ=DAILY' } }, 400)).toEqual(['recurrence.start']);
    });

    it('a pool beside the engine that the schedule has already', async () => {
      const { engineId } = await console.anEngine();
      const { id } = await create({ engineId });
      const made = await console
        .asRole('admin')
        .post('/api/v1/engine-pools')
        .send({ name: 'near', engineIds: [] })
        .expect(201);
      const change = { poolId: made.body.id as string };
      const refused = await operator().patch(`/api/v1/schedules/${id}`).send(change).expect(422);
      expect(refused.body.issues).toEqual([expect.objectContaining({ path: 'poolId' })]);
      await operator()
        .patch(`/api/v1/schedules/${id}`)
        .send({ ...change, engineId: null })
        .expect(200);
    });

    it('a name that is taken, whatever its case', async () => {
      await create();
      expect(await refuse({ name: 'NIGHTLY' }, 409)).toEqual(['name']);
      const other = await create({ name: 'Weekly' });
      await operator().patch(`/api/v1/schedules/${other.id}`).send({ name: 'nightly' }).expect(409);
    });

    it('to change, run or delete what is not there', async () => {
      await operator().patch(`/api/v1/schedules/${noOne}`).send({ name: 'x' }).expect(404);
      await operator().post(`/api/v1/schedules/${noOne}/run`).expect(404);
      await operator().delete(`/api/v1/schedules/${noOne}`).expect(404);
      await viewer().get(`/api/v1/schedules/${noOne}/runs`).expect(404);
      await viewer().get(`/api/v1/schedules/${noOne}/next-run`).expect(404);
    });
  });

  it('keeps commands, engines and pools from being deleted while it runs on them', async () => {
    const admin = console.asRole('admin');
    const command = await operator()
      .post('/api/v1/scan-commands')
      .send({ name: 'mine', scanner: 'nmap', options: '-sT' })
      .expect(201);
    const { engineId } = await console.anEngine({ name: 'worker-9' });
    const pool = await admin.post('/api/v1/engine-pools').send({ name: 'fast', engineIds: [] }).expect(201);
    const withEngine = await create({ name: 'One', commandId: command.body.id, engineId });
    const withPool = await create({ name: 'Two', poolId: pool.body.id });
    const paths = [
      `/api/v1/scan-commands/${command.body.id}`,
      `/api/v1/engines/${engineId}`,
      `/api/v1/engine-pools/${pool.body.id}`,
    ];
    const named = ['"One"', '"One"', '"Two"'];
    for (const [index, path] of paths.entries()) {
      const { body } = await admin.delete(path).expect(409);
      expect(body.message).toContain(named[index]);
    }
    await operator().delete(`/api/v1/schedules/${withEngine.id}`).expect(204);
    await operator().delete(`/api/v1/schedules/${withPool.id}`).expect(204);
    for (const path of paths) await admin.delete(path).expect(204);
  });

  describe('foretells', () => {
    const preview = async (wish: object): Promise<{ words: string; runs: PlannedRun[] }> =>
      (await viewer().post('/api/v1/schedules/preview').send(wish).expect(200)).body;

    it('a recurrence that is not saved, in its own zone', async () => {
      const recurrence = { start: '2031-03-29T02:30', zone: 'Europe/Berlin', rules: 'FREQ=DAILY' };
      const { words, runs } = await preview({ recurrence, count: 3 });
      expect(words).toContain('02:30');
      expect(runs.map(({ local }) => local)).toEqual([
        '2031-03-29T02:30:00+01:00',
        '2031-03-30T03:30:00+02:00',
        '2031-03-31T02:30:00+02:00',
      ]);
      expect(
        await viewer()
          .post('/api/v1/schedules/preview')
          .send({ recurrence: { start: 'x' } })
          .expect(422),
      ).toMatchObject({
        body: { issues: [{ path: 'recurrence.start' }] },
      });
    });

    it('blackouts that are open then, and runs of the site that would still work', async () => {
      const other = await create({ name: 'Long', recurrence: { start: inTime(30 * minute), rules: 'FREQ=DAILY' } });
      await create({
        name: 'Elsewhere',
        siteId: await aSite('other'),
        recurrence: { start: inTime(30 * minute), rules: 'FREQ=DAILY' },
      });
      await tookHours(other.id, 2);
      const blackout = { name: 'Freeze', scope: 'site', siteId, durationMinutes: 60 };
      const closed = { ...blackout, recurrence: { start: inTime(60 * minute) } };
      await operator().post('/api/v1/blackouts').send(closed).expect(201);
      const recurrence = { start: inTime(60 * minute), rules: 'FREQ=DAILY' };
      const { runs } = await preview({ recurrence, siteId, count: 2 });
      expect(
        runs.map((run) => [run.blackouts.map(({ name }) => name), run.collidesWith.map(({ name }) => name)]),
      ).toEqual([
        [['Freeze'], ['Long']],
        [[], ['Long']],
      ]);
      const later = await preview({ recurrence: { ...recurrence, start: inTime(151 * minute) }, siteId, count: 1 });
      expect(later.runs[0]?.collidesWith).toEqual([]);
    });

    it('that it would meet itself', async () => {
      const { id } = await create({
        name: 'Too often',
        recurrence: { start: inTime(30 * minute), rules: 'FREQ=HOURLY' },
      });
      await tookHours(id, 1.5);
      const { body } = await viewer().get(`/api/v1/schedules/${id}/next-run?count=3`).expect(200);
      expect((body.runs as PlannedRun[]).map(({ collidesWith }) => collidesWith.map(({ name }) => name))).toEqual([
        [],
        ['Too often'],
        ['Too often'],
      ]);
    });

    it('the next run with its jitter, and those after it', async () => {
      const { id, nextRunAt, recurrence } = await create({ jitterSeconds: 1200 });
      const { body } = await viewer().get(`/api/v1/schedules/${id}/next-run?count=2`).expect(200);
      expect(body).toMatchObject({ scheduleId: id, nextRunAt });
      const second = new Date(Date.parse(`${recurrence.start}Z`) + day).toISOString();
      expect((body.runs as PlannedRun[]).map(({ at }) => at)).toEqual([nextRunAt, second]);
      await operator().patch(`/api/v1/schedules/${id}`).send({ enabled: false }).expect(200);
      const disabled = await viewer().get(`/api/v1/schedules/${id}/next-run?count=2`).expect(200);
      expect(disabled.body.nextRunAt).toBeNull();
      expect(disabled.body.runs).toHaveLength(2);
    });

    it('a calendar of all runs and blackouts to come, of a site, or of one schedule', async () => {
      const branch = await aSite('branch');
      const start = inTime(30 * minute);
      const first = await create({ name: 'first', recurrence: { start, rules: 'FREQ=DAILY' } });
      await create({ name: 'second', recurrence: { start, rules: 'FREQ=DAILY;INTERVAL=2' } });
      await create({
        name: 'far',
        siteId: branch,
        recurrence: { start, rules: 'FREQ=DAILY;INTERVAL=3' },
        enabled: false,
      });
      const blackout = { name: 'Freeze', scope: 'site', siteId, durationMinutes: 30, recurrence: { start } };
      await operator().post('/api/v1/blackouts').send(blackout).expect(201);
      const span = `from=${new Date(clock.now().getTime() - day).toISOString()}&until=${new Date(clock.now().getTime() + 3 * day).toISOString()}`;
      const calendar = async (query: string) =>
        (await viewer().get(`/api/v1/schedules/calendar?${span}${query}`).expect(200)).body as {
          runs: CalendarRun[];
          blackouts: { blackout: { name: string }; of: string | null }[];
          cutAt: string | null;
        };
      const { runs, blackouts, cutAt } = await calendar('');
      const short = (list: readonly CalendarRun[]) => {
        const dayOf = (at: string) => Math.round((Date.parse(at) - Date.parse(`${start}Z`)) / day);
        return list
          .map((run) => {
            const meets = [...run.blackouts, ...run.collidesWith].map(({ name }) => name);
            return `${dayOf(run.at)} ${run.schedule.name}${run.enabled ? '' : ' off'} ${meets.join()}`.trim();
          })
          .sort();
      };
      const expected = [
        '0 first Freeze,second',
        '0 second Freeze,first',
        '1 first',
        '2 first second',
        '2 second first',
      ];
      expect(short(runs)).toEqual([...expected, '0 far off'].sort());
      expect(blackouts).toMatchObject([{ blackout: { name: 'Freeze' }, of: 'Office' }]);
      expect(cutAt).toBeNull();
      expect(short((await calendar(`&site_id=${siteId}`)).runs)).toEqual(expected);
      expect(short((await calendar(`&schedule_id=${first.id}`)).runs)).toEqual(
        expected.filter((run) => run[2] === 'f'),
      );
      expect((await calendar(`&site_id=${branch}`)).blackouts).toEqual([]);
    });

    const calendarOf = async (days: number, query = ''): Promise<ScheduleCalendar> => {
      const [from, until] = [0, days].map((after) => new Date(clock.now().getTime() + after * day).toISOString());
      const path = `/api/v1/schedules/calendar?from=${from}&until=${until}${query}`;
      return (await viewer().get(path).expect(200)).body as ScheduleCalendar;
    };

    it('a calendar that tells many runs of a day as one, so that they do not push out others', async () => {
      const often = await create({ name: 'often', recurrence: { cron: '*/2 * * * *' } });
      await create({ name: 'off', recurrence: { cron: '* * * * *' }, enabled: false });
      await create({ name: 'nightly', recurrence: { cron: '30 2 * * *', zone: 'Europe/Berlin' } });
      const window = { durationMinutes: 60, recurrence: { cron: '0 12 * * *', zone: 'Europe/Berlin' } };
      await operator()
        .post('/api/v1/blackouts')
        .send({ name: 'Noon', scope: 'global', ...window })
        .expect(201);
      const { runs, cutAt, disabledCutAt } = await calendarOf(40, '&zone=Europe/Berlin');
      expect([cutAt, disabledCutAt]).toEqual([null, null]);
      const nights = runs.filter(({ schedule }) => schedule.name === 'nightly');
      expect(nights).toHaveLength(40);
      expect(nights[1]).toMatchObject({ count: 1, lastAt: nights[1]?.at, collidesWith: [{ name: 'often' }] });
      const [, second] = runs.filter(({ schedule }) => schedule.name === 'often');
      expect(second).toMatchObject({ count: 720, blackouts: [{ name: 'Noon' }], collidesWith: [{ name: 'nightly' }] });
      expect(Date.parse(second?.lastAt ?? '') - Date.parse(second?.at ?? '')).toBe(day - 2 * minute);
      expect(second?.at).toMatch(/T2[23]:00:00/);
      const off = runs.filter(({ enabled }) => !enabled);
      expect(off[1]).toMatchObject({ count: 1440, collidesWith: [] });
      const alone = (await calendarOf(3, `&zone=Europe/Berlin&schedule_id=${often.id}`)).runs;
      expect(alone[1]).toEqual(second);
    });

    it('a calendar that is cut off, and says where', async () => {
      for (let index = 0; index < 5; index += 1)
        await create({ name: `x${index}`, recurrence: { start: inTime(minute), rules: 'FREQ=HOURLY;INTERVAL=2' } });
      await create({ name: 'off', recurrence: { start: inTime(minute), rules: 'FREQ=HOURLY' }, enabled: false });
      const { runs, cutAt, disabledCutAt } = await calendarOf(40);
      const times = runs.filter(({ enabled }) => enabled).map(({ at }) => at);
      expect(times).toHaveLength(2000);
      expect(times).toEqual([...times].sort());
      expect(Date.parse(cutAt ?? '') - Date.parse(times.at(-1) ?? '')).toBe(120 * minute);
      expect(disabledCutAt).toBeNull();
      const { body } = await viewer()
        .get('/api/v1/schedules/calendar?from=2026-01-01T00:00:00Z&until=2026-01-05T00:00:00Z&zone=Mars/Base')
        .expect(422);
      expect(body.issues).toEqual([expect.objectContaining({ path: 'zone' })]);
    });

    it('no calendar of too long or no time', async () => {
      for (const until of ['2026-01-01T00:00:00Z', '2026-03-05T00:00:00Z']) {
        const { body } = await viewer()
          .get(`/api/v1/schedules/calendar?from=2026-01-01T00:00:00Z&until=${until}`)
          .expect(422);
        expect(body.issues).toEqual([expect.objectContaining({ path: 'until' })]);
      }
    });

    const tookHours = (scheduleId: string, hours: number): Promise<unknown> =>
      console.database.query(
        `INSERT INTO scan (id, zone_id, site_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
           excluded_set, planned_addresses, shard_count, created_by, created_at, started_at, finished_at, schedule_id, origin)
         SELECT gen_random_uuid(), zone_id, id, 'completed', '', 'nmap', '', '[]', '', '{}', '', '', 0, 0, '', at, at,
           at + make_interval(secs => $2::float8 * 3600), $3, 'schedule'
         FROM site, generate_series(now() - interval '3 days', now() - interval '1 day', '1 day') AS at WHERE id = $1`,
        [siteId, hours, scheduleId],
      );
  });

  it('lets viewers look and only operators change', async () => {
    const schedule = await create();
    const path = `/api/v1/schedules/${schedule.id}`;
    const wish = { name: 'x', siteId, recurrence: daily() };
    expect((await viewer().post('/api/v1/schedules').send(wish)).status).toBe(403);
    expect((await viewer().patch(path).send({ name: 'x' })).status).toBe(403);
    expect((await viewer().post(`${path}/run`)).status).toBe(403);
    expect((await viewer().delete(path)).status).toBe(403);
    expect((await console.request.get('/api/v1/schedules')).status).toBe(401);
    await operator().delete(path).expect(204);
  });
});
