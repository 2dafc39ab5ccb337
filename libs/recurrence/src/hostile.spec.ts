import { describe, expect, it } from '@jest/globals';
import { cronRules } from './cron.js';
import { readRecurrence } from './read-recurrence.js';

const numbers = (end: number): string => Array.from({ length: end }, (_, index) => index).join(',');

/** Texts that make a careless reader, or one that walks from occurrence to occurrence, work for minutes. */
const texts = [
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
  'FREQ=DAILY;INTERVAL=91;BYDAY=MO',
  'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5',
  'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=10',
  'FREQ=HOURLY;INTERVAL=2;BYHOUR=3',
  'FREQ=MINUTELY;INTERVAL=420;BYHOUR=0,7,14,21;BYMINUTE=0,7,14,21,28,35,42,49,56;BYDAY=WE',
  'FREQ=MINUTELY;INTERVAL=637;BYHOUR=0,7,14,21;BYMINUTE=0,7,14;BYDAY=WE',
  'FREQ=MINUTELY;INTERVAL=1439;BYHOUR=0;BYMINUTE=0;BYDAY=MO;BYMONTH=2;BYMONTHDAY=29',
  'FREQ=SECONDLY;INTERVAL=86399;BYHOUR=0;BYMINUTE=0;BYSECOND=1;BYMONTH=2;BYMONTHDAY=29',
  'FREQ=SECONDLY;INTERVAL=86401;BYHOUR=0;BYMINUTE=0;BYSECOND=0;BYDAY=WE',
  'FREQ=SECONDLY;INTERVAL=111120;BYMINUTE=48,47',
  'FREQ=SECONDLY;INTERVAL=500009;BYHOUR=0;BYMINUTE=0;BYSECOND=0;BYDAY=MO',
  'FREQ=SECONDLY;INTERVAL=50000000;BYHOUR=0;BYMINUTE=0;BYSECOND=0',
  `FREQ=DAILY;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSECOND=${numbers(60)}`,
  `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)};BYSETPOS=1,366,-366`,
  'FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1;COUNT=100000',
  'FREQ=SECONDLY;INTERVAL=61;COUNT=100000',
  'FREQ=MINUTELY;INTERVAL=7\n'.repeat(9) + 'FREQ=MINUTELY;INTERVAL=61',
  'FREQ=YEARLY;BYMONTH=8\nFREQ=MONTHLY;INTERVAL=8;BYSECOND=18;UNTIL=20170719T025300Z',
  `RDATE:${Array.from({ length: 600 }, (_, index) => `2026${String(101 + (index % 28))}T00${String(index % 60).padStart(2, '0')}30`).join(',')}\nFREQ=SECONDLY;INTERVAL=3613`,
  `FREQ=DAILY;BYHOUR=1${'\n ,2'.repeat(2_400)}`,
  `FREQ=DAILY;BYDAY=${'XX,'.repeat(3_000)}`,
  `RDATE:${','.repeat(9_900)}`,
  'RRULE:' + ';'.repeat(9_900),
  ';'.repeat(10_000),
  '\n'.repeat(10_000),
  'x'.repeat(1_000_000),
];

/** Of processor time, and far above what is needed, so that a slow machine passes: without bounds it would be minutes. */
const mostSeconds = 2;

describe('no text takes long', () => {
  it.each(texts.map((rules) => [rules.slice(0, 60), rules]))('%j', (_, rules) => {
    const begun = process.cpuUsage();
    const read = readRecurrence({ start: '1970-01-01T00:00:00', zone: 'Pacific/Apia', rules });
    if (read.ok) {
      const { recurrence } = read;
      recurrence.next(new Date('2026-03-29T00:00:00Z'));
      recurrence.next(new Date('9000-01-01T00:00:00Z'));
      recurrence.last(new Date('2026-03-29T00:00:00Z'), new Date(0));
      expect(recurrence.words.length).toBeLessThan(2_000);
    } else {
      expect(read.problems.length).toBeLessThanOrEqual(20);
      expect(read.problems.every(({ message, token = '' }) => message.length < 600 && token.length <= 200)).toBe(true);
    }
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1e6).toBeLessThan(mostSeconds);
  });

  it('nor does a cron expression', () => {
    for (const text of ['*/1,'.repeat(50_000), '1-59,'.repeat(50_000), '0 '.repeat(100_000), '9'.repeat(1e6)]) {
      expect(cronRules(text).ok).toBe(false);
      expect(cronRules(`0 0 * * ${text}`).ok).toBe(false);
    }
  });
});
