import * as z from 'zod';
import { timestamp, writtenText } from './primitives.js';

export const MAX_RULES_TEXT = 10_000;

/** A recurrence as it is stored: wall-clock start in an IANA time zone, and the lines of RFC 5545 that repeat it. */
export const recurrence = z.object({
  /** DTSTART as wall-clock time of the zone, `2026-03-01T02:30:00`. No edit of anything else moves it. */
  start: z.string(),
  /** IANA time zone, such as `Europe/Berlin`. */
  zone: z.string(),
  /** RRULE, RDATE and EXDATE lines; empty = once, at the start. */
  rules: z.string(),
  /** The cron expression that the rules were made from; null when they were given as such. */
  cron: z.string().nullable(),
});
export type RecurrenceRecord = z.infer<typeof recurrence>;

/** A recurrence as it is given: `rules` or `cron`, or neither for a single run at `start`. */
export const recurrenceRequest = z
  .object({
    /** Left out with a cron expression, it is the present moment; a rule needs one. */
    start: writtenText.max(40).optional(),
    /** Left out, it stays as it is; of a new one it is UTC. */
    zone: writtenText.max(64).optional(),
    rules: writtenText.max(MAX_RULES_TEXT, `must have at most ${MAX_RULES_TEXT} characters`).optional(),
    cron: writtenText.max(200, 'must have at most 200 characters').optional(),
  })
  .strict()
  .refine(({ rules, cron }) => rules === undefined || cron === undefined, {
    message: 'give either rules or cron',
    path: ['cron'],
  })
  .refine(({ start, cron }) => start !== undefined || cron !== undefined, {
    message: 'give the date and time of the first run, such as 2026-03-01T02:30',
    path: ['start'],
  });
export type RecurrenceRequest = z.output<typeof recurrenceRequest>;

/** A stretch of time; its end does not belong to it. */
export const timeWindow = z.object({ start: timestamp, end: timestamp });
export type TimeWindow = z.infer<typeof timeWindow>;
