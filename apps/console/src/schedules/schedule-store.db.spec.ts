import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RecurrenceRequest, recurrenceRequest } from '@scanfleet/contracts';
import { ScheduleBench, type TestScheduler } from '../../test/schedule-bench.js';

const hourly = recurrenceRequest.parse({ start: '2026-03-01T12:00', rules: 'FREQ=HOURLY' });

describe('ScheduleStore', () => {
  let bench: ScheduleBench;
  let console: TestScheduler;

  beforeAll(async () => {
    bench = await ScheduleBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.clear('15:59:00');
    console = bench.scheduler();
  });

  const at = (time: string): Date => new Date(`2026-03-01T${time}Z`);
  const row = async (id: string): Promise<Record<string, unknown>> => {
    const [found] = await bench.database.query(`SELECT * FROM schedule WHERE id = $1`, [id]);
    return found ?? {};
  };

  describe('an edit in the minutes around a run', () => {
    it('loses no run that is due and not yet decided: 16:00, edited at 16:05', async () => {
      const id = await bench.aSchedule({ recurrence: hourly });
      bench.setClock('2026-03-01T16:05:00Z');
      await bench.change(id, { name: 'renamed', description: 'x', priority: 'high' });
      await console.tick();
      expect(await bench.told(id)).toEqual(['started 16:00']);
      expect((await bench.next(id)).occurrence).toEqual(at('17:00:00'));
    });

    it('doubles no run that was decided: 16:00, edited at 16:05', async () => {
      const id = await bench.aSchedule({ recurrence: hourly });
      bench.setClock('2026-03-01T16:00:00Z');
      await console.tick();
      bench.setClock('2026-03-01T16:05:00Z');
      await bench.change(id, { name: 'renamed', recurrence: hourly });
      await console.tick();
      expect(await bench.told(id)).toEqual(['started 16:00']);
      expect(await row(id)).toMatchObject({ name: 'renamed', start_local: '2026-03-01T12:00:00' });
    });

    it('takes back no jitter, and no run that waits for it', async () => {
      const id = await bench.aSchedule({ recurrence: hourly, jitterSeconds: 1800 });
      await bench.database.query(
        `UPDATE schedule SET next_run_at = next_occurrence_at + interval '600 s', look_at = next_occurrence_at + interval '600 s'`,
      );
      bench.setClock('2026-03-01T16:05:00Z');
      await bench.change(id, { recurrence: hourly, maxRate: 100 });
      expect(await bench.next(id)).toEqual({ occurrence: at('16:00:00'), run: at('16:10:00'), look: at('16:10:00') });
      await bench.change(id, { jitterSeconds: 900 });
      expect((await bench.next(id)).run).toEqual(at('16:10:00'));
      await bench.change(id, { jitterSeconds: 300 });
      const { run } = await bench.next(id);
      expect(run && run >= at('16:00:00') && run <= at('16:05:00')).toBe(true);
    });

    it('tells of runs that were due when the recurrence changes', async () => {
      const id = await bench.aSchedule({ recurrence: hourly });
      bench.setClock('2026-03-01T18:05:00Z');
      const daily = recurrenceRequest.parse({ start: '2026-03-01T19:30', rules: 'FREQ=DAILY' });
      await bench.change(id, { recurrence: daily });
      expect((await bench.runs(id)).reduce((sum, { count }) => sum + count, 0)).toBe(3);
      expect(new Set((await bench.runs(id)).map(({ reason }) => reason))).toEqual(new Set(['late']));
      expect((await bench.next(id)).occurrence).toEqual(at('19:30:00'));
    });
  });

  describe('while a run waits for its jitter', () => {
    const daily = recurrenceRequest.parse({ start: '2026-03-01T17:00', rules: 'FREQ=DAILY' });
    const pending = async (recurrence: RecurrenceRequest): Promise<string> => {
      const id = await bench.aSchedule({ recurrence, jitterSeconds: 3000 });
      await bench.database.query(`UPDATE schedule SET next_run_at = $2, look_at = $2 WHERE id = $1`, [
        id,
        at('17:20:00'),
      ]);
      bench.setClock('2026-03-01T17:05:00Z');
      return id;
    };

    it('keeps it when the new recurrence has it, too', async () => {
      const id = await pending(daily);
      await bench.change(id, { recurrence: { ...daily, rules: 'FREQ=DAILY\nEXDATE:20260305T170000' } });
      expect(await bench.next(id)).toEqual({ occurrence: at('17:00:00'), run: at('17:20:00'), look: at('17:20:00') });
      bench.setClock('2026-03-01T17:20:00Z');
      await console.tick();
      expect(await bench.told(id)).toEqual(['started 17:00']);
    });

    it.each([
      ['another recurrence does not have it', (id: string) => bench.change(id, { recurrence: hourly })],
      [
        'it is disabled for a while',
        async (id: string) => {
          await bench.change(id, { enabled: false });
          await bench.change(id, { enabled: true });
        },
      ],
    ])('says so when it is given up because %s', async (_, change) => {
      const id = await pending(recurrenceRequest.parse({ start: '2026-03-01T17:00:30', rules: 'FREQ=DAILY' }));
      await bench.database.query(`UPDATE schedule SET next_occurrence_at = $2 WHERE id = $1`, [id, at('17:00:30')]);
      await change(id);
      expect(await bench.runs(id)).toMatchObject([{ at: '03-01 17:00', count: 1, outcome: 'skipped', reason: 'late' }]);
      expect((await bench.next(id)).occurrence?.getTime()).toBeGreaterThan(at('17:05:00').getTime());
    });
  });

  it('keeps the zone of a recurrence that is given without one', async () => {
    const id = await bench.aSchedule({ recurrence: { zone: 'Europe/Berlin', cron: '30 4 * * *' } });
    const before = await row(id);
    bench.setClock('2026-03-01T20:11:11Z');
    await bench.change(id, { recurrence: recurrenceRequest.parse({ cron: '30 4 * * *' }) });
    expect(await row(id)).toMatchObject({ zone: 'Europe/Berlin', start_local: before['start_local'] });
    expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-02T03:30:00Z'));
  });

  it('can be switched off and renamed though nobody can read its recurrence, and says so when it shall run', async () => {
    const id = await bench.aSchedule({ recurrence: hourly });
    await bench.database.query(`UPDATE schedule SET rules = 'RRULE:FREQ=SOMETIMES'`);
    await bench.change(id, { enabled: false, name: 'Old' });
    expect(await bench.next(id)).toEqual({ occurrence: null, run: null, look: null });
    await bench.change(id, { description: 'broken' });
    await expect(bench.change(id, { enabled: true })).rejects.toMatchObject({
      status: 422,
      issues: [{ path: 'recurrence', message: expect.stringContaining('give it anew') }],
    });
  });

  it('moves no start with an edit of anything else', async () => {
    const recurrence = { zone: 'Europe/Berlin', cron: '30 4 * * *' };
    const id = await bench.aSchedule({ recurrence });
    expect(await row(id)).toMatchObject({ start_local: '2026-03-01T16:59:00', cron: '30 4 * * *' });
    bench.setClock('2026-03-05T11:11:11Z');
    await bench.change(id, { overlap: 'queue', recurrence: recurrenceRequest.parse(recurrence) });
    expect(await row(id)).toMatchObject({ start_local: '2026-03-01T16:59:00', overlap: 'queue' });
    await bench.change(id, { recurrence: recurrenceRequest.parse({ ...recurrence, cron: '30 5 * * *' }) });
    expect(await row(id)).toMatchObject({ start_local: '2026-03-05T12:11:00' });
  });

  it('misses nothing while it is disabled', async () => {
    const id = await bench.aSchedule({ recurrence: hourly, missed: 'all' });
    await bench.change(id, { enabled: false });
    expect(await bench.next(id)).toEqual({ occurrence: null, run: null, look: null });
    bench.setClock('2026-03-02T00:30:00Z');
    await console.tick();
    await bench.change(id, { enabled: true });
    await console.tick();
    expect(await bench.runs(id)).toEqual([]);
    expect((await bench.next(id)).occurrence).toEqual(new Date('2026-03-02T01:00:00Z'));
  });

  it('starts no queued run any more once it is disabled', async () => {
    const id = await bench.aSchedule({ recurrence: hourly, overlap: 'queue' });
    for (const time of ['16:00', '17:00']) {
      bench.setClock(`2026-03-01T${time}:00Z`);
      await console.tick();
    }
    expect(await bench.told(id)).toEqual(['started 16:00', 'queued 17:00']);
    await bench.change(id, { enabled: false });
    await bench.endScans();
    await console.tick();
    expect(await bench.told(id)).toEqual(['started 16:00', 'overlap 17:00']);
  });

  it('decides about a schedule as it is, when it is edited while its scan is planned', async () => {
    const id = await bench.aSchedule({ recurrence: hourly });
    const other = await bench.aSite('10.9.9.9');
    bench.setClock('2026-03-01T16:00:00Z');
    await Promise.all([console.tick(), bench.change(id, { siteId: other })]);
    await console.tick();
    expect(await bench.told(id)).toEqual(['started 16:00']);
    const scans = await bench.database.query<{ site_id: string }>(`SELECT site_id FROM scan`);
    expect(scans).toHaveLength(1);
  });

  it('lets an edit give anew a recurrence that cannot be read', async () => {
    const id = await bench.aSchedule({ recurrence: hourly });
    await bench.database.query(`UPDATE schedule SET rules = 'RRULE:FREQ=SOMETIMES'`);
    bench.setClock('2026-03-01T16:20:00Z');
    await bench.change(id, { recurrence: hourly });
    expect((await bench.next(id)).occurrence).toEqual(at('17:00:00'));
    expect(await bench.told(id)).toEqual(['late 16:00']);
  });

  it('looks at once when an edit may have taken away what held it back', async () => {
    const id = await bench.aSchedule({ recurrence: hourly });
    await bench.database.query(`UPDATE schedule SET look_at = '2026-03-01T20:00Z'`);
    await bench.change(id, { siteId: await bench.aSite() });
    expect((await bench.next(id)).look).toEqual(at('16:00:00'));
  });
});
