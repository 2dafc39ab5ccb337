/**
 * Dates and wall-clock times as whole numbers, in the proleptic Gregorian calendar. A day is counted from 1970-01-01; a
 * local time is the seconds since 1970-01-01T00:00 on a clock that nobody ever moves, and says nothing about an instant.
 */
export const secondsPerDay = 86_400;
/** The calendar repeats, weekdays and all, after 400 years of this many days. */
export const daysPerCycle = 146_097;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** The day of a date. */
export function dayOf(year: number, month: number, day: number): number {
  // A year begins in March here, so that the leap day comes last.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysPerCycle + dayOfEra - 719_468;
}

/** The date of a day. */
export function dateOf(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / daysPerCycle);
  const dayOfEra = shifted - era * daysPerCycle;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

/** Does the year have a 29 February? */
export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** 28 to 31. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: number): number {
  return modulo(day + 3, 7);
}

/** The remainder that is never negative. */
export function modulo(value: number, by: number): number {
  const rest = value % by;
  return rest < 0 ? rest + by : rest;
}

/** The local time of a date and a clock. */
export function localTime(date: CivilDate, secondOfDay: number): number {
  return dayOf(date.year, date.month, date.day) * secondsPerDay + secondOfDay;
}

/** `2026-03-01`. */
export function dateText(day: number): string {
  const { year, month, day: ofMonth } = dateOf(day);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(ofMonth)}`;
}

/** `02:30`, or `02:30:15` when there are seconds. */
export function clockText(secondOfDay: number): string {
  const second = secondOfDay % 60;
  const text = `${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}`;
  return second === 0 ? text : `${text}:${two(second)}`;
}

/** `2026-03-01T02:30:00`. */
export function localText(local: number): string {
  const day = Math.floor(local / secondsPerDay);
  const clock = clockText(local - day * secondsPerDay);
  return `${dateText(day)}T${clock.length === 5 ? `${clock}:00` : clock}`;
}

/** Two digits. */
export function two(value: number): string {
  return String(value).padStart(2, '0');
}
