import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collisions, type ExpectedRun } from './collisions.js';

const run = (scheduleId: string, start: number, seconds: number, siteId = 'office'): ExpectedRun => ({
  scheduleId,
  siteId,
  at: new Date(start * 1000),
  end: new Date((start + seconds) * 1000),
});

describe('collisions', () => {
  const among = (...runs: ExpectedRun[]): string[][] => runs.map((one) => collisions(runs).get(one) ?? []);

  it('are the runs that still work when another begins', () => {
    expect(among(run('a', 0, 100), run('b', 50, 10), run('c', 100, 10))).toEqual([[], ['a'], []]);
  });

  it('are mutual where two begin together', () => {
    expect(among(run('a', 0, 1), run('b', 0, 1))).toEqual([['b'], ['a']]);
  });

  it('may be with the run before of the same schedule', () => {
    expect(among(run('a', 0, 100), run('a', 60, 100))).toEqual([[], ['a']]);
  });

  it('are none between sites', () => {
    expect(among(run('a', 0, 100), run('b', 0, 100, 'branch'))).toEqual([[], []]);
  });

  it('agree with a look at every pair', () => {
    const some = fc.array(
      fc
        .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(30), fc.integer({ min: 1, max: 12 }), fc.constantFrom('x', 'y'))
        .map(([schedule, start, seconds, site]) => run(schedule, start, seconds, site)),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(some, (runs) => {
        const found = collisions(runs);
        for (const one of runs) {
          const met = runs.filter(
            (other) => other !== one && other.siteId === one.siteId && other.at <= one.at && one.at < other.end,
          );
          expect(new Set(found.get(one))).toEqual(new Set(met.map(({ scheduleId }) => scheduleId)));
        }
      }),
    );
  });
});
