import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { percentOf, scanShare } from './scan-percent.js';

const work = (done: number, all: number) => ({ done, all });

describe('how far a scan has come', () => {
  it.each([
    ['one stage', work(1, 4), null, 25],
    ['one stage of which everything was excluded', work(0, 0), null, 100],
    ['a first stage that found nothing so far', work(2, 4), work(0, 0), 25],
    ['a first stage of which all that was found is done', work(2, 4), work(3, 3), 50],
    ['a first stage that is done and found something', work(4, 4), work(0, 10), 50],
    ['a second stage that is half done', work(4, 4), work(5, 10), 75],
    ['two stages that are done', work(4, 4), work(10, 10), 100],
    ['a first stage that is done and found nothing', work(4, 4), work(0, 0), 100],
    ['more than all', work(9, 4), null, 100],
  ])('%s', (_, first, second, expected) => {
    expect(percentOf(scanShare(first, second))).toBe(expected);
  });

  it('is never all while something is left in either stage, and grows with what is done', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(amounts, ([a = 0, b = 0, c = 0, d = 0]) => {
        const [first, second] = [work(Math.min(a, b), b + 1), work(Math.min(c, d), d + 1)];
        const now = scanShare(first, second);
        expect(now).toBeLessThan(1);
        expect(scanShare({ ...first, done: first.done + 1 }, second)).toBeGreaterThanOrEqual(now);
        expect(scanShare(first, { ...second, done: second.done + 1 })).toBeGreaterThanOrEqual(now);
      }),
      { seed: 1 },
    );
  });
});
