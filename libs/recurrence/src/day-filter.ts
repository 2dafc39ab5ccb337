import { dateOf, dayOf, daysInMonth, isLeap, modulo, weekdayOf } from './civil.js';
import { endDay, lastYear } from './horizon.js';
import { Frequency, type Rule } from './rule.js';

/** Which days a rule's BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY leave. */
export interface DayFilter {
  /** Does every day pass? */
  readonly everyDay: boolean;
  /** The first day that passes, from this one on; `endDay` when there is none. */
  next(day: number): number;
}

/** What the day of a rule must fulfil; empty lists ask for nothing. */
export type DayParts = Pick<
  Rule,
  'frequency' | 'weekStart' | 'byMonth' | 'byWeekNo' | 'byYearDay' | 'byMonthDay' | 'byDay'
>;

export function dayFilter(parts: DayParts): DayFilter {
  const { byMonth, byWeekNo, byYearDay, byMonthDay, byDay } = parts;
  const none = [byMonth, byWeekNo, byYearDay, byMonthDay, byDay].every(({ length }) => length === 0);
  return none ? { everyDay: true, next: (day) => Math.min(day, endDay) } : new YearTables(parts);
}

/**
 * What passes depends on little: on which weekday the year begins, whether it is a leap year, and (for the weeks to which its
 * first and last days belong) whether its neighbours are. So there are few kinds of years, and each is looked through
 * once, when it is first needed.
 */
class YearTables implements DayFilter {
  readonly everyDay = false;
  private readonly tables: (Int16Array | undefined)[] = [];
  // The year of the last question: most questions are about the same one.
  private year = 0;
  private firstDay = 0;
  private length = 0;
  private table: Int16Array = new Int16Array(1).fill(none);

  constructor(private readonly parts: DayParts) {}

  next(day: number): number {
    if (day < this.firstDay || day >= this.firstDay + this.length) {
      if (day >= endDay) return endDay;
      this.open(dateOf(day).year);
    }
    let from = day - this.firstDay;
    for (let empty = 0; empty < 400; empty += 1) {
      const found = this.table[from] ?? none;
      if (found !== none) return this.firstDay + found;
      if (this.year === lastYear) return endDay;
      this.open(this.year + 1);
      from = 0;
    }
    return endDay;
  }

  private open(year: number): void {
    this.year = year;
    this.firstDay = dayOf(year, 1, 1);
    this.length = isLeap(year) ? 366 : 365;
    const kind =
      weekdayOf(this.firstDay) + (isLeap(year) ? 7 : 0) + (isLeap(year - 1) ? 14 : 0) + (isLeap(year + 1) ? 28 : 0);
    this.table = this.tables[kind] ??= nextPassing(year, this.parts);
  }
}

/** No further day of the year passes. */
const none = 400;

/** For each day of a year, counted from 0, the first from it on that passes. */
function nextPassing(year: number, parts: DayParts): Int16Array {
  const length = isLeap(year) ? 366 : 365;
  const table = new Int16Array(length + 1).fill(none);
  const matches = dayMatcher(year, parts);
  let dayOfYear = length - 1;
  for (let month = 12; month >= 1; month -= 1) {
    const days = daysInMonth(year, month);
    for (let day = days; day >= 1; day -= 1) {
      table[dayOfYear] = matches({ dayOfYear, month, day, days }) ? dayOfYear : (table[dayOfYear + 1] ?? none);
      dayOfYear -= 1;
    }
  }
  return table;
}

interface DayOfYear {
  /** From 0. */
  readonly dayOfYear: number;
  readonly month: number;
  readonly day: number;
  /** How many the month has. */
  readonly days: number;
}

function dayMatcher(year: number, parts: DayParts): (day: DayOfYear) => boolean {
  const { byMonth, byYearDay, byMonthDay, byDay } = parts;
  const length = isLeap(year) ? 366 : 365;
  const firstWeekday = weekdayOf(dayOf(year, 1, 1));
  const ofWeek = weekMatcher(year, parts);
  const ofYear = parts.frequency === Frequency.Yearly && byMonth.length === 0;
  return ({ dayOfYear, month, day, days }) => {
    if (byMonth.length > 0 && !byMonth.includes(month)) return false;
    if (byMonthDay.length > 0 && !byMonthDay.includes(day) && !byMonthDay.includes(day - days - 1)) return false;
    if (byYearDay.length > 0 && !byYearDay.includes(dayOfYear + 1) && !byYearDay.includes(dayOfYear - length))
      return false;
    if (byDay.length > 0) {
      const weekday = (firstWeekday + dayOfYear) % 7;
      const index = ofYear ? dayOfYear : day - 1;
      const fromEnd = (ofYear ? length : days) - 1 - index;
      const nth = Math.floor(index / 7) + 1;
      const nthLast = -Math.floor(fromEnd / 7) - 1;
      const passes = byDay.some((each) => {
        return each.weekday === weekday && (each.nth === 0 || each.nth === nth || each.nth === nthLast);
      });
      if (!passes) return false;
    }
    return ofWeek(dayOfYear);
  };
}

/** Whether a day's week has one of the numbers; the first week of a year has four of its days or more. */
function weekMatcher(year: number, { byWeekNo, weekStart }: DayParts): (dayOfYear: number) => boolean {
  if (byWeekNo.length === 0) return () => true;
  const begin = firstWeekStart(year, weekStart);
  const weeks = weeksOf(year, weekStart);
  const weeksBefore = weeksOf(year - 1, weekStart);
  const weeksAfter = weeksOf(year + 1, weekStart);
  const has = (week: number, of: number): boolean => byWeekNo.includes(week) || byWeekNo.includes(week - of - 1);
  return (dayOfYear) => {
    const week = Math.floor((dayOfYear - begin) / 7) + 1;
    if (week < 1) return has(weeksBefore, weeksBefore);
    return week > weeks ? has(1, weeksAfter) : has(week, weeks);
  };
}

function weeksOf(year: number, weekStart: number): number {
  const length = isLeap(year) ? 366 : 365;
  return (length + firstWeekStart(year + 1, weekStart) - firstWeekStart(year, weekStart)) / 7;
}

/** The day of the year, from 0, on which its first week begins; negative when that is in the year before. */
function firstWeekStart(year: number, weekStart: number): number {
  const offset = modulo(weekdayOf(dayOf(year, 1, 1)) - weekStart, 7);
  return offset <= 3 ? -offset : 7 - offset;
}
