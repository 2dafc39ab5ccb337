import type { Weekday } from './weekdays.js';

/** The ways to say a recurrence: five simple ones, and two texts for the rest. */
export const RecurrenceMode = {
  Once: 'once',
  Interval: 'interval',
  Daily: 'daily',
  Weekly: 'weekly',
  Monthly: 'monthly',
  Cron: 'cron',
  Rules: 'rules',
} as const;
export type RecurrenceMode = (typeof RecurrenceMode)[keyof typeof RecurrenceMode];

/** A recurrence as its form has it. What another mode asks for is kept meanwhile. */
export interface RecurrenceDraft {
  readonly mode: RecurrenceMode;
  /** Wall-clock date and time of the start, in `zone`. */
  readonly date: string;
  readonly time: string;
  readonly zone: string;
  /** Every so many minutes or hours. */
  readonly every: number | null;
  readonly unit: 'minutes' | 'hours';
  /** Every so many days, weeks or months. */
  readonly step: number | null;
  readonly days: readonly Weekday[];
  readonly monthlyBy: 'day' | 'weekday';
  /** `1` to `31`, or `-1` for the last. */
  readonly monthDay: string;
  /** Which of the weekdays of a month: `1` to `5`, or `-1` for the last. */
  readonly nth: string;
  readonly weekday: Weekday;
  readonly ends: 'never' | 'on' | 'after';
  readonly lastDate: string;
  readonly count: number | null;
  readonly cron: string;
  /** Before this a cron expression names nothing; empty = from when it is saved. */
  readonly cronFrom: string;
  /** Lines of RFC 5545. */
  readonly rules: string;
}

const DAY_MS = 86_400_000;

/** The form of a new recurrence: every day at two in the morning, from tomorrow on. */
export function newRecurrence(now: Date, zone: string): RecurrenceDraft {
  const tomorrow = new Date(now.getTime() - now.getTimezoneOffset() * 60_000 + DAY_MS);
  return recurrenceFrom({ date: tomorrow.toISOString().slice(0, 10), time: '02:00', zone });
}

/** A daily recurrence from a start, with something to begin with in the fields of every other mode. */
export function recurrenceFrom(start: Pick<RecurrenceDraft, 'date' | 'time' | 'zone'>): RecurrenceDraft {
  return {
    ...start,
    mode: RecurrenceMode.Daily,
    every: 30,
    unit: 'minutes',
    step: 1,
    days: ['MO', 'TU', 'WE', 'TH', 'FR'],
    monthlyBy: 'day',
    monthDay: '1',
    nth: '1',
    weekday: 'MO',
    ends: 'never',
    lastDate: '',
    count: 10,
    cron: '',
    cronFrom: '',
    rules: '',
  };
}

/** Whether the mode is made of fields; the others are text. */
export function isSimple(mode: RecurrenceMode): boolean {
  return mode !== RecurrenceMode.Cron && mode !== RecurrenceMode.Rules;
}

/** Whether the mode repeats and has fields for its end. */
export function mayEnd(mode: RecurrenceMode): boolean {
  return mode !== RecurrenceMode.Once && isSimple(mode);
}
