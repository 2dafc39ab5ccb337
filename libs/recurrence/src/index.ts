export { cronRules, type ReadCron } from './cron.js';
export { type RecurrenceProblem } from './problem.js';
export { readRecurrence, recurrenceLimits, type ReadRecurrence } from './read-recurrence.js';
export { type Recurrence, type RecurrenceText } from './recurrence.js';
export { longestDuration, nextWindow, windowAt, windowsBetween, type Window } from './windows.js';
export { isZone, zones } from './zone.js';
