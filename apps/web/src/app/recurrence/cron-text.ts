import type { RecurrenceDraft } from './recurrence-draft.js';
import type { SaidByRule } from './rule-text.js';
import { inOrder, weekdays, type Weekday } from './weekdays.js';

/** The cron expression that says the same as a draft in a simple mode; undefined where cron can't say it. */
export function cronOf(draft: RecurrenceDraft): string | undefined {
  if (draft.ends !== 'never') return undefined;
  const [hour = 0, minute = 0] = draft.time.split(':').map(Number);
  const at = `${minute} ${hour}`;
  switch (draft.mode) {
    case 'interval':
      return draft.unit === 'minutes' ? everyMinutes(draft.every, minute) : everyHours(draft.every, hour, minute);
    case 'daily':
      return draft.step === 1 ? `${at} * * *` : undefined;
    case 'weekly':
      return draft.step === 1 && draft.days.length > 0 ? `${at} * * ${inOrder(draft.days).map(nameOf)}` : undefined;
    case 'monthly':
      return draft.step === 1 && draft.monthlyBy === 'day' && draft.monthDay !== '-1'
        ? `${at} ${draft.monthDay} * *`
        : undefined;
    case 'once':
    case 'cron':
    case 'rules':
      return undefined;
  }
}

function everyMinutes(every: number | null, minute: number): string | undefined {
  if (every === null || every < 1 || 60 % every !== 0) return undefined;
  return every === 60 ? `${minute} * * * *` : `${steps(every, minute % every, 59)} * * * *`;
}

function everyHours(every: number | null, hour: number, minute: number): string | undefined {
  if (every === null || every < 1 || 24 % every !== 0) return undefined;
  return every === 24 ? `${minute} ${hour} * * *` : `${minute} ${steps(every, hour % every, 23)} * * *`;
}

function steps(every: number, first: number, last: number): string {
  if (every === 1) return '*';
  return first === 0 ? `*/${every}` : `${first}-${last}/${every}`;
}

/** Reads a cron expression into the simple mode that says the same; undefined where none does. */
export function readCron(expression: string): SaidByRule | undefined {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = expression.trim().split(/\s+/);
  if (more.length > 0 || month !== '*') return undefined;
  const time = timeOf(hour, minute);
  if (day === '*' && weekday === '*')
    return time ? { mode: 'daily', step: 1, ends: 'never', time } : readSteps(minute, hour);
  if (time === undefined) return undefined;
  if (day === '*') {
    const days = readDays(weekday);
    return days && { mode: 'weekly', step: 1, ends: 'never', days, time };
  }
  return weekday === '*' && /^([1-9]|[12]\d|3[01])$/.test(day)
    ? { mode: 'monthly', step: 1, ends: 'never', monthlyBy: 'day', monthDay: day, time }
    : undefined;
}

/** Every so many minutes of each hour, or one minute of every so many hours. */
function readSteps(minute: string, hour: string): SaidByRule | undefined {
  const minutes = /^(?:\*|(\d{1,2})-59)\/(\d{1,2})$/.exec(minute);
  if (minutes && hour === '*') {
    const every = Number(minutes[2]);
    const first = Number(minutes[1] ?? 0);
    const isEven = every > 0 && 60 % every === 0 && first < every;
    return isEven ? { mode: 'interval', unit: 'minutes', every, ends: 'never', time: clock(0, first) } : undefined;
  }
  if (minute === '*' && hour === '*') return { mode: 'interval', unit: 'minutes', every: 1, ends: 'never' };
  const hours = hour === '*' ? ['', '0', '1'] : /^(?:\*|(\d{1,2})-23)\/(\d{1,2})$/.exec(hour);
  if (hours === null || !/^[1-5]?\d$/.test(minute)) return undefined;
  const every = Number(hours[2]);
  const first = Number(hours[1] ?? 0);
  const isEven = every > 0 && 24 % every === 0 && first < every;
  return isEven
    ? { mode: 'interval', unit: 'hours', every, ends: 'never', time: clock(first, Number(minute)) }
    : undefined;
}

function timeOf(hour: string, minute: string): string | undefined {
  return /^(1?\d|2[0-3])$/.test(hour) && /^[1-5]?\d$/.test(minute) ? clock(Number(hour), Number(minute)) : undefined;
}

/** Names, numbers (0 and 7 are Sunday) and ranges of them. */
function readDays(text: string): Weekday[] | undefined {
  const days: Weekday[] = [];
  for (const part of text.split(',')) {
    const ends = part.split('-').map((word) => dayNumber(word));
    const [first, end = first] = ends;
    if (ends.includes(undefined) || ends.length > 2 || first === undefined || end === undefined || end < first)
      return undefined;
    for (let number = first; number <= end; number += 1) {
      const day = weekdays[(number + 6) % 7];
      if (day) days.push(day.code);
    }
  }
  return inOrder(days);
}

/** 0 to 7 for a day of cron. */
function dayNumber(word: string): number | undefined {
  if (/^[0-7]$/.test(word)) return Number(word);
  const index = weekdays.findIndex((day) => day.short.toUpperCase() === word.toUpperCase());
  return index < 0 ? undefined : index + 1;
}

function nameOf(code: Weekday): string {
  return weekdays.find((day) => day.code === code)?.short.toUpperCase() ?? '';
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
