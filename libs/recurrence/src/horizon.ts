import { dayOf, secondsPerDay } from './civil.js';

/** Nothing happens before this year and nothing after the last one: so every search has an end. */
export const firstYear = 1970;
export const lastYear = 9999;

/** The first day that is too late. */
export const endDay = dayOf(lastYear + 1, 1, 1);
/** The first local time that is too late. */
export const endLocal = endDay * secondsPerDay;

/** Instants before which and from which on nothing happens in any zone: no offset is greater than a day or so. */
export const beginningOfTime = dayOf(firstYear, 1, 1) * secondsPerDay - 2 * secondsPerDay;
export const endOfTime = endLocal + 2 * secondsPerDay;
