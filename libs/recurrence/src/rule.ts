/** From the finest to the coarsest. */
export const Frequency = {
  Secondly: 'SECONDLY',
  Minutely: 'MINUTELY',
  Hourly: 'HOURLY',
  Daily: 'DAILY',
  Weekly: 'WEEKLY',
  Monthly: 'MONTHLY',
  Yearly: 'YEARLY',
} as const;
export type Frequency = (typeof Frequency)[keyof typeof Frequency];

/** A weekday of BYDAY: each one (`nth` 0), the nth (from 1) or the nth from the end (from -1). */
export interface Weekday {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly nth: number;
}

/** How long a rule goes on, its end included. */
export type Until =
  | { readonly kind: 'instant'; readonly instant: number }
  | { readonly kind: 'local'; readonly local: number; readonly dateOnly: boolean };

/** One RRULE as it was written: empty lists are parts that were left out. */
export interface Rule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count: number | undefined;
  readonly until: Until | undefined;
  /** 0 is Monday. */
  readonly weekStart: number;
  readonly bySecond: readonly number[];
  readonly byMinute: readonly number[];
  readonly byHour: readonly number[];
  readonly byDay: readonly Weekday[];
  readonly byMonthDay: readonly number[];
  readonly byYearDay: readonly number[];
  readonly byWeekNo: readonly number[];
  readonly byMonth: readonly number[];
  readonly bySetPos: readonly number[];
}

/** In the order of their numbers, which is that of RFC 5545. */
export const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** More could not be counted in a moment: UNTIL says the same without counting. */
export const mostCount = 100_000;
/** A year and a half in seconds; keeps products exact. */
export const mostInterval = 50_000_000;
