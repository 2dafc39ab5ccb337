import { describe, expect, it } from '@jest/globals';
import { readRecurrence, recurrenceLimits } from './read-recurrence.js';
import { type RecurrenceProblem } from './problem.js';

function problemsOf(
  rules: string,
  { start = '2026-03-01T02:30', zone = 'Europe/Berlin' } = {},
): readonly RecurrenceProblem[] {
  const read = readRecurrence({ start, zone, rules });
  return read.ok ? [] : read.problems;
}

function canonical(rules: string): string {
  const read = readRecurrence({ start: '2026-03-01T02:30', zone: 'Europe/Berlin', rules });
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.recurrence.text.rules;
}

describe('what is malformed', () => {
  it.each([
    ['FREQ=DAIL', 6, 'DAIL', 'such as FREQ=DAILY'],
    ['RRULE:BYHOUR=2', 7, 'BYHOUR=2', 'FREQ is missing'],
    ['RRULE:', 7, '', 'NAME=VALUE'],
    ['RRULE:FREQ=DAILY;BYHOUR=2,24', 27, '24', 'BYHOUR=2,14'],
    ['RRULE:FREQ=DAILY;BYHOUR=', 25, '', 'BYHOUR=2,14'],
    ['RRULE:FREQ=DAILY;BYHOUR=2,,3', 27, '', 'BYHOUR=2,14'],
    ['RRULE:FREQ=DAILY;BYHOUR=-2', 25, '-2', '0 to 23'],
    ['RRULE:FREQ=DAILY;BYMINUTE=60', 27, '60', 'BYMINUTE=0,30'],
    ['RRULE:FREQ=DAILY;BYSECOND=61', 27, '61', 'BYSECOND=0'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=0', 31, '0', 'BYMONTHDAY=1,-1'],
    ['RRULE:FREQ=MONTHLY;BYMONTHDAY=32', 31, '32', 'BYMONTHDAY=1,-1'],
    ['RRULE:FREQ=YEARLY;BYYEARDAY=-367', 29, '-367', 'BYYEARDAY=1,-1'],
    ['RRULE:FREQ=YEARLY;BYWEEKNO=54', 28, '54', 'BYWEEKNO=20'],
    ['RRULE:FREQ=YEARLY;BYMONTH=13', 27, '13', 'BYMONTH=1,7'],
    ['RRULE:FREQ=YEARLY;BYMONTH=1e1', 27, '1e1', 'BYMONTH=1,7'],
    ['RRULE:FREQ=MONTHLY;BYDAY=MON', 26, 'MON', '1MO for the first'],
    ['RRULE:FREQ=MONTHLY;BYDAY=0MO', 26, '0MO', '1MO for the first'],
    ['RRULE:FREQ=MONTHLY;BYDAY=54MO', 26, '54MO', '1MO for the first'],
    ['RRULE:FREQ=DAILY;INTERVAL=0', 27, '0', 'INTERVAL=2'],
    ['RRULE:FREQ=DAILY;INTERVAL=1.5', 27, '1.5', 'INTERVAL=2'],
    ['RRULE:FREQ=DAILY;INTERVAL=1,2', 18, 'INTERVAL=1,2', 'one value'],
    ['RRULE:FREQ=DAILY;COUNT=100001', 24, '100001', 'UNTIL'],
    ['RRULE:FREQ=DAILY;WKST=1MO', 23, '1MO', 'WKST=MO'],
    ['RRULE:FREQ=DAILY;UNTIL=20260230', 24, '20260230', 'days 01 to 28'],
    ['RRULE:FREQ=DAILY;UNTIL=2027', 24, '2027', '20260301T023000'],
    ['RRULE:FREQ=DAILY;FREQ=WEEKLY', 18, 'FREQ=WEEKLY', 'twice'],
    ['RRULE:FREQ=DAILY;BYEASTER=0', 18, 'BYEASTER=0', 'RDATE'],
    ['RRULE:FREQ=DAILY;X-FOO=0', 18, 'X-FOO=0', 'FREQ, INTERVAL'],
    ['RRULE:FREQ=DAILY;RSCALE=GREGORIAN', 18, 'RSCALE=GREGORIAN', 'FREQ, INTERVAL'],
    ['RRULE:FREQ=DAILY;BYHOUR', 18, 'BYHOUR', 'NAME=VALUE'],
    ['RRULE;X=1:FREQ=DAILY', 1, 'RRULE;X=1:FREQ=DAILY', 'RRULE:FREQ=DAILY'],
    ['DTSTART:20260301T023000', 1, 'DTSTART:20260301T023000', 'Give start and zone instead'],
    ['DTSTART;TZID=Europe/Berlin:20260301T023000', 1, 'DTSTART;TZID=Europe/Berlin:20260301T023000', 'start and zone'],
    ['EXRULE:FREQ=DAILY', 1, 'EXRULE:FREQ=DAILY', 'EXDATE:'],
    ['BEGIN:VEVENT', 1, 'BEGIN:VEVENT', 'RRULE:FREQ=DAILY'],
    ['every monday', 1, 'every monday', 'RRULE:FREQ=DAILY'],
    ['RDATE', 1, 'RDATE', 'RDATE:20260301T023000'],
    ['RDATE:', 7, '', 'one comma'],
    ['RDATE:tomorrow', 7, 'tomorrow', '20260301T023000'],
    ['RDATE:20260301T253000', 7, '20260301T253000', '23:59:59'],
    ['RDATE:19690101T000000', 7, '19690101T000000', '1970 to 9999'],
    ['RDATE;VALUE=PERIOD:20260301T020000Z/PT1H', 7, 'VALUE=PERIOD', 'Periods are not understood'],
    ['RDATE:20260301T020000Z/PT1H', 7, '20260301T020000Z/PT1H', 'period'],
    ['RDATE;TZID=Mars/Base:20260301T020000', 7, 'TZID=Mars/Base', 'Europe/Berlin'],
    ['RDATE;VALUE=DATE:20260301T020000', 18, '20260301T020000', 'VALUE=DATE'],
    ['RDATE;X-A=B:20260301', 7, 'X-A=B', 'TZID and VALUE'],
  ])('%s is refused at column %i', (rules, column, token, advice) => {
    const [problem] = problemsOf(rules);
    expect(problem).toMatchObject({ field: 'rules', line: 1, column, token });
    expect(problem?.message).toContain(advice);
  });

  it.each([
    ['2026-03-01', 'such as 2026-03-01T02:30'],
    ['2026-03-01T02:30Z', 'without an offset'],
    ['2026-03-01T02:30+01:00', 'without an offset'],
    ['2026-02-29T02:30', 'days 01 to 28'],
    ['2026-13-01T02:30', 'Months go from 01 to 12'],
    ['1969-12-31T23:59', '1970 to 9999'],
    ['', 'such as 2026-03-01T02:30'],
  ])('the start %j is refused', (start, advice) => {
    const [problem] = problemsOf('', { start });
    expect(problem?.field).toBe('start');
    expect(problem?.message).toContain(advice);
  });

  it('the zone is refused with an example', () => {
    expect(problemsOf('', { zone: 'Berlin' })[0]).toMatchObject({
      field: 'zone',
      message: expect.stringContaining('Europe/Berlin'),
    });
  });

  it('is all told at once, each with its place', () => {
    const problems = problemsOf('FREQ=DAILY;BYHOUR=24;BYMINUTE=99\n\n  EXDATE:x,20260301,y', { start: 'x', zone: 'y' });
    expect(problems.map(({ field, line, column }) => [field, line, column])).toEqual([
      ['start', undefined, undefined],
      ['zone', undefined, undefined],
      ['rules', 1, 19],
      ['rules', 1, 31],
      ['rules', 3, 10],
      ['rules', 3, 21],
    ]);
  });

  it('is found in a folded line, where it was written', () => {
    expect(problemsOf('RRULE:FREQ=DAILY;\r\n BYHOUR=2,\r\n 24')[0]).toMatchObject({ line: 3, column: 2, token: '24' });
  });

  it('is repeated harmlessly', () => {
    const [problem] = problemsOf('RRULE:FREQ=\u001b[31m\u202e');
    expect(problem?.message).toContain('"U+001B[31mU+202E"');
    expect(problem?.message).not.toContain('\u001b');
  });
});

describe('what RFC 5545 forbids', () => {
  it.each([
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'UNTIL=20270101', 'exclude each other'],
    ['FREQ=MONTHLY;BYWEEKNO=20', 'BYWEEKNO=20', 'FREQ=YEARLY'],
    ['FREQ=DAILY;BYYEARDAY=1', 'BYYEARDAY=1', 'FREQ=YEARLY'],
    ['FREQ=WEEKLY;BYYEARDAY=1', 'BYYEARDAY=1', 'FREQ=YEARLY'],
    ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY=1', 'FREQ=YEARLY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY=1', 'FREQ=MONTHLY'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY=1MO', 'FREQ=MONTHLY'],
    ['FREQ=DAILY;BYDAY=-1MO', 'BYDAY=-1MO', 'FREQ=MONTHLY'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO', 'BYDAY=1MO', 'no number'],
    ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS=1', 'another BY part'],
  ])('%s', (rules, token, advice) => {
    const [problem] = problemsOf(rules);
    expect(problem).toMatchObject({ token, line: 1 });
    expect(problem?.message).toContain(advice);
  });
});

