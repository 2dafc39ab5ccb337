import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ScheduleBench, type TestScheduler } from '../../test/schedule-bench.js';

const hour = 3600;

describe('the scheduler', () => {
  let bench: ScheduleBench;
  let console: TestScheduler;

  beforeAll(async () => {
    bench = await ScheduleBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.clear();
    console = bench.scheduler();
  });

  const tick = (): Promise<void> => console.tick();
  /** Lets time pass and looks. */
  const after = async (seconds: number): Promise<void> => {
    bench.clock.pass(seconds);
    await tick();
  };

  it('makes a scan of an occurrence when it is due, and none before', async () => {
    const id = await bench.aSchedule();
    await after(hour - 1);
    expect(await bench.runs(id)).toEqual([]);
    await after(1);
    const [run] = await bench.runs(id);
    expect(run).toMatchObject({ kind: 'scheduled', at: '03-01 13:00', count: 1, outcome: 'started', reason: null });
    const [scan] = await bench.database.query(`SELECT * FROM scan WHERE id = $1`, [run?.scanId]);
    expect(scan).toMatchObject({ origin: 'schedule', schedule_id: id, state: 'planned', command_name: 'connect' });
    expect(await bench.next(id)).toMatchObject({ occurrence: new Date('2026-03-01T14:00:00Z') });
    await tick();
    expect(await bench.runs(id)).toHaveLength(1);
  });

  it('gives the scan everything that the schedule wishes for', async () => {
    const siteId = await bench.aSite('10.0.0.1 10.0.0.2');
    const pool = await bench.ledgers.aPool();
    await bench.database.query(
      `INSERT INTO host (zone_id, address, status, status_since, first_seen_at)
       SELECT zone_id, '10.0.0.2', 'up', now(), now() FROM site WHERE id = $1`,
      [siteId],
    );
    await bench.aSchedule({
      name: 'Live',
      siteId,
      against: 'live_hosts',
      poolId: pool,
      priority: 'high',
      maxRate: 500,
      randomised: true,
      timeLimitMinutes: 30,
    });
    await after(hour);
    const [scan] = await bench.database.query(`SELECT * FROM scan`);
    expect(scan).toMatchObject({
      schedule_name: 'Live',
      created_by: 'schedule Live',
      address_set: '10.0.0.2',
      live_hosts_only: true,
      pool_id: pool,
      priority: 'high',
      max_rate: 500,
      randomised: true,
      time_limit_seconds: 1800,
    });
    await bench.database.query(`DELETE FROM host`);
  });

  it('asks hosts again that did not answer, and none that are gone', async () => {
    const siteId = await bench.aSite('10.0.0.0-10.0.0.20, 2001:db8::/126');
    const lives = (address: string, status: string): Promise<unknown> =>
      bench.database.query(
        `INSERT INTO host (zone_id, address, status, status_since, first_seen_at)
         SELECT zone_id, $2, $3, now(), now() FROM site WHERE id = $1`,
        [siteId, address, status],
      );
    for (const address of ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.20', '10.0.0.21', '2001:db8::1']) {
      await lives(address, 'up');
    }
    await lives('10.0.0.7', 'down');
    await lives('10.0.0.3', 'gone');
    await bench.aSchedule({ siteId, against: 'live_hosts' });
    await after(hour);
    expect(await bench.database.query(`SELECT address_set FROM scan`)).toEqual([
      { address_set: '10.0.0.0-10.0.0.2,10.0.0.7,10.0.0.20,2001:db8::1' },
    ]);
    await bench.database.query(`DELETE FROM host`);
  });

  it('confirms a large scan by itself', async () => {
    const id = await bench.aSchedule({ siteId: await bench.aSite('10.0.0.0/8') });
    await after(hour);
    expect(await bench.told(id)).toEqual(['started 13:00']);
  });

  it('tells browsers once it is decided', async () => {
    await bench.aSchedule();
    bench.ledgers.bench.bus.take();
    await after(hour);
    const said = bench.ledgers.bench.bus.take().map(({ message }) => message);
    expect(said).toContainEqual({ type: 'schedules_changed' });
  });

  describe('after an outage', () => {
    const away = async (missed: 'skip' | 'once' | 'all', seconds: number): Promise<string> => {
      const id = await bench.aSchedule({ missed });
      await after(seconds);
      return id;
    };

    it('runs what is late by no more than the grace', async () => {
      expect(await bench.told(await away('skip', hour + 300))).toEqual(['started 13:00']);
    });

    it('skips what is later, in one row, where it shall be skipped', async () => {
      const id = await away('skip', 3 * hour + 301);
      expect(await bench.runs(id)).toMatchObject([
        { at: '03-01 13:00', last: '03-01 15:00', count: 3, outcome: 'skipped', reason: 'late', scanId: null },
      ]);
      expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-01T16:00:00Z'));
    });

    it('runs the newest once', async () => {
      const id = await away('once', 3 * hour + 1800);
      expect(await bench.told(id)).toEqual(['late 13:00 to 14:00', 'started 15:00']);
    });

    it('runs a single one that was missed, however long ago', async () => {
      const recurrence = { start: '2026-03-01T13:00', zone: 'UTC' };
      const id = await bench.aSchedule({ recurrence });
      await after(40 * 24 * hour);
      expect(await bench.told(id)).toEqual(['started 13:00']);
      expect(await bench.next(id)).toEqual({ occurrence: null, run: null, look: null });
    });

    it('makes up for all, one after the other', async () => {
      const id = await away('all', 3 * hour + 1800);
      expect(await bench.told(id)).toEqual(['started 13:00', 'queued 14:00', 'queued 15:00']);
      await bench.endScans();
      await tick();
      expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00', 'queued 15:00']);
      await bench.endScans();
      await tick();
      expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00', 'started 15:00']);
      expect((await bench.next(id)).look).toEqual(new Date('2026-03-01T16:00:00Z'));
    });

    it.each([
      ['skip', ['started 13:00', 'queued 14:00', 'queued 15:00', 'overlap 16:00', 'overlap 17:00']],
      ['queue', ['started 13:00', 'queued 14:00', 'queued 15:00', 'overlap 16:00', 'overlap 17:00']],
      ['replace', ['started 13:00', 'overlap 14:00', 'overlap 15:00', 'started 16:00', 'started 17:00']],
    ] as const)(
      'makes up for what was missed alone: what comes later goes by the choice to %s',
      async (overlap, told) => {
        const id = await bench.aSchedule({ missed: 'all', overlap });
        await after(3 * hour + 1800);
        await after(1800);
        await after(hour);
        expect(await bench.told(id)).toEqual(told);
        if (overlap === 'replace') expect(await bench.scanStates(id)).toEqual(['cancelled', 'cancelled', 'planned']);
      },
    );

    it('makes up for the newest thousand, however many were missed', async () => {
      const recurrence = { start: '2026-03-01T12:00', zone: 'UTC', rules: 'FREQ=MINUTELY' };
      const id = await bench.aSchedule({ missed: 'all', recurrence });
      const minutes = 10_700;
      bench.clock.pass((minutes + 5) * 60 + 30);
      for (let ticks = 0; ticks < 110; ticks += 1) await tick();
      const runs = await bench.runs(id);
      const late = runs.filter(({ reason }) => reason === 'late');
      expect(late.every(({ detail }) => detail?.includes('newest 1,000') === true)).toBe(true);
      expect(late.reduce((sum, { count }) => sum + count, 0)).toBe(minutes - 1000);
      const made = runs.filter(({ outcome }) => outcome !== 'skipped');
      expect(made).toHaveLength(1000);
      expect(late.every(({ last }) => last < (made[0]?.at ?? ''))).toBe(true);
      // Those that are in time meet the backlog.
      expect(runs.filter(({ reason }) => reason === 'overlap').map(({ count }) => count)).toEqual([5]);
    }, 180_000);

    it('counts a year of minutes without reading them at once', async () => {
      const recurrence = { start: '2026-03-01T12:00', zone: 'UTC', rules: 'FREQ=MINUTELY' };
      const id = await bench.aSchedule({ missed: 'once', recurrence });
      bench.clock.pass(30 * 24 * hour);
      await tick();
      const runs = await bench.runs(id);
      expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(30 * 24 * 60);
      expect(runs.at(-1)).toMatchObject({ outcome: 'started', at: '03-31 12:00' });
      expect(runs.length).toBeLessThan(7);
    });
  });

  describe('beside a scan that still works', () => {
    it('skips the next one and names the scan', async () => {
      const id = await bench.aSchedule({ overlap: 'skip' });
      await after(hour);
      await after(hour);
      const runs = await bench.runs(id);
      expect(runs).toMatchObject([
        { outcome: 'started' },
        { outcome: 'skipped', reason: 'overlap', at: '03-01 14:00' },
      ]);
      expect(runs[1]?.detail).toContain(runs[0]?.scanId);
      await bench.endScans();
      await after(hour);
      expect(await bench.told(id)).toEqual(['started 13:00', 'overlap 14:00', 'started 15:00']);
    });

    it('counts a paused one as working', async () => {
      const id = await bench.aSchedule();
      await after(hour);
      await bench.database.query(`UPDATE scan SET state = 'paused'`);
      await after(hour);
      expect(await bench.told(id)).toEqual(['started 13:00', 'overlap 14:00']);
    });

    it('queues one, skips those after it, and starts it once the scan has ended', async () => {
      const id = await bench.aSchedule({ overlap: 'queue' });
      await after(hour);
      await after(hour);
      await after(hour);
      expect(await bench.told(id)).toEqual(['started 13:00', 'queued 14:00', 'overlap 15:00']);
      await bench.endScans();
      await tick();
      const runs = await bench.runs(id);
      expect(runs[1]).toMatchObject({ at: '03-01 14:00', outcome: 'started', scanId: expect.any(String) });
      expect(await bench.scanStates(id)).toEqual(['completed', 'planned']);
    });

    it('does not start the queued one while a scan by hand works', async () => {
      const id = await bench.aSchedule({ overlap: 'queue' });
      await after(hour);
      await after(hour);
      await bench.database.query(`UPDATE scan SET state = 'running'`);
      await tick();
      expect(await bench.told(id)).toEqual(['started 13:00', 'queued 14:00']);
    });

    it('skips a queued one whose site was disabled meanwhile', async () => {
      const id = await bench.aSchedule({ overlap: 'queue' });
      await after(hour);
      await after(hour);
      await bench.database.query(`UPDATE site SET enabled = false`);
      await bench.endScans();
      await tick();
      expect(await bench.told(id)).toEqual(['started 13:00', 'site_disabled 14:00']);
    });

    it('replaces it, with a word why', async () => {
      const id = await bench.aSchedule({ name: 'Nightly', overlap: 'replace' });
      await after(hour);
      await after(hour);
      expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00']);
      expect(await bench.scanStates(id)).toEqual(['cancelled', 'planned']);
      const [scan] = await bench.database.query(`SELECT reason FROM scan WHERE state = 'cancelled'`);
      expect(scan).toEqual({ reason: 'Replaced by the next run of the schedule "Nightly".' });
    });

    it('forgets a scan that was deleted', async () => {
      const id = await bench.aSchedule();
      await after(hour);
      await bench.database.query(`DELETE FROM scan`);
      await after(hour);
      expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00']);
    });
  });

  describe('where no scan can be made', () => {
    it('skips with the reason of the refusal', async () => {
      const siteId = await bench.aSite();
      const id = await bench.aSchedule({ siteId, against: 'live_hosts' });
      await after(hour);
      const [run] = await bench.runs(id);
      expect(run).toMatchObject({ outcome: 'skipped', reason: 'refused', scanId: null });
      expect(run?.detail).toContain('None of its addresses is known to live');
      expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-01T14:00:00Z'));
    });

    it('skips while its site is disabled', async () => {
      const id = await bench.aSchedule();
      await bench.database.query(`UPDATE site SET enabled = false`);
      await after(hour);
      expect(await bench.told(id)).toEqual(['site_disabled 13:00']);
    });

    it('puts off a schedule that it cannot decide about, longer each time, and runs all others', async () => {
      const broken = await bench.aSchedule();
      const sound = await bench.aSchedule();
      await bench.database.query(`UPDATE schedule SET rules = 'RRULE:FREQ=SOMETIMES' WHERE id = $1`, [broken]);
      await after(hour);
      expect(await bench.told(sound)).toEqual(['started 13:00']);
      const pauses: number[] = [];
      for (let failure = 0; failure < 6; failure += 1) {
        const pause = (((await bench.next(broken)).look?.getTime() ?? 0) - bench.clock.now().getTime()) / 1000;
        pauses.push(pause);
        await after(pause);
      }
      expect(pauses).toEqual([30, 60, 120, 240, 300, 300]);
      expect(console.logLines).toHaveLength(7);
      expect(console.logLines[0]).toContain(broken);
      expect(await bench.runs(broken)).toEqual([]);
    });
  });

  describe('in a blackout', () => {
    it('skips what shall be skipped, by name of the blackout', async () => {
      const id = await bench.aSchedule({ missed: 'skip' });
      await bench.aBlackout('12:30', 60, { name: 'Freeze' });
      await after(hour);
      expect(await bench.runs(id)).toMatchObject([
        { at: '03-01 13:00', outcome: 'skipped', reason: 'blackout', detail: 'The blackout "Freeze" was open.' },
      ]);
      await after(hour);
      expect(await bench.told(id)).toEqual(['blackout 13:00', 'started 14:00']);
    });

    it('goes on at its end by whichever sweep comes first: nothing is skipped, and no scan is made to be paused', async () => {
      const ids = [await bench.aSchedule({ missed: 'skip' }), await bench.aSchedule({ missed: 'once' })];
      await bench.aBlackout('12:30', 30, {
        recurrence: { start: '2026-03-01T12:30', zone: 'UTC', rules: 'FREQ=DAILY' },
      });
      await bench.aBlackout('20:00', 30);
      bench.clock.pass(hour);
      await console.scheduler.tick();
      for (const id of ids) expect(await bench.runs(id)).toEqual([]);
      await after(1);
      for (const id of ids) expect(await bench.told(id)).toEqual(['started 13:00']);
      expect(await bench.database.query(`SELECT FROM scan_event WHERE event = 'paused'`)).toEqual([]);
      for (const id of ids) expect(await bench.scanStates(id)).toEqual(['planned']);
    });

    it('of the engine that the site would take holds it, unless a pool is named', async () => {
      const { engineId } = await bench.ledgers.anEngine();
      const siteId = await bench.aSite();
      await bench.database.query(`UPDATE site SET default_engine_id = $2 WHERE id = $1`, [siteId, engineId]);
      const pinned = await bench.aSchedule({ siteId, missed: 'skip' });
      const queued = await bench.aSchedule({ siteId, overlap: 'queue' });
      const pooled = await bench.aSchedule({ siteId, poolId: await bench.ledgers.aPool() });
      await after(hour);
      await bench.aBlackout('13:30', 60, { scope: 'engine', engineId });
      await bench.database.query(
        `UPDATE scan SET state = 'completed', started_at = created_at, finished_at = now() WHERE schedule_id <> $1`,
        [queued],
      );
      await after(hour);
      expect(await bench.told(pinned)).toEqual(['started 13:00', 'blackout 14:00']);
      expect(await bench.told(pooled)).toEqual(['started 13:00', 'started 14:00']);
      await bench.endScans();
      await after(60);
      expect(await bench.told(queued)).toEqual(['started 13:00']);
    });

    it('holds hundreds without keeping others waiting, also when any other blackout changes', async () => {
      const closed = await bench.aSite();
      const held = await Promise.all(Array.from({ length: 450 }, () => bench.aSchedule({ siteId: closed })));
      const free = await bench.aSchedule({
        recurrence: { start: '2026-03-01T13:00:01', zone: 'UTC', rules: 'FREQ=HOURLY' },
      });
      await bench.aBlackout('12:30', 120, { scope: 'site', siteId: closed });
      await after(hour + 1);
      expect(await bench.told(free)).toEqual(['started 13:00']);
      expect(await bench.told(held[0] ?? '')).toEqual([]);
      const looks = async (): Promise<unknown> =>
        (
          await bench.database.query(`SELECT count(*)::int AS n FROM schedule WHERE look_at > $1`, [bench.clock.now()])
        )[0];
      expect(await looks()).toEqual({ n: 451 });
      await Reflect.get(console.scheduler, 'letGo').call(console.scheduler);
      expect(await looks()).toEqual({ n: 451 });
    });

    it('holds what shall run once until the end, and then runs the newest', async () => {
      const id = await bench.aSchedule({ missed: 'once' });
      await bench.aBlackout('12:30', 180);
      for (let minutes = 0; minutes < 209; minutes += 1) await after(60);
      expect(await bench.runs(id)).toEqual([]);
      await after(60);
      expect(await bench.told(id)).toEqual(['blackout 13:00 to 14:00', 'started 15:00']);
    });

    it('holds what shall all run, and then runs it in turn', async () => {
      const id = await bench.aSchedule({ missed: 'all' });
      await bench.aBlackout('12:30', 120);
      await after(hour);
      await after(hour);
      expect(await bench.runs(id)).toEqual([]);
      await after(1800);
      expect(await bench.told(id)).toEqual(['started 13:00', 'queued 14:00']);
    });

    it('lets go at the end of a later one that began meanwhile', async () => {
      const id = await bench.aSchedule({ missed: 'once' });
      await bench.aBlackout('12:30', 45);
      await bench.aBlackout('13:10', 30);
      await after(hour);
      await after(1000);
      expect(await bench.runs(id)).toEqual([]);
      await after(1400);
      expect(await bench.told(id)).toEqual(['started 13:00']);
    });

    it('of its site or engine holds it, one of others does not', async () => {
      const engine = await bench.ledgers.anEngine();
      const [siteId, otherSite] = [await bench.aSite(), await bench.aSite()];
      const ofSite = await bench.aSchedule({ siteId });
      const ofEngine = await bench.aSchedule({ engineId: engine.engineId });
      const free = await bench.aSchedule({ siteId: otherSite });
      await bench.aBlackout('12:30', 60, { scope: 'site', siteId });
      await bench.aBlackout('12:30', 60, { scope: 'engine', engineId: engine.engineId });
      await after(hour);
      expect([await bench.told(ofSite), await bench.told(ofEngine), await bench.told(free)]).toEqual([
        [],
        [],
        ['started 13:00'],
      ]);
    });

    it('says of what was missed while the consoles were down which of it fell into a blackout', async () => {
      const id = await bench.aSchedule({ missed: 'skip' });
      await bench.aBlackout('13:30', 60);
      await after(3 * hour + 1800);
      expect(await bench.told(id)).toEqual(['late 13:00', 'blackout 14:00', 'late 15:00']);
    });

    it('looks again soon when it is over before its time, though nobody was told', async () => {
      const id = await bench.aSchedule({ missed: 'once' });
      const blackout = await bench.aBlackout('12:30', 600);
      await after(hour);
      await bench.changeBlackout(blackout, { enabled: false });
      await after(599);
      expect(await bench.runs(id)).toEqual([]);
      await after(1);
      expect(await bench.told(id)).toEqual(['started 13:00']);
    });

    it('keeps a queued run waiting', async () => {
      const id = await bench.aSchedule({ overlap: 'queue' });
      await after(hour);
      await after(hour);
      await bench.aBlackout('14:00', 10);
      await bench.endScans();
      await tick();
      await after(599);
      expect(await bench.told(id)).toEqual(['started 13:00', 'queued 14:00']);
      await after(30);
      expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00']);
    });
  });

  describe('with jitter', () => {
    it('runs when the chosen time has come, and chooses anew for each run', async () => {
      const id = await bench.aSchedule({ jitterSeconds: 600 });
      const { occurrence, run } = await bench.next(id);
      expect(occurrence).toEqual(new Date('2026-03-01T13:00:00Z'));
      const jitter = ((run?.getTime() ?? 0) - (occurrence?.getTime() ?? 0)) / 1000;
      expect(jitter).toBeGreaterThanOrEqual(0);
      expect(jitter).toBeLessThanOrEqual(600);
      await after(hour + jitter - 1);
      expect(await bench.runs(id)).toEqual([]);
      await after(1);
      expect(await bench.told(id)).toEqual(['started 13:00']);
    });

    it('does not call a run late because of its jitter', async () => {
      const id = await bench.aSchedule({ jitterSeconds: 3000, missed: 'skip' });
      await bench.database.query(
        `UPDATE schedule SET next_run_at = next_occurrence_at + interval '50 minutes', look_at = next_occurrence_at + interval '50 minutes'`,
      );
      await after(hour + 3000);
      expect(await bench.told(id)).toEqual(['started 13:00']);
    });
  });

  it('runs at 02:30 of Berlin on both days on which the clocks change there', async () => {
    const recurrence = { start: '2026-01-01T02:30', zone: 'Europe/Berlin', rules: 'FREQ=DAILY' };
    const id = await bench.aSchedule({ recurrence, overlap: 'skip' });
    const startedAt = async (from: string, until: string): Promise<string[]> => {
      bench.setClock(from);
      await bench.change(id, { enabled: false });
      await bench.change(id, { enabled: true });
      for (; bench.clock.now() < new Date(until); await after(600)) await bench.endScans();
      const rows = await bench.database.query<{ at: Date }>(
        `SELECT created_at AS at FROM scan WHERE created_at BETWEEN $1 AND $2 ORDER BY created_at`,
        [from, until],
      );
      return rows.map(({ at }) => at.toISOString());
    };
    // 02:30 does not exist on the 29th: it is read with the offset before the gap.
    expect(await startedAt('2026-03-28T00:00:00Z', '2026-03-30T06:00:00Z')).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    // 02:30 comes twice on the 25th: the first counts, and once.
    expect(await startedAt('2026-10-24T00:00:00Z', '2026-10-26T06:00:00Z')).toEqual([
      '2026-10-24T00:30:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  describe('with two consoles', () => {
    it('makes one scan of each occurrence when both look at once', async () => {
      const other = bench.scheduler();
      const ids = await Promise.all(Array.from({ length: 12 }, () => bench.aSchedule({ overlap: 'replace' })));
      for (let round = 0; round < 4; round += 1) {
        bench.clock.pass(hour);
        await Promise.all([console.tick(), other.tick()]);
        await Promise.all([console.tick(), other.tick()]);
      }
      for (const id of ids) {
        expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00', 'started 15:00', 'started 16:00']);
      }
      const [scans] = await bench.database.query(`SELECT count(*)::int AS n FROM scan`);
      expect(scans).toEqual({ n: 48 });
      expect([...console.logLines, ...other.logLines]).toEqual([]);
    });

    it('starts each queued run once', async () => {
      const other = bench.scheduler();
      const ids = await Promise.all(Array.from({ length: 15 }, () => bench.aSchedule({ overlap: 'queue' })));
      await after(hour);
      await after(hour);
      await bench.endScans();
      await Promise.all([console.tick(), other.tick()]);
      await tick();
      for (const id of ids) expect(await bench.told(id)).toEqual(['started 13:00', 'started 14:00']);
      const [scans] = await bench.database.query(`SELECT count(*)::int AS n FROM scan`);
      expect(scans).toEqual({ n: 30 });
    });
  });

  it('makes nothing of a schedule that is deleted while it is due', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => bench.aSchedule()));
    bench.clock.pass(hour);
    const remove = (id: string) => bench.database.transaction((tx) => bench.store.remove(tx, id));
    await Promise.all([tick(), ...ids.map(remove)]);
    expect(await bench.database.query(`SELECT FROM schedule_run`)).toEqual([]);
    expect(console.logLines).toEqual([]);
  });

  it('goes with its site, whatever is due', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => bench.aSchedule()));
    bench.clock.pass(hour);
    await Promise.all([tick(), bench.database.query(`DELETE FROM site WHERE id IN (SELECT site_id FROM schedule)`)]);
    expect(await bench.database.query(`SELECT FROM schedule WHERE id = ANY ($1::uuid[])`, [ids])).toEqual([]);
  });

  const figures = async (): Promise<string[]> =>
    (await console.metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('scanfleet_schedule_'));

  it('counts what it decides, and how long the oldest has waited', async () => {
    await bench.aSchedule({ missed: 'skip' });
    bench.clock.pass(3 * hour + 1800);
    expect(await figures()).toContain('scanfleet_schedule_lateness_seconds 9000');
    await tick();
    await after(1800);
    expect(await figures()).toEqual([
      'scanfleet_schedule_runs_total{outcome="skipped",reason="late"} 3',
      'scanfleet_schedule_runs_total{outcome="started",reason=""} 1',
      'scanfleet_schedule_lateness_seconds 0',
    ]);
  });

  it('heals when the clock was set back and the recurrence given anew: no occurrence is decided twice', async () => {
    const id = await bench.aSchedule();
    await after(hour);
    bench.clock.pass(-5);
    await bench.change(id, { recurrence: { start: '2026-03-01T11:00', zone: 'UTC', rules: 'FREQ=HOURLY' } });
    expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-01T13:00:00Z'));
    await after(5);
    expect(await bench.told(id)).toEqual(['started 13:00']);
    expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-01T14:00:00Z'));
  });

  it('waits again when the clock was set back before a run', async () => {
    const id = await bench.aSchedule();
    await bench.database.query(`UPDATE schedule SET look_at = now() - interval '10 years'`);
    await tick();
    expect(await bench.runs(id)).toEqual([]);
    expect((await bench.next(id)).look).toEqual(new Date('2026-03-01T13:00:00Z'));
  });
});
