import type { Rehearsal } from '@scanfleet/contracts';

const DAY = 86_400_000;

/** One day of a rehearsal, with messages or without. */
export interface RehearsedDay {
  /** `2026-03-01`, in UTC. */
  readonly day: string;
  readonly messages: number;
  readonly lines: number;
  /** Messages as part of those of the fullest day, 0 to 100. */
  readonly percent: number;
}

/** Every day from the first to the last that was rehearsed: the console names only days with messages. */
export function rehearsedDays({ from, until, perDay }: Pick<Rehearsal, 'from' | 'until' | 'perDay'>): RehearsedDay[] {
  const known = new Map(perDay.map((day) => [day.day, day]));
  const most = Math.max(1, ...perDay.map(({ messages }) => messages));
  const days: RehearsedDay[] = [];
  for (let at = Date.parse(from.slice(0, 10)); at <= Date.parse(until); at += DAY) {
    const day = new Date(at).toISOString().slice(0, 10);
    const { messages, lines } = known.get(day) ?? { messages: 0, lines: 0 };
    days.push({ day, messages, lines, percent: (messages / most) * 100 });
  }
  return days;
}