describe('what never fires', () => {
  it.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'no date has all'],
    ['FREQ=YEARLY;BYMONTH=4;BYYEARDAY=1', 'no date has all'],
    ['FREQ=MONTHLY;BYDAY=6MO', 'no date has all'],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6', 'no date has all'],
    ['FREQ=WEEKLY;BYDAY=MO;BYSETPOS=-2', 'no date has all'],
    ['FREQ=DAILY;INTERVAL=7;BYDAY=MO', 'Change INTERVAL'],
    ['FREQ=MONTHLY;INTERVAL=12;BYMONTH=4', 'Change INTERVAL'],
    ['FREQ=HOURLY;INTERVAL=2;BYHOUR=3', 'Change INTERVAL'],
    ['FREQ=MINUTELY;INTERVAL=420;BYHOUR=3;BYMINUTE=30;BYDAY=SU', 'Change INTERVAL'],
    ['FREQ=SECONDLY;INTERVAL=86400;BYHOUR=3', 'Change INTERVAL'],
    ['FREQ=SECONDLY;INTERVAL=167160;BYSECOND=28', 'Change INTERVAL'],
    ['FREQ=YEARLY;INTERVAL=9000', undefined],
    ['FREQ=DAILY;UNTIL=20200101', 'UNTIL=20260301'],
    ['FREQ=DAILY;COUNT=2\nEXDATE:20260301T023000,20260302T023000', 'EXDATE takes away all'],
    ['EXDATE:20260301T023000', 'EXDATE takes away all'],
  ])('%s', (rules, advice) => {
    const problems = problemsOf(rules);
    if (advice === undefined) expect(problems).toEqual([]);
    else expect(problems[0]?.message).toContain(advice);
  });

  it('is told of each rule, also beside one that fires', () => {
    expect(problemsOf('FREQ=DAILY\nFREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2')[0]).toMatchObject({ line: 2, column: 1 });
  });

  it('does not include what fires once in forty years, or first in the year 9999', () => {
    expect(problemsOf('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU')).toEqual([]);
    expect(problemsOf('FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31', { start: '9999-12-31T00:00', zone: 'UTC' })).toEqual([]);
    expect(problemsOf('FREQ=YEARLY;BYMONTH=1', { start: '9999-12-31T00:00', zone: 'UTC' })).toHaveLength(1);
  });
});

