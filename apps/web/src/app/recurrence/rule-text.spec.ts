import { describe, expect, it } from '@jest/globals';
import { recurrenceFrom, type RecurrenceDraft } from './recurrence-draft.js';
import { readRules, rulesOf } from './rule-text.js';

/** A Sunday. */
const START = { date: '2026-03-29', time: '02:30' };
const draft: RecurrenceDraft = recurrenceFrom({ ...START, zone: 'Europe/Berlin' });

const said: readonly (readonly [rules: string, fields: Partial<RecurrenceDraft>])[] = [
  ['', { mode: 'once' }],
  ['RRULE:FREQ=MINUTELY;INTERVAL=15', { mode: 'interval', unit: 'minutes', every: 15 }],
  ['RRULE:FREQ=HOURLY', { mode: 'interval', unit: 'hours', every: 1 }],
  ['RRULE:FREQ=DAILY', { mode: 'daily', step: 1 }],
  ['RRULE:FREQ=DAILY;INTERVAL=3;COUNT=12', { mode: 'daily', step: 3, ends: 'after', count: 12 }],
  ['RRULE:FREQ=WEEKLY;BYDAY=MO,WE,SU', { mode: 'weekly', step: 1, days: ['MO', 'WE', 'SU'] }],
  [
    'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20260630T235959',
    { mode: 'weekly', step: 2, days: ['TU'], ends: 'on', lastDate: '2026-06-30' },
  ],
  ['RRULE:FREQ=MONTHLY;BYMONTHDAY=15', { mode: 'monthly', step: 1, monthlyBy: 'day', monthDay: '15' }],
  ['RRULE:FREQ=MONTHLY;BYMONTHDAY=-1', { mode: 'monthly', step: 1, monthlyBy: 'day', monthDay: '-1' }],
  ['RRULE:FREQ=MONTHLY;BYDAY=2TU', { mode: 'monthly', step: 1, monthlyBy: 'weekday', nth: '2', weekday: 'TU' }],
  [
    'RRULE:FREQ=MONTHLY;INTERVAL=6;BYDAY=-1FR',
    { mode: 'monthly', step: 6, monthlyBy: 'weekday', nth: '-1', weekday: 'FR' },
  ],
];

describe.each(said)('the rule "%s"', (rules, fields) => {
  it('is what its simple mode says', () => {
    expect(rulesOf({ ...draft, ...fields })).toBe(rules);
  });

  it('is read into the fields that it came from', () => {
    expect(readRules(rules, START)).toMatchObject(fields);
  });
});

describe('readRules', () => {
  it('names the days of a week from Monday on, whatever order they were chosen in', () => {
    expect(rulesOf({ ...draft, mode: 'weekly', days: ['SU', 'MO'] })).toBe('RRULE:FREQ=WEEKLY;BYDAY=MO,SU');
  });

  it.each([
    ['freq=daily', { mode: 'daily' }],
    ['  RRULE:FREQ=DAILY;WKST=MO\r\n', { mode: 'daily' }],
    ['FREQ=WEEKLY', { mode: 'weekly', days: ['SU'] }],
    ['FREQ=MONTHLY', { mode: 'monthly', monthDay: '29' }],
    ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2', { mode: 'monthly', nth: '2', weekday: 'TU' }],
    ['FREQ=MONTHLY;BYDAY=+1MO', { mode: 'monthly', nth: '1', weekday: 'MO' }],
    ['FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0', { mode: 'daily' }],
    ['FREQ=HOURLY;BYMINUTE=30', { mode: 'interval', unit: 'hours' }],
    ['FREQ=DAILY;UNTIL=20260401', { mode: 'daily', ends: 'on', lastDate: '2026-04-01' }],
  ])('reads %j, which says the same in other words', (rules, fields) => {
    expect(readRules(rules, START)).toMatchObject(fields);
  });

  it.each([
    'RRULE:FREQ=DAILY\nEXDATE:20260401T023000',
    'RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY;BYDAY=MO',
    'RDATE:20260401T023000',
    'RRULE:FREQ=DAILY;BYHOUR=3',
    'RRULE:FREQ=DAILY;BYHOUR=2,14',
    'RRULE:FREQ=HOURLY;BYHOUR=2',
    'RRULE:FREQ=MINUTELY;BYMINUTE=30',
    'RRULE:FREQ=DAILY;BYMONTH=1',
    'RRULE:FREQ=WEEKLY;BYDAY=MO;WKST=SU',
    'RRULE:FREQ=WEEKLY;BYDAY=1MO',
    'RRULE:FREQ=WEEKLY;BYDAY=MO,XX',
    'RRULE:FREQ=MONTHLY;BYDAY=MO,TU',
    'RRULE:FREQ=MONTHLY;BYDAY=MO',
    'RRULE:FREQ=MONTHLY;BYMONTHDAY=1,15',
    'RRULE:FREQ=MONTHLY;BYMONTHDAY=32',
    'RRULE:FREQ=MONTHLY;BYDAY=2TU;BYMONTHDAY=13',
    'RRULE:FREQ=YEARLY',
    'RRULE:FREQ=DAILY;UNTIL=20260401T120000Z',
    'RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260401',
    'RRULE:FREQ=DAILY;INTERVAL=0',
    'RRULE:FREQ=DAILY;FREQ=WEEKLY',
    'RRULE:FREQ=DAILY;',
    'nonsense',
  ])('leaves %j to the text, since no simple mode says all of it', (rules) => {
    expect(readRules(rules, START)).toBeUndefined();
  });
});
