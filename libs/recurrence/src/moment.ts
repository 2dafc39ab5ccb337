import { daysInMonth, localTime } from './civil.js';
import { firstYear, lastYear } from './horizon.js';

/** A date, or a date and a time, as RFC 5545 writes them. */
export type Moment =
  | { readonly kind: 'date'; readonly local: number }
  | { readonly kind: 'local'; readonly local: number }
  | { readonly kind: 'utc'; readonly instant: number };

const basic = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/i;
const extended = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/i;

/** Reads `20260301`, `20260301T023000` or `20260301T023000Z`; the sentence about what is wrong otherwise. */
export function readMoment(text: string): Moment | string {
  const found = basic.exec(text);
  if (found === null) {
    return 'is no date or time. Write it as 20260301T023000, 20260301T013000Z (in UTC) or 20260301.';
  }
  const [, year, month, day, hour, minute, second, utc] = found;
  const local = localOf([year, month, day, hour, minute, second]);
  if (typeof local === 'string') return local;
  if (hour === undefined) return { kind: 'date', local };
  return utc === '' || utc === undefined ? { kind: 'local', local } : { kind: 'utc', instant: local };
}

/** Reads `2026-03-01T02:30`, with or without seconds. */
export function readStart(text: string): number | string {
  const found = extended.exec(text) ?? basic.exec(text);
  if (found?.[4] === undefined || (found[7] !== undefined && found[7] !== '')) {
    return 'must be a date and a time on the clock of the zone, without an offset or Z, such as 2026-03-01T02:30.';
  }
  return localOf(found.slice(1, 7));
}

function localOf(parts: readonly (string | undefined)[]): number | string {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  if (year < firstYear || year > lastYear) return `has a year outside of ${firstYear} to ${lastYear}.`;
  if (month < 1 || month > 12) return `has the month ${month}. Months go from 01 to 12.`;
  if (day < 1 || day > daysInMonth(year, month)) {
    return `has the day ${day}. That month has the days 01 to ${daysInMonth(year, month)}.`;
  }
  if (hour > 23 || minute > 59 || second > 60) return 'has a time outside of 00:00:00 to 23:59:59.';
  // Of a leap second RFC 5545 (3.3.12) says that who does not keep them takes the second before.
  return localTime({ year, month, day }, hour * 3600 + minute * 60 + Math.min(second, 59));
}
