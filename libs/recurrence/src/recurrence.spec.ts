import { describe, expect, it } from '@jest/globals';
import { readRecurrence } from './read-recurrence.js';
import { first, minutes, recurring } from './test-data/reading.js';

describe('the examples of RFC 5545, 3.8.5.3', () => {
  const start = '1997-09-02T09:00';
  const zone = 'America/New_York';
  const days = (...dates: string[]): string[] => dates;

  it.each([
    [
      'FREQ=DAILY;COUNT=10',
      days('09-02', '09-03', '09-04', '09-05', '09-06', '09-07', '09-08', '09-09', '09-10', '09-11'),
    ],
    ['FREQ=DAILY;INTERVAL=10;COUNT=5', days('09-02', '09-12', '09-22', '10-02', '10-12')],
    [
      'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
      days('09-02', '09-04', '09-16', '09-18', '09-30', '10-02', '10-14', '10-16'),
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=1FR', days('09-05', '10-03', '11-07')],
    ['FREQ=MONTHLY;INTERVAL=2;COUNT=6;BYDAY=1SU,-1SU', days('09-07', '09-28', '11-02', '11-30', '01-04', '01-25')],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', days('09-22', '10-20', '11-17')],
    ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=4', days('09-28', '10-29', '11-28', '12-29')],
    ['FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1', days('09-30', '10-01', '10-31', '11-01')],
    ['FREQ=YEARLY;COUNT=3;BYYEARDAY=1,100,200', days('01-01', '04-10', '07-19')],
    ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', days('05-18', '05-17', '05-15')],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', days('05-11', '05-17', '05-15')],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5', days('02-13', '03-13', '11-13', '08-13', '10-13')],
    ['FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=3', days('09-13', '10-11', '11-08')],
    [
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3;WKST=SU',
      days('11-05', '11-07', '11-02'),
    ],
    ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', days('09-04', '10-07', '11-06')],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=4', days('09-29', '10-30', '11-27', '12-30')],
  ])('%s', (rules, expected) => {
    const recurrence = recurring(rules, { start: rules.includes('INTERVAL=4') ? '1996-11-05T09:00' : start, zone });
    expect(first(expected.length, recurrence).map((each) => each.slice(5, 10))).toEqual(expected);
  });

  it('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU depends on where the week begins', () => {
    const from = (weekStart: string): string[] => {
      const rules = `FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${weekStart}`;
      return first(4, recurring(rules, { start: '1997-08-05T09:00', zone })).map((each) => each.slice(5, 10));
    };
    expect(from('MO')).toEqual(['08-05', '08-10', '08-19', '08-24']);
    expect(from('SU')).toEqual(['08-05', '08-17', '08-19', '08-31']);
  });

  it('FREQ=MINUTELY;INTERVAL=90;COUNT=4, and FREQ=HOURLY until an instant', () => {
    expect(first(9, recurring('FREQ=MINUTELY;INTERVAL=90;COUNT=4', { start, zone }))).toEqual(
      ['13:00', '14:30', '16:00', '17:30'].map((time) => `1997-09-02T${time}`),
    );
    expect(first(9, recurring('FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T190000Z', { start, zone }))).toEqual(
      ['13:00', '16:00', '19:00'].map((time) => `1997-09-02T${time}`),
    );
  });
});

describe('local time across daylight saving', () => {
  it('keeps the time on the clock, and reads what does not exist with the offset before', () => {
    const daily = recurring('FREQ=DAILY', { start: '2026-03-28T02:30' });
    expect(first(3, daily)).toEqual(['2026-03-28T01:30', '2026-03-29T01:30', '2026-03-30T00:30']);
    const autumn = recurring('FREQ=DAILY', { start: '2026-10-24T02:30' });
    expect(first(3, autumn)).toEqual(['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']);
  });

  it('by the hour counts on the clock: each instant once in spring, the second of two hours left out in autumn', () => {
    expect(first(4, recurring('FREQ=HOURLY', { start: '2026-03-29T00:30' }))).toEqual([
      '2026-03-28T23:30',
      '2026-03-29T00:30',
      '2026-03-29T01:30',
      '2026-03-29T02:30',
    ]);
    expect(first(4, recurring('FREQ=HOURLY', { start: '2026-10-25T01:30' }))).toEqual([
      '2026-10-24T23:30',
      '2026-10-25T00:30',
      '2026-10-25T02:30',
      '2026-10-25T03:30',
    ]);
  });

  it('by the hour in UTC leaves nothing out', () => {
    const hourly = recurring('FREQ=HOURLY', { start: '2026-10-24T23:30', zone: 'UTC' });
    expect(first(3, hourly)).toEqual(['2026-10-24T23:30', '2026-10-25T00:30', '2026-10-25T01:30']);
  });

  it('is in the order of instants where a time that was jumped over comes after a later one', () => {
    const both = recurring('FREQ=DAILY;BYHOUR=2,3;BYMINUTE=15,45', { start: '2026-03-29T00:00' });
    expect(first(4, both)).toEqual(['2026-03-29T01:15', '2026-03-29T01:45', '2026-03-30T00:15', '2026-03-30T00:45']);
    const mixed = recurring('FREQ=DAILY;BYHOUR=2;BYMINUTE=45\nFREQ=DAILY;BYHOUR=3;BYMINUTE=15', {
      start: '2026-03-29T00:00',
    });
    expect(first(2, mixed)).toEqual(['2026-03-29T01:15', '2026-03-29T01:45']);
  });

  it('runs on a day that a zone has left out, when that day would have been', () => {
    const apia = recurring('FREQ=DAILY', { start: '2011-12-29T12:00', zone: 'Pacific/Apia' });
    // The 30th is read with the offset before, and so is the 31st: one instant, told once.
    expect(first(3, apia)).toEqual(['2011-12-29T22:00', '2011-12-30T22:00', '2011-12-31T22:00']);
  });
});

