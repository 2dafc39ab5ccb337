import { describe, expect, it } from '@jest/globals';
import { readRecurrence, type Recurrence } from '@scanfleet/recurrence';
import { daysOf, runsByDay } from './runs-by-day.js';

const span = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) });
const recurrence = (rules: string, zone = 'UTC'): Recurrence => {
  const read = readRecurrence({ start: '2026-01-01T00:00:00', zone, rules });
  if (!read.ok) throw new Error(rules);
  return read.recurrence;
};

describe('daysOf', () => {
  it('are those of a zone, the first and the last as far as they lie in the span', () => {
    const days = daysOf(span('2026-03-28T10:00:00Z', '2026-03-30T09:00:00Z'), 'Europe/Berlin');
    expect(days.map(({ from }) => from.toISOString())).toEqual([
      '2026-03-28T10:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
    ]);
    expect(days.map(({ until }) => until.toISOString())).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T22:00:00.000Z',
      '2026-03-30T09:00:00.000Z',
    ]);
  });

  it('begin later where clocks leave midnight out, and are none of a span that is over', () => {
    const days = daysOf(span('2026-04-23T12:00:00Z', '2026-04-24T12:00:00Z'), 'Africa/Cairo');
    expect(days.map(({ from }) => from.toISOString())).toEqual([
      '2026-04-23T12:00:00.000Z',
      '2026-04-23T22:00:00.000Z',
    ]);
    expect(daysOf(span('2026-04-24T12:00:00Z', '2026-04-24T12:00:00Z'), 'UTC')).toEqual([]);
  });
});

describe('runsByDay', () => {
  const plenty = () => ({ runs: 100_000 });

  it('counts no more than it may', () => {
    const days = daysOf(span('2026-03-02T12:00:00Z', '2026-03-04T00:00:00Z'), 'UTC');
    const countable = { runs: 100 };
    const often = runsByDay(recurrence('RRULE:FREQ=MINUTELY;INTERVAL=2'), days, countable);
    expect(often.map(({ count }) => count)).toEqual([360, null]);
    expect(often[1]?.last.toISOString()).toBe('2026-03-03T23:58:00.000Z');
    expect(runsByDay(recurrence('RRULE:FREQ=HOURLY;INTERVAL=6'), days, countable).map(({ count }) => count)).toEqual([
      2, 4,
    ]);
  });

  it('keeps twelve runs of a day, and counts those of a day with more', () => {
    const days = daysOf(span('2026-03-02T00:00:00Z', '2026-03-04T00:00:00Z'), 'UTC');
    const [even] = runsByDay(recurrence('RRULE:FREQ=HOURLY;INTERVAL=2'), days, plenty());
    expect([even?.first.length, even?.count, even?.last.toISOString()]).toEqual([12, 12, '2026-03-02T22:00:00.000Z']);
    const often = runsByDay(recurrence('RRULE:FREQ=MINUTELY;INTERVAL=2'), days, plenty());
    expect(often.map(({ first, count }) => [first.length, count])).toEqual([
      [12, 720],
      [12, 720],
    ]);
    expect(often[1]?.last.toISOString()).toBe('2026-03-03T23:58:00.000Z');
  });

  it('counts days apart that are longer, or are not run on throughout', () => {
    const days = daysOf(span('2026-03-28T23:00:00Z', '2026-03-31T22:00:00Z'), 'Europe/Berlin');
    const often = runsByDay(recurrence('RRULE:FREQ=MINUTELY;UNTIL=20260331T120000', 'Europe/Berlin'), days, plenty());
    expect(often.map(({ count }) => count)).toEqual([23 * 60, 24 * 60, 12 * 60 + 1]);
  });

  it('leaves out the days without a run', () => {
    const days = daysOf(span('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z'), 'UTC');
    expect(runsByDay(recurrence('RRULE:FREQ=WEEKLY;BYDAY=WE'), days, plenty())).toHaveLength(1);
  });
});
