import { describe, expect, it } from '@jest/globals';
import { newRecurrence, recurrenceFrom, type RecurrenceDraft } from './recurrence-draft.js';
import { draftOf, isWholeRecurrence, recurrenceOf } from './recurrence-request.js';

const daily: RecurrenceDraft = recurrenceFrom({ date: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' });
const at = { start: '2026-03-29T02:30', zone: 'Europe/Berlin' };

describe('recurrenceOf', () => {
  it.each<[string, Partial<RecurrenceDraft>, object]>([
    ['a single run by its start alone', { mode: 'once' }, at],
    ['a simple mode by its rule', {}, { ...at, rules: 'RRULE:FREQ=DAILY' }],
    [
      'lines as they were typed',
      { mode: 'rules', rules: ' RDATE:20260401T0230 \n' },
      { ...at, rules: 'RDATE:20260401T0230' },
    ],
    ['cron from when it is saved', { mode: 'cron', cron: ' 0 3 * * * ' }, { zone: at.zone, cron: '0 3 * * *' }],
    [
      'cron from a day on',
      { mode: 'cron', cron: '0 3 * * *', cronFrom: '2026-05-01T00:00' },
      { zone: at.zone, cron: '0 3 * * *', start: '2026-05-01T00:00' },
    ],
  ])('asks for %s', (_, fields, asked) => {
    expect(recurrenceOf({ ...daily, ...fields })).toEqual(asked);
  });
});

describe('draftOf', () => {
  const record = { start: '2026-03-29T02:30:00', zone: 'Europe/Berlin', rules: '', cron: null };

  it('opens what is stored in the mode that says it', () => {
    expect(draftOf(record).mode).toBe('once');
    expect(draftOf({ ...record, rules: 'RRULE:FREQ=WEEKLY;BYDAY=MO' })).toMatchObject({ mode: 'weekly', days: ['MO'] });
    expect(draftOf({ ...record, rules: 'RRULE:FREQ=YEARLY' })).toMatchObject({
      mode: 'rules',
      rules: 'RRULE:FREQ=YEARLY',
    });
    expect(draftOf({ ...record, rules: 'RRULE:FREQ=DAILY', cron: '30 2 * * *' })).toMatchObject({
      mode: 'cron',
      cron: '30 2 * * *',
      cronFrom: '2026-03-29T02:30',
    });
  });

  it.each(['', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=MONTHLY;BYDAY=2TU;UNTIL=20300101T235959', 'RDATE:20260401T023000'])(
    'asks for the same again when nothing was changed: "%s"',
    (rules) => {
      const asked = recurrenceOf(draftOf({ ...record, rules }));
      expect(asked).toEqual({ ...at, ...(rules !== '' && { rules }) });
    },
  );

  it('keeps the seconds of a start that has some', () => {
    expect(recurrenceOf(draftOf({ ...record, start: '2026-03-29T02:30:15' })).start).toBe('2026-03-29T02:30:15');
  });
});

describe('isWholeRecurrence', () => {
  it('is true for each mode once nothing is missing', () => {
    expect(isWholeRecurrence(daily)).toBe(true);
    expect(isWholeRecurrence({ ...daily, mode: 'cron', cron: '0 3 * * *', date: '' })).toBe(true);
    expect(isWholeRecurrence({ ...daily, mode: 'rules', rules: 'RRULE:FREQ=DAILY' })).toBe(true);
  });

  it.each<[string, Partial<RecurrenceDraft>]>([
    ['a date', { date: '' }],
    ['a time', { time: '' }],
    ['a zone', { zone: '' }],
    ['how often', { step: null }],
    ['how often, in whole minutes', { mode: 'interval', every: 1.5 }],
    ['a day', { mode: 'weekly', days: [] }],
    ['an expression', { mode: 'cron', cron: '  ' }],
    ['lines', { mode: 'rules', rules: '' }],
    ['the last day', { ends: 'on' }],
    ['how many runs', { ends: 'after', count: null }],
  ])('is false without %s', (_, fields) => {
    expect(isWholeRecurrence({ ...daily, ...fields })).toBe(false);
  });
});

describe('newRecurrence', () => {
  it('begins on the day after, in the reader\u2019s own time', () => {
    expect(newRecurrence(new Date(2026, 1, 28, 23, 30), 'UTC')).toMatchObject({ date: '2026-03-01', time: '02:00' });
  });
});
