import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueAt, type MessageTiming } from './due-time.js';
import { minuteOf, wallMinute } from './wall-clock.js';

const timing = (wish: Partial<MessageTiming> = {}): MessageTiming => ({
  ...{ digest: 'immediate', digestAt: '08:00', quiet: null, zone: 'UTC' },
  ...wish,
});
const due = (wish: Partial<MessageTiming>, at: string): string => dueAt(timing(wish), new Date(at)).toISOString();
const night = { from: '22:00', to: '07:00' };

describe('what is to be told', () => {
  it.each<[string, Partial<MessageTiming>, string, string]>([
    ['is sent at once', {}, '2026-03-01T12:34:56.789Z', '2026-03-01T12:34:56.789Z'],
    ['waits for the full hour', { digest: 'hourly' }, '2026-03-01T12:34:56Z', '2026-03-01T13:00:00.000Z'],
    ['waits a whole hour at its beginning', { digest: 'hourly' }, '2026-03-01T12:00:00Z', '2026-03-01T13:00:00.000Z'],
    [
      'waits for the full hour of a zone',
      { digest: 'hourly', zone: 'Asia/Kolkata' },
      '2026-03-01T12:34:00Z',
      '2026-03-01T13:30:00.000Z',
    ],
    [
      'waits for a full hour across a change of half of one',
      { digest: 'hourly', zone: 'Australia/Lord_Howe' },
      '2026-10-03T15:15:00Z',
      '2026-10-03T16:00:00.000Z',
    ],
    [
      'waits for the time of day',
      { digest: 'daily', zone: 'Europe/Berlin' },
      '2026-03-01T12:00:00Z',
      '2026-03-02T07:00:00.000Z',
    ],
    [
      'waits for it on the day on which clocks go forward',
      { digest: 'daily', zone: 'Europe/Berlin' },
      '2026-03-28T12:00:00Z',
      '2026-03-29T06:00:00.000Z',
    ],
    [
      'waits for a time of day that the day lacks',
      { digest: 'daily', digestAt: '02:30', zone: 'Europe/Berlin' },
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    ['is not sent in quiet hours', { quiet: night }, '2026-03-01T23:15:00Z', '2026-03-02T07:00:00.000Z'],
    ['is not sent in the second half of them', { quiet: night }, '2026-03-02T06:59:59Z', '2026-03-02T07:00:00.000Z'],
    ['is sent when they end', { quiet: night }, '2026-03-02T07:00:00Z', '2026-03-02T07:00:00.000Z'],
    ['is not sent when they begin', { quiet: night }, '2026-03-01T22:00:00Z', '2026-03-02T07:00:00.000Z'],
    [
      'is not sent at noon where that is quiet',
      { quiet: { from: '12:00', to: '13:00' } },
      '2026-03-01T12:30:00Z',
      '2026-03-01T13:00:00.000Z',
    ],
    [
      'waits less in the night in which clocks go forward',
      { quiet: night, zone: 'Europe/Berlin' },
      '2026-03-28T22:00:00Z',
      '2026-03-29T05:00:00.000Z',
    ],
    [
      'waits more in the one in which they go back',
      { quiet: night, zone: 'Europe/Berlin' },
      '2026-10-24T21:00:00Z',
      '2026-10-25T06:00:00.000Z',
    ],
    [
      'goes on when the end of quiet hours is skipped',
      { quiet: { from: '22:00', to: '02:30' }, zone: 'Europe/Berlin' },
      '2026-03-28T23:00:00Z',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'of a digest in quiet hours comes at their end',
      { digest: 'daily', digestAt: '06:00', quiet: night },
      '2026-03-01T12:00:00Z',
      '2026-03-02T07:00:00.000Z',
    ],
    [
      'of an hourly digest in quiet hours, too',
      { digest: 'hourly', quiet: night },
      '2026-03-01T21:30:00Z',
      '2026-03-02T07:00:00.000Z',
    ],
  ])('%s', (_, wish, at, expected) => {
    expect(due(wish, at)).toBe(expected);
  });

  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Africa/Casablanca',
  );
  const times = fc.nat(1439).map((minute) => {
    const two = (count: number): string => String(count).padStart(2, '0');
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  });
  // Two years with both changes of each zone.
  const instants = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) }).map((time) => new Date(time));
  const quiets = fc
    .tuple(times, times)
    .filter(([from, to]) => from !== to)
    .map(([from, to]) => ({ from, to }));

  it('is sent in the first minute that is not quiet, as a walk on the wall clock finds it', () => {
    fc.assert(
      fc.property(zones, quiets, instants, (zone, quiet, at) => {
        const isQuiet = (instant: Date): boolean => {
          const [minute, from, to] = [wallMinute(instant, zone), minuteOf(quiet.from), minuteOf(quiet.to)];
          return from < to ? from <= minute && minute < to : minute >= from || minute < to;
        };
        let expected = at;
        while (isQuiet(expected)) expected = new Date((Math.floor(expected.getTime() / 60_000) + 1) * 60_000);
        expect(dueAt(timing({ quiet, zone }), at)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('never comes before its time, never in quiet hours, and within two days and an hour', () => {
    fc.assert(
      fc.property(
        zones,
        fc.option(quiets),
        instants,
        times,
        fc.constantFrom('immediate', 'hourly', 'daily'),
        (zone, quiet, at, digestAt, digest) => {
          const sent = dueAt(timing({ zone, quiet, digestAt, digest }), at);
          const waits = sent.getTime() - at.getTime();
          expect(waits).toBeGreaterThanOrEqual(0);
          expect(waits).toBeLessThanOrEqual(49 * 3_600_000 + (zone === 'Pacific/Apia' ? 24 * 3_600_000 : 0));
          if (quiet !== null) expect(dueAt(timing({ zone, quiet }), sent)).toEqual(sent);
        },
      ),
    );
  });
});
