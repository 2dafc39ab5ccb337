import { readRecurrence } from '../read-recurrence.js';
import { type Recurrence, type RecurrenceText } from '../recurrence.js';

/** A recurrence from rules that are known to be right; without more, from 2026-03-01 02:30 in Berlin. */
export function recurring(rules: string, { start, zone }: Partial<RecurrenceText> = {}): Recurrence {
  const read = readRecurrence({ start: start ?? '2026-03-01T02:30', zone: zone ?? 'Europe/Berlin', rules });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join('\n'));
  return read.recurrence;
}

/** The first occurrences of all, as `2026-03-01T02:30` in UTC. */
export function first(count: number, recurrence: Recurrence): string[] {
  return minutes(recurrence.between(new Date(0), new Date('9999-12-31'), count));
}

/** Instants in UTC, without seconds. */
export function minutes(dates: readonly Date[]): string[] {
  return dates.map((date) => date.toISOString().slice(0, 16));
}
