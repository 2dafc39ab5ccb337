import { type Recurrence } from './recurrence.js';

/** A stretch of time; its end does not belong to it. */
export interface Window {
  readonly start: Date;
  readonly end: Date;
}

/**
 * Windows that overlap or touch are one. Of what never ends nobody can wait for the end, so a window is cut after as many
 * steps, each about as long as the duration, or after ten years; the next begins where it ends.
 */
const mostMerged = 1_000;
const longestMs = 3_653 * 86_400_000;

/** The longest duration of a window, in seconds: ten years. */
export const longestDuration = longestMs / 1000;

/** The window that is open at an instant. */
export function windowAt(recurrence: Recurrence, durationSeconds: number, at: Date): Window | null {
  const duration = checked(durationSeconds);
  // Open is what began less than its duration ago.
  const begun = recurrence.next(new Date(at.getTime() - duration));
  if (begun === null || begun > at) return null;
  return { start: firstOf(recurrence, duration, begun), end: endOf(recurrence, duration, begun) };
}

/** The first window that ends later than an instant: the one that is open then, or else the one that comes next. */
export function nextWindow(recurrence: Recurrence, durationSeconds: number, after: Date): Window | null {
  const open = windowAt(recurrence, durationSeconds, after);
  if (open !== null) return open;
  const start = recurrence.next(after);
  return start === null ? null : { start, end: endOf(recurrence, checked(durationSeconds), start) };
}

/** The windows that have any time in common with `from <= t < until`, ascending, and no more than `limit` of them. */
export function windowsBetween(
  recurrence: Recurrence,
  durationSeconds: number,
  from: Date,
  until: Date,
  limit: number,
): Window[] {
  const found: Window[] = [];
  if (from >= until) return found;
  let window = nextWindow(recurrence, durationSeconds, from);
  while (window !== null && window.start < until && found.length < limit) {
    found.push(window);
    const { end } = window;
    const next = nextWindow(recurrence, durationSeconds, end);
    // What was cut at the end goes on: its rest begins there, and not where the whole began.
    window = next !== null && next.start < end ? { start: end, end: next.end } : next;
  }
  return found;
}

/** The beginning of what an occurrence is part of. */
function firstOf(recurrence: Recurrence, duration: number, occurrence: Date): Date {
  let first = occurrence;
  for (let steps = 0; steps < mostMerged; steps += 1) {
    const earlier = recurrence.next(new Date(first.getTime() - duration - 1));
    if (earlier === null || earlier >= first) break;
    first = earlier;
    if (occurrence.getTime() - first.getTime() > longestMs) break;
  }
  return first;
}

/** The end of what an occurrence is part of. */
function endOf(recurrence: Recurrence, duration: number, occurrence: Date): Date {
  let last = occurrence;
  for (let steps = 0; steps < mostMerged; steps += 1) {
    const end = last.getTime() + duration;
    // Far ahead first: of many that overlap only some need to be looked at.
    const far = recurrence.next(new Date(last.getTime() + duration / 2));
    const next = far !== null && far.getTime() <= end ? far : recurrence.next(last);
    if (next === null || next.getTime() > end) break;
    last = next;
    if (last.getTime() - occurrence.getTime() > longestMs) break;
  }
  return new Date(last.getTime() + duration);
}

/** In milliseconds. */
function checked(durationSeconds: number): number {
  if (durationSeconds > 0 && durationSeconds <= longestDuration) return durationSeconds * 1000;
  throw new RangeError(`A window lasts from 1 to ${longestDuration} seconds, not ${durationSeconds}.`);
}
