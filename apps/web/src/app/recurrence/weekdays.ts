/** A day of the week as RFC 5545 writes it. */
export type Weekday = 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA' | 'SU';

/** The week from Monday on. */
export const weekdays: readonly { readonly code: Weekday; readonly short: string; readonly name: string }[] = [
  { code: 'MO', short: 'Mon', name: 'Monday' },
  { code: 'TU', short: 'Tue', name: 'Tuesday' },
  { code: 'WE', short: 'Wed', name: 'Wednesday' },
  { code: 'TH', short: 'Thu', name: 'Thursday' },
  { code: 'FR', short: 'Fri', name: 'Friday' },
  { code: 'SA', short: 'Sat', name: 'Saturday' },
  { code: 'SU', short: 'Sun', name: 'Sunday' },
];

/** Reads the code of a day; undefined for any other word. */
export function weekdayOf(word: string): Weekday | undefined {
  return weekdays.find((day) => day.code === word)?.code;
}

/** The day of the week of a date such as `2026-03-29`, from 0 for Monday to 6. */
export function weekdayIndex(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

/** The same as the code of the day; Monday for what is no date. */
export function weekdayOfDate(date: string): Weekday {
  return weekdays[weekdayIndex(date)]?.code ?? 'MO';
}

/** Days from Monday on, whatever order they come in. */
export function inOrder(days: readonly Weekday[]): Weekday[] {
  return weekdays.map((day) => day.code).filter((code) => days.includes(code));
}
