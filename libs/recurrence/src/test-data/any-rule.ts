import fc from 'fast-check';

const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');

function list<Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<string> {
  return fc.uniqueArray(values, { minLength: 1, maxLength: 4 }).map((chosen) => chosen.join(','));
}

function signed(high: number): fc.Arbitrary<number> {
  return fc.integer({ min: -high, max: high }).filter((value) => value !== 0);
}

/** Most rules have few parts: what has many mostly never fires. */
function seldom(part: fc.Arbitrary<string>): fc.Arbitrary<string | undefined> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: part });
}

/** RRULE lines of every kind; some are refused when they are read. */
export const anyRule = fc
  .record({
    FREQ: fc.constantFrom('SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    INTERVAL: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 60, max: 5_000 })).map(String),
    BYMONTH: seldom(list(fc.integer({ min: 1, max: 12 }))),
    BYWEEKNO: seldom(list(signed(53))),
    BYYEARDAY: seldom(list(signed(366))),
    BYMONTHDAY: seldom(list(signed(31))),
    BYDAY: seldom(fc.oneof(list(weekday), list(fc.tuple(signed(5), weekday).map((each) => each.join(''))))),
    BYHOUR: seldom(list(fc.integer({ min: 0, max: 23 }))),
    BYMINUTE: seldom(list(fc.integer({ min: 0, max: 59 }))),
    BYSECOND: seldom(fc.integer({ min: 0, max: 59 }).map(String)),
    BYSETPOS: seldom(list(fc.constantFrom(1, 2, -1))),
    WKST: seldom(weekday),
    COUNT: seldom(fc.integer({ min: 1, max: 200 }).map(String)),
    UNTIL: seldom(fc.constantFrom('20270101', '20260801T120000', '20261025T010000Z')),
  })
  .map((parts) => Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])))
  .map((parts) => `RRULE:${parts.join(';')}`);

/** Zones whose clocks change by an hour, half an hour, two hours and a day, and one whose clocks do not. */
export const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Pacific/Apia', 'UTC');
