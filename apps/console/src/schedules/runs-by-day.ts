import { readRecurrence, type Recurrence } from '@scanfleet/recurrence';

/** So many runs of one schedule on one day stand for themselves; more are told as one. */
export const MOST_APART = 12;

/** What lies between two moments, the later one not included. */
export interface Span {
  readonly from: Date;
  readonly until: Date;
}

/** What a recurrence does on a day. */
export interface DayOfRuns {
  /** All of the day, or the first 12 of more. */
  readonly first: readonly Date[];
  /** Null for many that were not counted. */
  readonly count: number | null;
  readonly last: Date;
}

/** So many runs may still be counted. */
export interface Countable {
  runs: number;
}

/** The days of a zone that a span has a part of, each as far as it lies in there. */
export function daysOf({ from, until }: Span, zone: string): Span[] {
  if (from >= until) return [];
  const read = readRecurrence({ start: '2000-01-01T00:00:00', zone, rules: 'RRULE:FREQ=DAILY' });
  const midnights = read.ok ? read.recurrence.between(new Date(from.getTime() + 1), until, Infinity) : [];
  const begins = [from, ...midnights];
  return begins.map((begin, index) => ({ from: begin, until: begins[index + 1] ?? until }));
}

/** The days of these that a recurrence runs on. Counting takes long, so days that begin and end alike are counted once. */
export function runsByDay(recurrence: Recurrence, days: readonly Span[], countable: Countable): DayOfRuns[] {
  const counts = new Map<string, number>();
  return days.flatMap((day) => {
    const first = recurrence.between(day.from, day.until, MOST_APART + 1);
    const end = first.at(-1);
    if (end === undefined) return [];
    if (first.length <= MOST_APART) return [{ first, count: first.length, last: end }];
    const last = recurrence.last(new Date(day.until.getTime() - 1), end) ?? end;
    const shape = [...first, last, day.until].map((at) => at.getTime() - day.from.getTime()).join();
    if (!counts.has(shape) && countable.runs > 0) {
      const count = recurrence.between(day.from, day.until, Infinity).length;
      countable.runs -= count;
      counts.set(shape, count);
    }
    const count = counts.get(shape) ?? null;
    return [{ first: first.slice(0, MOST_APART), count, last }];
  });
}
