import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cronRules } from './cron.js';
import { recurring } from './test-data/reading.js';
import { cronMatches } from './test-data/cron-matches.js';

function rules(expression: string): string {
  const cron = cronRules(expression);
  if (!cron.ok) throw new Error(cron.problem.message);
  return cron.rules;
}

/** Where the translation differs from trying each minute, from one date up to another. */
function difference(expression: string, { from, until }: { from: string; until: string }): string | undefined {
  const [begin, end] = [Date.parse(`${from}Z`), Date.parse(`${until}Z`)];
  const recurrence = recurring(rules(expression), { start: `${from}:17`, zone: 'UTC' });
  const found = recurrence.between(new Date(begin), new Date(end), Infinity).map((date) => date.getTime());
  const matches = cronMatches(expression);
  let next = 0;
  // The start has seconds, and what cron means does not depend on it: the minute of the start is over.
  for (let at = begin + 60_000; at < end; at += 60_000) {
    const wanted = matches(new Date(at));
    if (wanted === (found[next] === at)) next += wanted ? 1 : 0;
    else return `${expression}: ${new Date(at).toISOString()}, ${wanted ? 'left out' : 'too much'}`;
  }
  return next === found.length ? undefined : `${expression}: fires between the minutes`;
}

describe('a cron expression', () => {
  it.each([
    '0 0 * * *',
    '30 2 * * 1-5',
    '*/7 * * * *',
    '3-59/7 */5 * * *',
    '* 3 * * 0',
    '0 0 1,15 * *',
    '0 0 1,15 * 1',
    '0 0 */2 * 1',
    '0 0 1-7 * */7',
    '0 0 * * 7',
    '0 0 * * 5-7',
    '0 0 29 2 *',
    '5 4 * jan,DEC sun-TUE',
    '0 12 ? * ?',
    '0,59 23 31 */3 4',
    '10/20 5 * * *',
    '0 0 31 * 0,6',
    '0 0 13 * 0-6',
  ])('%s fires on the same minutes of a year as a cron that tries each', (expression) => {
    expect(difference(expression, { from: '2028-01-01T00:00', until: '2029-01-01T00:00' })).toBeUndefined();
  });

  const values = (low: number, high: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min: low, max: high });
    const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
    const step = fc
      .tuple(fc.oneof(fc.constant('*'), range), fc.integer({ min: 1, max: 9 }))
      .map((each) => each.join('/'));
    const item = fc.oneof(value.map(String), range, step);
    return fc.oneof(
      fc.constant('*'),
      item,
      fc.array(item, { minLength: 2, maxLength: 3 }).map((list) => list.join(',')),
    );
  };
  const expressions = fc
    .tuple(values(0, 59), values(0, 23), values(1, 28), values(1, 12), values(0, 7))
    .map((fields) => fields.join(' '));

  it('of any kind fires on the same minutes as a cron that tries each', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        expect(difference(expression, { from: '2028-02-20T00:00', until: '2028-03-21T00:00' })).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['@daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
    ['@WEEKLY', '0 0 * * 0'],
    ['@monthly', '0 0 1 * *'],
    ['@annually', '0 0 1 1 *'],
    ['  0\t0  * * *  ', '0 0 * * *'],
    ['0 0 * * 0-7', '0 0 * * *'],
    ['0-59 0-23 1-31 1-12 *', '* * * * *'],
  ])('%j is %s', (name, meant) => {
    expect(rules(name)).toBe(rules(meant));
  });

  it.each([
    ['0 0 L * *', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=0;BYMINUTE=0;BYSECOND=0'],
    ['0 0 L-2,1 * *', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=-3,1;BYHOUR=0;BYMINUTE=0;BYSECOND=0'],
    ['0 0 * 6 5L', 'RRULE:FREQ=MONTHLY;BYMONTH=6;BYDAY=-1FR;BYHOUR=0;BYMINUTE=0;BYSECOND=0'],
    ['0 0 * * FRI#2', 'RRULE:FREQ=MONTHLY;BYDAY=2FR;BYHOUR=0;BYMINUTE=0;BYSECOND=0'],
    [
      '0 0 L * MON',
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=0;BYMINUTE=0;BYSECOND=0\nRRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=0;BYMINUTE=0;BYSECOND=0',
    ],
  ])('%s becomes %j', (expression, text) => {
    expect(rules(expression)).toBe(text);
    expect(recurring(text).next(new Date())).not.toBeNull();
  });

  it.each([
    ['', 1, 'five parts'],
    ['0 0 * *', 1, 'five parts'],
    ['0 0 0 * * *', 1, 'neither seconds nor years'],
    ['60 0 * * *', 1, 'Minutes go from 0 to 59'],
    ['0 24 * * *', 3, 'Hours go from 0 to 23'],
    ['0 0 0 * *', 5, 'Days of the month go from 1 to 31'],
    ['0 0 * 13 *', 7, 'Months go from 1 to 12'],
    ['0 0 * * 8', 9, 'Days of the week go from 0 to 7'],
    ['0 0 * * MON-XXX', 9, 'Days of the week'],
    ['0 22-2 * * *', 3, '22-23,0-2'],
    ['0 0 * * 5-1', 9, '5-6,0-1'],
    ['0,,5 0 * * *', 3, 'Minutes'],
    ['0 0,99 * * *', 5, 'Hours'],
    ['*/0 0 * * *', 1, 'Minutes'],
    ['1-2-3 0 * * *', 1, 'Minutes'],
    ['0 0 15W * *', 5, 'nearest weekday'],
    ['? 0 * * *', 1, 'Minutes'],
    ['0 0 * jan-3x *', 7, 'Months'],
    ['@reboot', 1, 'starts with a machine'],
    ['@often', 1, '@daily'],
    ['0 0 * * \u202e', 9, 'U+202E'],
  ])('%j is refused at column %i', (expression, column, advice) => {
    const cron = cronRules(expression);
    expect(cron.ok).toBe(false);
    if (!cron.ok) {
      expect(cron.problem).toMatchObject({ field: 'rules', line: 1, column });
      expect(cron.problem.message).toContain(advice);
    }
  });
});
