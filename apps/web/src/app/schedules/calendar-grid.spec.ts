import { describe, expect, it } from '@jest/globals';
import {
  calendarDays,
  dayAfter,
  dayName,
  daysOfMonth,
  monthAfter,
  monthName,
  monthOf,
  startOfDay,
} from './calendar-grid.js';

const id = { id: '1', name: 'x' };

describe('the days of a month', () => {
  it('begin on a Monday and end on a Sunday', () => {
    const days = daysOfMonth('2026-03');
    expect([days[0], days.at(-1), days.length]).toEqual(['2026-02-23', '2026-04-05', 42]);
  });

  it('are four whole weeks where that is all', () => {
    const days = daysOfMonth('2027-02');
    expect([days[0], days.at(-1), days.length]).toEqual(['2027-02-01', '2027-02-28', 28]);
  });

  it('go over the end of a year', () => {
    expect(daysOfMonth('2026-12').at(-1)).toBe('2027-01-03');
  });
});

describe('the steps', () => {
  it('lead over ends of months and years', () => {
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
    expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
    expect(monthAfter('2026-12-15', 1)).toBe('2027-01-15');
    expect(monthAfter('2026-01-15', -1)).toBe('2025-12-15');
  });

  it('stay on the last day of a shorter month', () => {
    expect(monthAfter('2026-01-31', 1)).toBe('2026-02-28');
    expect(monthAfter('2028-03-31', -1)).toBe('2028-02-29');
    expect(monthAfter('2026-11-30', 1)).toBe('2026-12-30');
  });
});

describe('monthOf', () => {
  it('takes a month from the address bar, and no other word', () => {
    expect(monthOf('2026-03', '2026-11-29')).toBe('2026-03');
    for (const word of [undefined, '', '2026-13', '2026-3', 'x', '0001-01']) {
      expect(monthOf(word, '2026-11-29')).toBe('2026-11');
    }
  });

  it('has names for months and days', () => {
    expect(monthName('2026-03')).toBe('March 2026');
    expect(dayName('2026-03-29')).toBe('Sunday 29 March 2026');
  });
});

describe('startOfDay', () => {
  it.each([
    ['2026-03-29', 'UTC', '2026-03-29T00:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
    ['2026-01-01', 'America/New_York', '2026-01-01T05:00:00.000Z'],
    // The clocks are changed at midnight, and the day begins at one.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ])('of %s in %s is %s', (date, zone, at) => {
    expect(startOfDay(date, zone).toISOString()).toBe(at);
  });
});

describe('calendarDays', () => {
  const run = (at: string, collides = false) => ({
    at,
    local: at,
    blackouts: [],
    collidesWith: collides ? [id] : [],
    count: 1,
    lastAt: at,
    schedule: id,
    site: id,
    enabled: true,
  });
  const days = ['2026-03-28', '2026-03-29', '2026-03-30'];

  it('puts each run on its day by the clocks of the zone, in order', () => {
    const runs = [run('2026-03-29T21:00:00Z'), run('2026-03-28T23:30:00Z', true), run('2026-03-29T22:30:00Z')];
    const shown = calendarDays({ runs, blackouts: [], cutAt: null }, days, 'Europe/Berlin');
    expect(shown.map((day) => day.runs.map((each) => each.time))).toEqual([[], ['00:30', '23:00'], ['00:30']]);
    expect(shown.map((day) => day.collisions)).toEqual([0, 1, 0]);
  });

  it('tells many runs of a day as one, from the first to the last', () => {
    const many = { ...run('2026-03-28T23:00:00Z'), count: 690, lastAt: '2026-03-29T21:58:00Z' };
    const runs = [many, run('2026-03-29T00:30:00Z')];
    const [, sunday] = calendarDays({ runs, blackouts: [], cutAt: null }, days, 'Europe/Berlin');
    expect(sunday?.runs.map(({ time, lastTime }) => [time, lastTime])).toEqual([
      ['00:00', '23:58'],
      ['01:30', ''],
    ]);
    expect(sunday?.count).toBe(691);
    const uncounted = calendarDays(
      { runs: [{ ...many, count: null }], blackouts: [], cutAt: null },
      days,
      'Europe/Berlin',
    );
    expect([uncounted[1]?.count, uncounted[1]?.runs[0]?.lastTime]).toEqual([null, '23:58']);
  });

  it('marks the days from which on runs are not told', () => {
    const missing = (cutAt: string | null) =>
      calendarDays({ runs: [], blackouts: [], cutAt }, days, 'Europe/Berlin').map((day) => day.missing);
    expect(missing(null)).toEqual(['none', 'none', 'none']);
    expect(missing('2026-03-29T12:00:00Z')).toEqual(['none', 'some', 'all']);
    expect(missing('2026-03-28T23:00:00Z')).toEqual(['none', 'all', 'all']);
  });

  it('draws a blackout over every day that it touches', () => {
    const blackouts = [
      {
        blackout: id,
        scope: 'global' as const,
        of: null,
        start: '2026-03-28T21:00:00Z',
        end: '2026-03-29T22:00:00Z',
      },
    ];
    const shown = calendarDays({ runs: [], blackouts, cutAt: null }, days, 'Europe/Berlin');
    // It ends with the local day, so the day after has none of it.
    expect(shown.map((day) => day.blackouts.map(({ from, until }) => `${from}-${until}`))).toEqual([
      ['22:00-24:00'],
      ['00:00-24:00'],
      [],
    ]);
  });
});