describe('the start', () => {
  it('is the only occurrence without rules', () => {
    expect(first(9, recurring(''))).toEqual(['2026-03-01T01:30']);
  });

  it('is none by itself when there is a rule or a date', () => {
    expect(first(1, recurring('FREQ=WEEKLY;BYDAY=MO'))).toEqual(['2026-03-02T01:30']);
    expect(first(9, recurring('RDATE:20260401T023000'))).toEqual(['2026-04-01T00:30']);
    expect(first(1, recurring('FREQ=WEEKLY;BYDAY=MO;COUNT=1'))).toEqual(['2026-03-02T01:30']);
  });

  it('gives what a rule leaves out', () => {
    expect(first(2, recurring('FREQ=YEARLY', { start: '2024-02-29T02:30' }))).toEqual([
      '2024-02-29T01:30',
      '2028-02-29T01:30',
    ]);
    expect(first(2, recurring('FREQ=MONTHLY', { start: '2026-01-31T02:30' }))).toEqual([
      '2026-01-31T01:30',
      '2026-03-31T00:30',
    ]);
  });
});

describe('an end', () => {
  it('as a date takes in all of that day', () => {
    expect(first(9, recurring('FREQ=DAILY;UNTIL=20260303'))).toHaveLength(3);
    expect(first(9, recurring('FREQ=HOURLY;INTERVAL=23;UNTIL=20260302'))).toHaveLength(2);
  });

  it('as an instant or a local time is the last that counts', () => {
    expect(first(9, recurring('FREQ=DAILY;UNTIL=20260302T013000Z'))).toHaveLength(2);
    expect(first(9, recurring('FREQ=DAILY;UNTIL=20260302T012959Z'))).toHaveLength(1);
    expect(first(9, recurring('FREQ=DAILY;UNTIL=20260302T023000'))).toHaveLength(2);
    expect(first(9, recurring('FREQ=DAILY;UNTIL=20260302T022959'))).toHaveLength(1);
  });

  it('by count counts what EXDATE takes away', () => {
    expect(first(9, recurring('FREQ=DAILY;COUNT=3\nEXDATE:20260302T023000'))).toEqual([
      '2026-03-01T01:30',
      '2026-03-03T01:30',
    ]);
  });
});

describe('dates that are named', () => {
  it('may be local, in UTC, of another zone, or days alone at the time of the start', () => {
    const rules = [
      'RDATE:20260401T120000',
      'RDATE:20260402T120000Z',
      'RDATE;TZID=America/New_York:20260403T120000',
      'RDATE;VALUE=DATE:20260404,20260405',
      'RDATE;VALUE=DATE-TIME:20260406T120000',
    ];
    expect(first(9, recurring(rules.join('\r\n')))).toEqual([
      '2026-04-01T10:00',
      '2026-04-02T12:00',
      '2026-04-03T16:00',
      '2026-04-04T00:30',
      '2026-04-05T00:30',
      '2026-04-06T10:00',
    ]);
  });

  it('take away by instant, whatever they are written in', () => {
    const rules =
      'FREQ=DAILY;COUNT=4\nEXDATE:20260301T013000Z\nEXDATE;VALUE=DATE:20260303\nEXDATE;TZID=Asia/Tokyo:20260304T103000';
    expect(first(9, recurring(rules))).toEqual(['2026-03-02T01:30']);
  });

  it('are united with rules, each instant once', () => {
    expect(first(9, recurring('FREQ=DAILY;COUNT=2\nFREQ=DAILY;COUNT=3\nRDATE:20260302T023000'))).toHaveLength(3);
  });
});

