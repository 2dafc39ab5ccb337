import { describe, expect, it } from '@jest/globals';
import { cronOf, readCron } from './cron-text.js';
import { recurrenceFrom, type RecurrenceDraft } from './recurrence-draft.js';

const draft: RecurrenceDraft = recurrenceFrom({ date: '2026-03-29', time: '02:30', zone: 'UTC' });

const said: readonly (readonly [cron: string, fields: Partial<RecurrenceDraft>])[] = [
  ['30 2 * * *', { mode: 'daily', step: 1, time: '02:30' }],
  ['30 2 * * MON,SUN', { mode: 'weekly', step: 1, days: ['MO', 'SU'], time: '02:30' }],
  ['5 23 15 * *', { mode: 'monthly', step: 1, monthlyBy: 'day', monthDay: '15', time: '23:05' }],
  ['*/15 * * * *', { mode: 'interval', unit: 'minutes', every: 15, time: '00:00' }],
  ['7-59/15 * * * *', { mode: 'interval', unit: 'minutes', every: 15, time: '00:07' }],
  ['30 * * * *', { mode: 'interval', unit: 'hours', every: 1, time: '00:30' }],
  ['30 */6 * * *', { mode: 'interval', unit: 'hours', every: 6, time: '00:30' }],
  ['30 2-23/6 * * *', { mode: 'interval', unit: 'hours', every: 6, time: '02:30' }],
];

describe.each(said)('the expression "%s"', (cron, fields) => {
  it('is what its simple mode says', () => {
    expect(cronOf({ ...draft, ...fields })).toBe(cron);
  });

  it('is read into the fields that it came from', () => {
    expect(readCron(cron)).toMatchObject(fields);
  });
});

describe('cronOf', () => {
  it.each<[string, Partial<RecurrenceDraft>]>([
    ['a single run', { mode: 'once' }],
    ['every 7 minutes: cron begins anew each hour', { mode: 'interval', every: 7 }],
    ['every second day', { mode: 'daily', step: 2 }],
    ['every second week', { mode: 'weekly', step: 2 }],
    ['the second Tuesday', { mode: 'monthly', monthlyBy: 'weekday' }],
    ['the last day of a month', { mode: 'monthly', monthDay: '-1' }],
    ['an end', { mode: 'daily', ends: 'after' }],
    ['no number at all', { mode: 'interval', every: null }],
  ])('can\u2019t say %s', (_, fields) => {
    expect(cronOf({ ...draft, ...fields })).toBeUndefined();
  });
});

describe('readCron', () => {
  it.each([
    ['0 3 * * 1-5', ['MO', 'TU', 'WE', 'TH', 'FR']],
    ['0 3 * * mon-fri', ['MO', 'TU', 'WE', 'TH', 'FR']],
    ['0 3 * * 0', ['SU']],
    ['0 3 * * 7', ['SU']],
    ['0 3 * * 6,0', ['SA', 'SU']],
    ['0 3 * * 0-2', ['MO', 'TU', 'SU']],
  ])('reads the days of "%s"', (cron, days) => {
    expect(readCron(cron)).toMatchObject({ mode: 'weekly', days });
  });

  it.each([
    '',
    '@daily',
    '30 2 * 6 *',
    '30 2 1 * MON',
    '30 2 1,15 * *',
    '30 2,14 * * *',
    '30 2 * * FRI-XXX',
    '30 2 * * MON-',
    '30 2 * * 5-1',
    '*/7 * * * *',
    '* 2 * * *',
    '0 */5 * * *',
    '60 2 * * *',
    '30 24 * * *',
    '0 30 2 * * *',
  ])('leaves "%s" to the text', (cron) => {
    expect(readCron(cron)).toBeUndefined();
  });
});
