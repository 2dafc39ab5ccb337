import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Recurrence } from './recurrence.js';
import { recurring } from './test-data/reading.js';
import { longestDuration, nextWindow, windowAt, windowsBetween, type Window } from './windows.js';

const hour = 3_600;
const at = (text: string): Date => new Date(`${text}Z`);
const written = (window: Window | null): string =>
  window === null ? 'none' : `${window.start.toISOString().slice(0, 16)} to ${window.end.toISOString().slice(0, 16)}`;

const nightly = recurring('FREQ=DAILY', { start: '2026-03-01T22:00', zone: 'UTC' });

describe('a window', () => {
  it('is open from its beginning on, and no longer at its end', () => {
    const open = '2026-03-05T22:00 to 2026-03-06T00:00';
    expect(written(windowAt(nightly, 2 * hour, at('2026-03-05T21:59:59.999')))).toBe('none');
    expect(written(windowAt(nightly, 2 * hour, at('2026-03-05T22:00')))).toBe(open);
    expect(written(windowAt(nightly, 2 * hour, at('2026-03-05T23:59:59.999')))).toBe(open);
    expect(written(windowAt(nightly, 2 * hour, at('2026-03-06T00:00')))).toBe('none');
  });

  it('that is open counts as the next', () => {
    expect(written(nextWindow(nightly, 2 * hour, at('2026-03-05T23:00')))).toBe('2026-03-05T22:00 to 2026-03-06T00:00');
    expect(written(nextWindow(nightly, 2 * hour, at('2026-03-06T00:00')))).toBe('2026-03-06T22:00 to 2026-03-07T00:00');
    expect(nextWindow(recurring('FREQ=DAILY;COUNT=1'), hour, at('2026-03-02T00:00'))).toBeNull();
  });

  it('is one with those that it overlaps or touches', () => {
    const twice = recurring('FREQ=DAILY;BYHOUR=1,2,3,9;COUNT=8', { start: '2026-03-01T01:00', zone: 'UTC' });
    expect(windowsBetween(twice, hour, at('2026-03-01T00:00'), at('2026-03-02T02:30'), 9).map(written)).toEqual([
      '2026-03-01T01:00 to 2026-03-01T04:00',
      '2026-03-01T09:00 to 2026-03-01T10:00',
      '2026-03-02T01:00 to 2026-03-02T04:00',
    ]);
    expect(written(windowAt(twice, hour, at('2026-03-01T03:30')))).toBe('2026-03-01T01:00 to 2026-03-01T04:00');
    expect(written(windowAt(twice, 1.5 * hour, at('2026-03-01T01:00')))).toBe('2026-03-01T01:00 to 2026-03-01T04:30');
  });

  it('has its length in elapsed time where clocks change', () => {
    const berlin = recurring('FREQ=DAILY', { start: '2026-03-01T01:30' });
    expect(written(windowAt(berlin, 2 * hour, at('2026-03-29T00:30')))).toBe('2026-03-29T00:30 to 2026-03-29T02:30');
    expect(written(windowAt(berlin, 2 * hour, at('2026-10-24T23:30')))).toBe('2026-10-24T23:30 to 2026-10-25T01:30');
  });

  it('that never ends is cut, and goes on where it was cut', () => {
    const always = recurring('FREQ=MINUTELY', { start: '2026-03-01T00:00', zone: 'UTC' });
    const pieces = windowsBetween(always, 60, at('2026-03-05T00:00'), at('2026-03-09T00:00'), 99);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces[0]?.start.getTime()).toBeLessThanOrEqual(at('2026-03-05T00:00').getTime());
    expect(pieces.at(-1)?.end.getTime()).toBeGreaterThanOrEqual(at('2026-03-09T00:00').getTime());
    expect(pieces.slice(1).map(({ start }) => start)).toEqual(pieces.slice(0, -1).map(({ end }) => end));
  });

  it('of ten years over a rule of each minute is found in a moment', () => {
    const always = recurring('FREQ=MINUTELY', { start: '2000-03-01T00:00', zone: 'UTC' });
    expect(written(windowAt(always, longestDuration, at('2026-03-05T00:00')))).toContain('2000-03-01T00:00 to ');
  });

  it.each([0, -1, NaN, Infinity, longestDuration + 1])('of %p seconds is none', (duration) => {
    expect(() => windowAt(nightly, duration, new Date())).toThrow(RangeError);
  });
});

describe('windows against a timeline of minutes', () => {
  const begin = at('2026-03-25T00:00').getTime();
  const length = 6 * 1_440;

  /** Which minutes are covered, by marking each occurrence's stretch. */
  function timeline(recurrence: Recurrence, minutes: number): Uint8Array {
    const covered = new Uint8Array(length);
    for (const date of recurrence.between(
      new Date(begin - 30 * 86_400_000),
      new Date(begin + length * 60_000),
      Infinity,
    )) {
      const from = (date.getTime() - begin) / 60_000;
      covered.fill(1, Math.max(from, 0), Math.max(from + minutes, 0));
    }
    return covered;
  }

  /** Where a window without an end is cut depends on where one looks from; that is far behind the timeline. */
  function clipped(window: Window | null): unknown {
    return window && { start: window.start, end: new Date(Math.min(window.end.getTime(), begin + length * 60_000)) };
  }

  const rules = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;BYHOUR=1,2,3,20',
    'FREQ=HOURLY;INTERVAL=5',
    'FREQ=HOURLY;BYHOUR=0,1,2,3,4;BYMINUTE=0,15',
    'FREQ=WEEKLY;BYDAY=SA,SU,MO',
    'FREQ=MINUTELY;INTERVAL=97',
    'FREQ=DAILY;UNTIL=20260327\nRDATE:20260329T023000,20260329T033000',
    'FREQ=DAILY;COUNT=27\nEXDATE:20260326T023000',
  );
  const zone = fc.constantFrom('Europe/Berlin', 'UTC', 'Australia/Lord_Howe');
  const minutes = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 2_000 }));

  it('cover the same minutes, do not touch each other, and are found from each minute', () => {
    fc.assert(
      fc.property(rules, zone, minutes, fc.nat(length - 1), (text, name, duration, minute) => {
        const recurrence = recurring(text, { zone: name });
        const expected = timeline(recurrence, duration);
        const windows = windowsBetween(
          recurrence,
          duration * 60,
          new Date(begin),
          new Date(begin + length * 60_000),
          9_999,
        );
        const covered = new Uint8Array(length);
        for (const { start, end } of windows) {
          const [from, until] = [start, end].map((date) => Math.max((date.getTime() - begin) / 60_000, 0));
          covered.fill(1, from, until);
        }
        expect(covered).toEqual(expected);
        windows.slice(1).forEach(({ start }, index) => {
          expect(start.getTime()).toBeGreaterThan(windows[index]?.end.getTime() ?? Infinity);
        });
        const moment = new Date(begin + minute * 60_000);
        const open = windows.find(({ start, end }) => start <= moment && moment < end) ?? null;
        expect(clipped(windowAt(recurrence, duration * 60, moment))).toEqual(clipped(open));
        const next = windows.find(({ end }) => end > moment);
        if (next !== undefined) expect(clipped(nextWindow(recurrence, duration * 60, moment))).toEqual(clipped(next));
      }),
      { numRuns: 60 },
    );
  });
});