describe('BYDAY', () => {
  it('means either when it has days with and without numbers', () => {
    const rules = 'FREQ=MONTHLY;BYDAY=SU,1MO';
    expect(first(6, recurring(rules)).map((each) => each.slice(5, 10))).toEqual([
      '03-01',
      '03-02',
      '03-08',
      '03-15',
      '03-22',
      '03-29',
    ]);
  });
});

describe('BYSETPOS', () => {
  it('counts from the beginning of the week in which the start lies', () => {
    // 2026-03-04 is a Wednesday: the Monday of its week is the first of the set, and too early.
    const weekly = recurring('FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1', { start: '2026-03-04T02:30' });
    expect(first(2, weekly)).toEqual(['2026-03-09T01:30', '2026-03-16T01:30']);
  });
});

describe('BYWEEKNO', () => {
  it('knows the weeks at the turn of a year, from both ends', () => {
    const of = (number: string): string[] => {
      const rules = `FREQ=YEARLY;BYWEEKNO=${number};BYDAY=MO,SU`;
      return first(4, recurring(rules, { start: '2019-06-01T12:00', zone: 'UTC' })).map((each) => each.slice(0, 10));
    };
    expect(of('1')).toEqual(['2019-12-30', '2020-01-05', '2021-01-04', '2021-01-10']);
    expect(of('53')).toEqual(['2020-12-28', '2021-01-03', '2026-12-28', '2027-01-03']);
    expect(of('-1')).toEqual(['2019-12-23', '2019-12-29', '2020-12-28', '2021-01-03']);
    expect(of('-53')).toEqual(['2019-12-30', '2020-01-05', '2025-12-29', '2026-01-04']);
  });
});

describe('questions about occurrences', () => {
  const hourly = recurring('FREQ=HOURLY', { start: '2026-03-01T00:00', zone: 'UTC' });
  const at = (time: string): Date => new Date(`2026-03-05T${time}Z`);

  it('next is strictly later, to the millisecond', () => {
    expect(hourly.next(at('10:00:00.000'))?.toISOString()).toBe('2026-03-05T11:00:00.000Z');
    expect(hourly.next(at('09:59:59.999'))?.toISOString()).toBe('2026-03-05T10:00:00.000Z');
    expect(recurring('FREQ=DAILY;COUNT=2').next(new Date('2026-03-02T01:30:00Z'))).toBeNull();
  });

  it('between has its first end and not its last, and keeps to the limit', () => {
    expect(minutes(hourly.between(at('10:00'), at('12:00'), 9))).toEqual(['2026-03-05T10:00', '2026-03-05T11:00']);
    expect(hourly.between(at('10:00:00.001'), at('12:00:00.001'), 9)).toHaveLength(2);
    expect(hourly.between(at('10:00'), at('12:00'), 1)).toHaveLength(1);
    expect(hourly.between(at('12:00'), at('10:00'), 9)).toEqual([]);
  });

  it('last is the newest within both ends', () => {
    expect(hourly.last(at('10:59'), at('00:00'))?.toISOString()).toBe('2026-03-05T10:00:00.000Z');
    expect(hourly.last(at('10:00'), at('10:00'))?.toISOString()).toBe('2026-03-05T10:00:00.000Z');
    expect(hourly.last(at('10:59'), at('10:01'))).toBeNull();
    expect(recurring('').last(new Date('2030-01-01'), new Date(0))?.toISOString()).toBe('2026-03-01T01:30:00.000Z');
  });

  it('have no answer for an invalid Date, and one for those at the ends of time', () => {
    expect(() => hourly.next(new Date(NaN))).toThrow(RangeError);
    expect(hourly.next(new Date(8.64e15))).toBeNull();
    expect(hourly.next(new Date(-8.64e15))?.toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(hourly.last(new Date(8.64e15), new Date(-8.64e15))?.toISOString()).toBe('9999-12-31T23:00:00.000Z');
  });

  it('do not depend on the order in which they are asked', () => {
    const rules = 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1;COUNT=40';
    const forwards = recurring(rules).between(new Date(0), new Date('2099-01-01'), 99);
    const asked = recurring(rules);
    const backwards = [...forwards].reverse().map((date) => asked.next(new Date(date.getTime() - 1)));
    expect(backwards.reverse()).toEqual(forwards);
    expect(forwards).toHaveLength(40);
  });
});

describe('a schedule that lies in the past', () => {
  it('is as right as any other', () => {
    expect(readRecurrence({ start: '1999-01-01T00:00', zone: 'UTC', rules: 'FREQ=DAILY;COUNT=2' }).ok).toBe(true);
    expect(recurring('FREQ=DAILY;COUNT=2', { start: '1999-01-01T00:00' }).next(new Date('2026-01-01'))).toBeNull();
  });
});
