import { describe, expect, it } from '@jest/globals';
import { readRecurrence, type Recurrence } from '@scanfleet/recurrence';
import fc from 'fast-check';
import { SystemClock } from '../platform/clock/clock.js';
import { dueRuns, longestJitter, MOST_DUE, nextRun } from './due-runs.js';

const clock = new SystemClock();
const utc = (time: string): Date => new Date(`2026-03-01T${time}Z`);
function recurring(rules: string, start = '2026-03-01T00:00:00', zone = 'UTC'): Recurrence {
  const read = readRecurrence({ start, zone, rules });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.recurrence;
}
const hourly = recurring('FREQ=HOURLY');
const at = (time: string) => ({ occurrenceAt: utc(time), runAt: utc(time) });

describe('dueRuns', () => {
  const due = (now: string, next = at('08:00:00'), jitterSeconds = 0) =>
    dueRuns(hourly, { next, jitterSeconds, now: utc(now) }).due.map((run) => run.at.toISOString().slice(11, 16));

  it('are those from the first undecided one up to now', () => {
    expect(due('08:00:00')).toEqual(['08:00']);
    expect(due('11:00:00')).toEqual(['08:00', '09:00', '10:00', '11:00']);
    expect(due('07:59:59')).toEqual([]);
  });

  it('are none while the jitter of the first runs', () => {
    const next = { occurrenceAt: utc('08:00:00'), runAt: utc('08:20:00') };
    expect(due('08:19:59', next, 1800)).toEqual([]);
    expect(due('08:20:00', next, 1800)).toEqual(['08:00']);
  });

  it('leave out the newest while it may still get a jitter', () => {
    expect(due('10:10:00', at('08:00:00'), 1800)).toEqual(['08:00', '09:00']);
    expect(due('10:30:00', at('08:00:00'), 1800)).toEqual(['08:00', '09:00', '10:00']);
  });

  it('hold the stored one although the rule does not know it any more', () => {
    expect(due('09:00:00', at('08:30:00'))).toEqual(['08:30', '09:00']);
  });

  it('are read in bounded pieces', () => {
    const minutely = recurring('FREQ=MINUTELY');
    const { due: first, more } = dueRuns(minutely, {
      next: at('00:00:00'),
      jitterSeconds: 0,
      now: new Date('2026-04-01T00:00:00Z'),
    });
    expect([first.length, more]).toEqual([MOST_DUE, true]);
    expect(first.at(-1)?.at).toEqual(new Date(utc('00:00:00').getTime() + (MOST_DUE - 1) * 60_000));
  });
});

describe('nextRun', () => {
  it('is the first occurrence after, with a jitter between none and all of it', () => {
    const runs = Array.from({ length: 200 }, () => nextRun(hourly, utc('08:00:00'), { jitterSeconds: 2, clock }));
    expect(new Set(runs.map((run) => run?.occurrenceAt.toISOString()))).toEqual(
      new Set([utc('09:00:00').toISOString()]),
    );
    const jitters = new Set(runs.map((run) => (run ? run.runAt.getTime() - run.occurrenceAt.getTime() : -1)));
    expect([...jitters].sort()).toEqual([0, 1000, 2000]);
  });

  it('never comes as late as the occurrence that follows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), fc.integer({ min: 60, max: 90_000 }), (jitterSeconds, gap) => {
        const following = new Date(utc('08:00:00').getTime() + gap * 1000);
        const longest = longestJitter({ at: utc('08:00:00'), following, jitterSeconds });
        expect(longest).toBeLessThan(gap);
        expect(longest).toBe(Math.min(jitterSeconds, gap - 1));
      }),
    );
  });

  it('is none when no occurrence is left', () => {
    expect(nextRun(recurring('', '2026-03-01T08:00:00'), utc('08:00:00'), { jitterSeconds: 0, clock })).toBeNull();
  });
});
