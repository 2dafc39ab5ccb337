import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../../test/workbench.js';
import { claimSweep, lastAbsence } from './sweep-claims.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await aWorkbench();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM sweep`);
});

const sweep = { name: 'test', seconds: 5 };
const claim = (): Promise<boolean> => claimSweep(bench.database, sweep);
const absence = (): ReturnType<typeof lastAbsence> => lastAbsence(bench.database, sweep);
const lasted = (seconds: number, ended: number): object => ({
  lastedSeconds: expect.closeTo(seconds, -1),
  endedSecondsAgo: expect.closeTo(ended, -1),
});

/** Lets time pass for the table. */
async function pass(seconds: number): Promise<void> {
  await bench.database.query(
    `UPDATE sweep SET claimed_at = claimed_at - make_interval(secs => $1),
       away_since = away_since - make_interval(secs => $1), resumed_at = resumed_at - make_interval(secs => $1)`,
    [seconds],
  );
}

describe('claiming a sweep', () => {
  it('succeeds once for each turn', async () => {
    expect(await claim()).toBe(true);
    expect(await claim()).toBe(false);
    await pass(4);
    expect(await claim()).toBe(true);
  });

  it('knows of no absence at first, nor of one when each turn is taken, a little late', async () => {
    expect(await absence()).toBeNull();
    for (const late of [0, 5, 9]) {
      await pass(late);
      await claim();
      expect(await absence()).toBeNull();
    }
  });

  it('notes since when nobody came, and keeps that', async () => {
    await claim();
    await pass(100);
    await claim();
    expect(await absence()).toEqual(lasted(100, 0));
    for (let turn = 0; turn < 4; turn += 1) {
      await pass(5);
      await claim();
    }
    expect(await absence()).toEqual(lasted(100, 20));
  });

  it('takes two absences soon after each other for one, and not those far apart', async () => {
    await claim();
    for (const seconds of [100, 5, 60]) {
      await pass(seconds);
      await claim();
    }
    expect(await absence()).toEqual(lasted(165, 0));
    for (let turn = 0; turn < 45; turn += 1) {
      await pass(9);
      await claim();
    }
    await pass(40);
    await claim();
    expect(await absence()).toEqual(lasted(40, 0));
  });

  it('tells of an absence that goes on: the console stood still behind its claim', async () => {
    await claim();
    await pass(50);
    expect(await absence()).toEqual(lasted(50, 0));
  });
});
