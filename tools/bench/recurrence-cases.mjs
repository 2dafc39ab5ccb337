/**
 * Random recurrences, the same for the same seed: every FREQ and BY part, INTERVAL, COUNT, UNTIL, WKST, RDATE and EXDATE, in zones
 * with every kind of change of their offset.
 */

/** An hour, half an hour, two hours; a day left out; once for good; for Ramadan; at odd times; never. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/Dublin',
  'Europe/Istanbul',
  'Europe/Volgograd',
  'America/New_York',
  'America/Chicago',
  'America/Sao_Paulo',
  'America/Caracas',
  'America/Havana',
  'America/St_Johns',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Africa/Monrovia',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Gaza',
  'Asia/Pyongyang',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Antarctica/Casey',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Norfolk',
];

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const mostPositions = { SECONDLY: 1, MINUTELY: 1, HOURLY: 2, DAILY: 3 };
const yearLong = new Set(['YEARLY', 'MONTHLY']);

/** `{ start, zone, rules }` for each number from 0. */
export function recurrenceCase(seed, number) {
  const random = new Random(seed * 1_000_003 + number);
  const zone = random.of(zones);
  const start = startIn(zone, random);
  const lines = [];
  const rules = random.weighted([0.04, 0.86, 0.1]);
  for (let rule = 0; rule < rules; rule++) lines.push(`RRULE:${ruleText(random, start)}`);
  if (rules === 0 || random.chance(0.15)) lines.push(datesText('RDATE', random, start));
  if (random.chance(0.15)) lines.push(datesText('EXDATE', random, start));
  return { start: extended(start), zone, rules: lines.join('\n') };
}

function startIn(zone, random) {
  const [first, last] = zone === 'Africa/Monrovia' && random.chance(0.5) ? [1970, 1972] : [2006, 2028];
  const year = random.between(first, last);
  // Where clocks change, and where months and years end, more often than elsewhere.
  const month = random.chance(0.4) ? random.of([3, 4, 9, 10, 11, 12]) : random.between(1, 12);
  const day = random.chance(0.3) ? random.of([1, 2, 3, 28, 29, 30, 31]) : random.between(1, 31);
  const hour = random.chance(0.5) ? random.between(0, 3) : random.between(0, 23);
  const second = random.chance(0.8) ? 0 : random.between(0, 59);
  return new Date(Date.UTC(year, month - 1, day, hour, random.between(0, 59), second));
}

function ruleText(random, start) {
  const frequency = random.of(['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY']);
  const parts = [`FREQ=${frequency}`];
  const add = (chance, name, list) => {
    if (random.chance(chance)) parts.push(`${name}=${list().join(',')}`);
  };
  const some = (low, high, most = 4) => random.some(random.between(1, most), () => random.between(low, high));
  const signed = (low, high, most) => some(low, high, most).map((value) => (random.chance(0.35) ? -value : value));
  if (random.chance(frequency === 'SECONDLY' ? 0.9 : 0.45)) parts.push(`INTERVAL=${intervalOf(frequency, random)}`);
  add(0.25, 'BYMONTH', () => some(1, 12));
  if (frequency === 'YEARLY') add(0.2, 'BYWEEKNO', () => signed(1, 53));
  if (!['WEEKLY', 'MONTHLY', 'DAILY'].includes(frequency)) add(0.12, 'BYYEARDAY', () => signed(1, 366, 6));
  if (frequency !== 'WEEKLY') add(0.25, 'BYMONTHDAY', () => signed(1, 31));
  add(0.3, 'BYDAY', () => weekdayList(random, frequency, parts));
  const fine = ['HOURLY', 'MINUTELY', 'SECONDLY'].includes(frequency);
  add(fine ? 0.25 : 0.3, 'BYHOUR', () => some(0, 23));
  add(fine ? 0.25 : 0.2, 'BYMINUTE', () => some(0, 59));
  add(frequency === 'SECONDLY' ? 0.4 : 0.08, 'BYSECOND', () => some(0, 59, random.chance(0.1) ? 2 : 1));
  if (parts.some((part) => part.startsWith('BY'))) {
    // A minute has no second position: dateutil looks for it for long.
    const most = random.chance(0.02) ? 30 : (mostPositions[frequency] ?? random.of([1, 2, 5]));
    add(0.15, 'BYSETPOS', () => signed(1, most, 2));
  }
  add(0.25, 'WKST', () => [random.of(weekdays)]);
  const end = random.weighted([0.6, 0.2, 0.2]);
  if (end === 1) parts.push(`COUNT=${random.between(1, random.of([3, 30, 400]))}`);
  if (end === 2) parts.push(`UNTIL=${untilText(random, start)}`);
  return parts.join(';');
}

function intervalOf(frequency, random) {
  if (frequency === 'SECONDLY') {
    return random.of([60, 61, 90, 120, 3_600, 3_601, random.between(60, 100_000), 60 * random.between(1, 3_000)]);
  }
  if (frequency === 'MINUTELY') return random.of([2, 5, 7, 15, 30, 61, 1_440, random.between(1, 3_000)]);
  if (frequency === 'HOURLY') return random.of([2, 5, 6, 12, 23, 24, 25, random.between(1, 400)]);
  return random.between(1, { YEARLY: 3, MONTHLY: 14, WEEKLY: 6, DAILY: 40 }[frequency]);
}

function weekdayList(random, frequency, parts) {
  const numbered = yearLong.has(frequency) && !parts.some((part) => part.startsWith('BYWEEKNO')) && random.chance(0.5);
  const ofYear = frequency === 'YEARLY' && !parts.some((part) => part.startsWith('BYMONTH='));
  const mixed = random.chance(0.15);
  return random.some(random.between(1, 4), () => {
    const weekday = random.of(weekdays);
    if (!numbered || (mixed && random.chance(0.5))) return weekday;
    const nth = random.between(1, ofYear && random.chance(0.5) ? 53 : 5);
    return `${random.chance(0.35) ? -nth : nth}${weekday}`;
  });
}

function untilText(random, start) {
  const end = new Date(start.getTime() + random.between(-5, random.of([30, 700, 3_650])) * 86_400_000);
  end.setUTCMinutes(random.between(0, 59));
  return random.of([basic(end), `${basic(end)}Z`, basic(end).slice(0, 8)]);
}

function datesText(name, random, start) {
  const days = (most) => new Date(start.getTime() + random.between(0, most) * 86_400_000);
  const list = (write) => random.some(random.between(1, 6), () => write(days(random.of([10, 400, 3_000]))));
  switch (random.between(0, 4)) {
    case 0:
      return `${name};VALUE=DATE:${list((day) => basic(day).slice(0, 8)).join(',')}`;
    case 1:
      return `${name};TZID=${random.of(zones)}:${list(basic).join(',')}`;
    case 2:
      return `${name}:${list((day) => `${basic(day)}Z`).join(',')}`;
    default:
      return `${name}:${list(basic).join(',')}`;
  }
}

/** `20260301T023000`. */
function basic(date) {
  return date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

/** `2026-03-01T02:30:00`. */
function extended(date) {
  return date.toISOString().slice(0, 19);
}

/** Mulberry32: small, and the same everywhere. */
class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share) {
    return this.next() < share;
  }

  of(list) {
    return list[this.between(0, list.length - 1)];
  }

  /** The place of a share. */
  weighted(shares) {
    let left = this.next();
    return Math.max(
      shares.findIndex((share) => (left -= share) < 0),
      0,
    );
  }

  /** Different ones, in the order in which they were drawn. */
  some(count, draw) {
    return [...new Set(Array.from({ length: count }, draw))];
  }
}
