import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScheduleBench } from '../../test/schedule-bench.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { RunRetention } from './run-retention.js';

class Idle extends JobQueue {
  override ring = () => Promise.resolve();
  override handle = () => undefined;
  override every = () => undefined;
}

describe('what became of old occurrences', () => {
  let bench: ScheduleBench;

  beforeAll(async () => {
    bench = await ScheduleBench.open();
    await bench.clear();
  });
  afterAll(() => bench.close());

  /** Runs that were decided so many days ago, each day one, from the first number to the last. */
  const decided = (scheduleId: string, days: readonly [number, number], outcome = 'skipped'): Promise<unknown> =>
    bench.database.query(
      `INSERT INTO schedule_run (id, schedule_id, kind, occurrence_at, last_occurrence_at, outcome, decided_at)
       SELECT gen_random_uuid(), $1, 'scheduled', at, at, $2, at
       FROM generate_series($3::int, $4::int) AS days, LATERAL (SELECT $5::timestamptz - make_interval(days => days) AS at)`,
      [scheduleId, outcome, ...days, bench.clock.now()],
    );
  const daysLeft = async (scheduleId: string): Promise<number[]> => {
    const rows = await bench.database.query<{ days: number }>(
      `SELECT extract(day FROM $2::timestamptz - decided_at)::int AS days FROM schedule_run WHERE schedule_id = $1 ORDER BY 1`,
      [scheduleId, bench.clock.now()],
    );
    return rows.map(({ days }) => days);
  };

  it('is forgotten after 400 days, but for the newest of a schedule and what still waits', async () => {
    const [busy, yearly, waiting, many] = await Promise.all(
      Array.from({ length: 4 }, () => bench.aSchedule({ name: randomUUID() })),
    );
    if (!busy || !yearly || !waiting || !many) throw new Error('there are four');
    await decided(busy, [398, 403]);
    await decided(yearly, [500, 501]);
    await decided(waiting, [600, 600], 'queued');
    await decided(waiting, [1, 1]);
    await decided(many, [401, 5000]);
    await new RunRetention(new Idle(), bench.clock, bench.database).forget();
    expect(await daysLeft(busy)).toEqual([398, 399, 400]);
    expect(await daysLeft(yearly)).toEqual([500]);
    expect(await daysLeft(waiting)).toEqual([1, 600]);
    expect(await daysLeft(many)).toEqual([401]);
  });
});
