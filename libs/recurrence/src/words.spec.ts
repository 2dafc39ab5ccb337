import { describe, expect, it } from '@jest/globals';
import { cronRules } from './cron.js';
import { recurring } from './test-data/reading.js';

describe('a recurrence in words', () => {
  it.each([
    ['', 'once, on 2026-03-01 at 02:30'],
    ['FREQ=DAILY', 'every day at 02:30'],
    ['FREQ=DAILY;INTERVAL=3', 'every 3 days at 02:30, counted from 2026-03-01 02:30'],
    ['FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 'every weekday at 02:30'],
    ['FREQ=WEEKLY', 'every Sunday at 02:30'],
    ['FREQ=WEEKLY;BYDAY=FR,MO;BYHOUR=2,14', 'every Monday and Friday at 02:30 and 14:30'],
    ['FREQ=WEEKLY;BYDAY=SA,SU', 'every weekend day at 02:30'],
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE',
      'every 2 weeks on Monday and Wednesday at 02:30, counted from 2026-03-01 02:30',
    ],
    ['FREQ=MONTHLY', 'every month on the 1st at 02:30'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,15,-1', 'every month on the 1st, the 15th and the last day at 02:30'],
    ['FREQ=MONTHLY;BYDAY=2TU,-1FR', 'every month on the 2nd Tuesday and the last Friday at 02:30'],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', 'every month on each Friday that is the 13th at 02:30'],
    [
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'every month on each weekday at 02:30, of these only the last of each month',
    ],
    ['FREQ=YEARLY', 'every year on 1 March at 02:30'],
    ['FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1', 'every year on the 1st in January and July at 02:30'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', 'every year on Monday in week 20 at 02:30'],
    ['FREQ=YEARLY;BYWEEKNO=20', 'every year in week 20 at 02:30'],
    ['FREQ=YEARLY;BYYEARDAY=100,-1', 'every year on the last and the 100th day of the year at 02:30'],
    ['FREQ=YEARLY;BYDAY=20MO', 'every year on the 20th Monday at 02:30'],
    ['FREQ=HOURLY', 'every hour at :30'],
    ['FREQ=HOURLY;INTERVAL=6', 'every 6 hours at :30, counted from 2026-03-01 02:30'],
    ['FREQ=HOURLY;BYHOUR=8,9,10;BYDAY=MO', 'every hour at :30 from 08:00 to 10:59 on Monday'],
    ['FREQ=MINUTELY', 'every minute'],
    ['FREQ=MINUTELY;INTERVAL=15;BYMONTH=6,7,8', 'every 15 minutes in June to August, counted from 2026-03-01 02:30'],
    ['FREQ=SECONDLY;INTERVAL=90', 'every 90 seconds, counted from 2026-03-01 02:30'],
    ['FREQ=DAILY;COUNT=1', 'every day at 02:30, 1 time'],
    ['FREQ=DAILY;COUNT=10', 'every day at 02:30, 10 times'],
    ['FREQ=DAILY;UNTIL=20261231', 'every day at 02:30, until 2026-12-31'],
    ['FREQ=DAILY;UNTIL=20261231T120000Z', 'every day at 02:30, until 2026-12-31 13:00'],
    ['FREQ=DAILY\nEXDATE:20260302T023000', 'every day at 02:30; except on 2026-03-02 at 02:30'],
    ['FREQ=WEEKLY\nRDATE:20260304T120000Z', 'every Sunday at 02:30; also on 2026-03-04 at 13:00'],
    ['RDATE:20260304T120000,20260305T120000', 'on 2026-03-04 at 12:00 and 2026-03-05 at 12:00'],
    ['FREQ=WEEKLY\nFREQ=MONTHLY', 'every Sunday at 02:30; and every month on the 1st at 02:30'],
  ])('%j is "%s"', (rules, words) => {
    expect(recurring(rules).words).toBe(`${words} (Europe/Berlin)`);
  });

  it.each([
    ['30 2 * * 1-5', 'every weekday at 02:30'],
    ['*/15 8-17 * * 1-5', 'every weekday every 15 minutes from 08:00 to 17:45'],
    ['0 */2 * * *', 'every day every 2 hours from 00:00 to 22:00'],
    ['5,35 * * * *', 'every hour at :05 and :35'],
    ['* * * * *', 'every minute'],
    ['* 3 * * *', 'every minute from 03:00 to 03:59'],
    ['0 0 1,15 * mon', 'every month on the 1st and the 15th at 00:00; and every Monday at 00:00'],
    ['0 0 L * *', 'every month on the last day at 00:00'],
    ['0 6 * * 1#2', 'every month on the 2nd Monday at 06:00'],
    ['@yearly', 'every year on 1 January at 00:00'],
  ])('the cron expression %s is "%s"', (expression, words) => {
    const cron = cronRules(expression);
    expect(cron.ok && recurring(cron.rules).words).toBe(`${words} (Europe/Berlin)`);
  });

  it('names some of many dates, and how many there are', () => {
    const dates = Array.from({ length: 12 }, (_, index) => `202604${String(index + 1).padStart(2, '0')}`);
    expect(recurring(`RDATE;VALUE=DATE:${dates.join(',')}`).words).toContain(
      '2026-04-07 at 02:30 and 5 more (Europe/Berlin)',
    );
  });
});