describe('what fires twice within a minute', () => {
  it.each([
    'FREQ=DAILY;BYSECOND=0,59',
    'FREQ=SECONDLY',
    'FREQ=SECONDLY;INTERVAL=59',
    'FREQ=MINUTELY;BYSECOND=10,20',
    'FREQ=MINUTELY;INTERVAL=7\nFREQ=MINUTELY;INTERVAL=61;BYSECOND=30',
    'FREQ=DAILY\nRDATE:20270505T023059',
    'FREQ=DAILY\nRDATE:20270505T022901',
    'RDATE:20270505T022901,20270505T023000',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29\nFREQ=DAILY;BYSECOND=1',
  ])('%j is refused', (rules) => {
    expect(problemsOf(rules)[0]?.message).toContain('twice within a minute');
  });

  it.each([
    'FREQ=SECONDLY;INTERVAL=60',
    'FREQ=SECONDLY;INTERVAL=61',
    'FREQ=SECONDLY;BYSECOND=30',
    'FREQ=MINUTELY;BYSECOND=10,20;BYSETPOS=-1',
    'FREQ=DAILY\nRDATE:20270505T023100',
    'FREQ=DAILY\nFREQ=DAILY;BYMINUTE=31;BYSECOND=0',
    'FREQ=DAILY\nRDATE:20270505T023059\nEXDATE:20270505T023000',
    'FREQ=DAILY\nRDATE:20270505T003000Z',
  ])('%j is not that', (rules) => {
    expect(problemsOf(rules)).toEqual([]);
  });
});

describe('bounds', () => {
  it('of the text, the rules and the dates are told', () => {
    expect(problemsOf(' '.repeat(recurrenceLimits.characters + 1))[0]?.message).toContain('10001 characters');
    expect(problemsOf('FREQ=DAILY\n'.repeat(recurrenceLimits.rules + 1))[0]?.message).toContain('10 RRULE lines');
    const dates = Array.from({ length: 1_001 }, () => '20260301').join(',');
    expect(problemsOf(`RDATE:${dates}`)[0]?.message).toContain('1000 dates');
  });
});

describe('the canonical text', () => {
  it.each([
    ['freq=daily', 'RRULE:FREQ=DAILY'],
    [' rrule:freq=weekly; byday = mo , +1fr'.replace('+1', ''), 'RRULE:FREQ=WEEKLY;BYDAY=MO,FR'],
    ['RRULE:FREQ=MONTHLY;BYDAY=+01MO;BYMONTHDAY=+07;', 'RRULE:FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=7'],
    ['\n\nRRULE:FREQ=DAILY;BYHOUR=\r\n 2,\r\n  14\r\n\r\n', 'RRULE:FREQ=DAILY;BYHOUR=2,14'],
    ['rdate;tzid="europe/paris":20260401t120000', 'RDATE;TZID=Europe/Paris:20260401T120000'],
    ['FREQ=DAILY\n  EXDATE;value=date:20260302', 'RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20260302'],
    ['', ''],
    [' \n ', ''],
  ])('of %j', (rules, text) => {
    expect(canonical(rules)).toBe(text);
    expect(canonical(text)).toBe(text);
  });

  it('has the start with seconds and the zone in its usual capitals', () => {
    const read = readRecurrence({ start: ' 2026-03-01 02:30 ', zone: 'europe/berlin', rules: '' });
    expect(read.ok && read.recurrence.text).toEqual({ start: '2026-03-01T02:30:00', zone: 'Europe/Berlin', rules: '' });
  });
});
