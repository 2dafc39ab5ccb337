import type { RecurrenceDraft } from './recurrence-draft.js';
import { inOrder, weekdayOf, weekdayOfDate, type Weekday } from './weekdays.js';

const UNITS = { minutes: 'MINUTELY', hours: 'HOURLY' } as const;

/** What of a draft a rule says, beside its start. */
export type SaidByRule = Partial<RecurrenceDraft> & Pick<RecurrenceDraft, 'mode'>;

/** The lines of RFC 5545 for a draft in a simple mode; empty for a single run. */
export function rulesOf(draft: RecurrenceDraft): string {
  const parts = repeating(draft);
  return parts.length === 0 ? '' : `RRULE:${[...parts, ...ending(draft)].join(';')}`;
}

function repeating(draft: RecurrenceDraft): string[] {
  switch (draft.mode) {
    case 'interval':
      return [`FREQ=${UNITS[draft.unit]}`, ...interval(draft.every)];
    case 'daily':
      return ['FREQ=DAILY', ...interval(draft.step)];
    case 'weekly':
      return ['FREQ=WEEKLY', ...interval(draft.step), `BYDAY=${inOrder(draft.days).join(',')}`];
    case 'monthly': {
      const day = draft.monthlyBy === 'day' ? `BYMONTHDAY=${draft.monthDay}` : `BYDAY=${draft.nth}${draft.weekday}`;
      return ['FREQ=MONTHLY', ...interval(draft.step), day];
    }
    case 'once':
    case 'cron':
    case 'rules':
      return [];
  }
}

function interval(count: number | null): string[] {
  return count === null || count === 1 ? [] : [`INTERVAL=${count}`];
}

function ending({ ends, lastDate, count }: RecurrenceDraft): string[] {
  if (ends === 'on') return [`UNTIL=${lastDate.replaceAll('-', '')}T235959`];
  return ends === 'after' ? [`COUNT=${count}`] : [];
}

/**
 * Reads the lines of a recurrence into the simple mode that says the same.
 * @param start its start: what a rule leaves out, it takes from there
 * @returns undefined where no simple mode says all of it
 */
export function readRules(
  rules: string,
  start: { readonly date: string; readonly time: string },
): SaidByRule | undefined {
  const lines = rules.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim().toUpperCase()]));
  const [line] = lines;
  if (line === undefined) return { mode: 'once' };
  const parts = lines.length === 1 ? partsOf(line.replace(/^RRULE:/, '')) : undefined;
  if (parts === undefined) return undefined;
  const said = readParts(parts, start);
  // What is left says something that the form has no field for.
  return parts.size === 0 ? said : undefined;
}

function partsOf(rule: string): Map<string, string> | undefined {
  const pairs = rule.split(';').map((part) => part.split('='));
  const parts = new Map(pairs.map(([name = '', value = '']) => [name, value]));
  return parts.size === pairs.length && pairs.every((pair) => pair.length === 2) ? parts : undefined;
}

/** Takes from the parts what a simple mode says. */
function readParts(
  parts: Map<string, string>,
  start: { readonly date: string; readonly time: string },
): SaidByRule | undefined {
  const take = (name: string): string | undefined => {
    const value = parts.get(name);
    parts.delete(name);
    return value;
  };
  const frequency = take('FREQ');
  const count = wholeNumber(take('INTERVAL') ?? '1');
  const end = readEnd(take('UNTIL'), take('COUNT'));
  if (parts.get('WKST') === 'MO') parts.delete('WKST');
  takeTime(parts, frequency, start.time);
  if (count === undefined || end === undefined) return undefined;
  switch (frequency) {
    case 'MINUTELY':
      return { mode: 'interval', unit: 'minutes', every: count, ...end };
    case 'HOURLY':
      return { mode: 'interval', unit: 'hours', every: count, ...end };
    case 'DAILY':
      return { mode: 'daily', step: count, ...end };
    case 'WEEKLY': {
      const days = readDays(take('BYDAY') ?? weekdayOfDate(start.date));
      return days && { mode: 'weekly', step: count, days, ...end };
    }
    case 'MONTHLY': {
      const day = readMonthDay({
        byDay: take('BYDAY'),
        byPosition: take('BYSETPOS'),
        byMonthDay: take('BYMONTHDAY'),
        start: start.date,
      });
      return day && { mode: 'monthly', step: count, ...day, ...end };
    }
    default:
      return undefined;
  }
}

/** What a rule says of the time of day beyond its frequency; the start's own adds nothing. */
function takeTime(parts: Map<string, string>, frequency: string | undefined, time: string): void {
  const [hour = '', minute = '', second = '0'] = time.split(':');
  const own = [
    ['BYSECOND', second],
    ...(frequency === 'MINUTELY' ? [] : [['BYMINUTE', minute]]),
    ...(frequency === 'MINUTELY' || frequency === 'HOURLY' ? [] : [['BYHOUR', hour]]),
  ];
  for (const [name = '', value] of own) {
    const said = parts.get(name);
    if (said !== undefined && /^\d{1,2}$/.test(said) && Number(said) === Number(value)) parts.delete(name);
  }
}

function readEnd(
  until: string | undefined,
  count: string | undefined,
): (Pick<RecurrenceDraft, 'ends'> & Partial<RecurrenceDraft>) | undefined {
  if (until !== undefined && count !== undefined) return undefined;
  if (until !== undefined) {
    const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)(?:T235959)?$/.exec(until) ?? [];
    return year === undefined ? undefined : { ends: 'on', lastDate: `${year}-${month}-${day}` };
  }
  if (count === undefined) return { ends: 'never' };
  const runs = wholeNumber(count);
  return runs === undefined ? undefined : { ends: 'after', count: runs };
}

function readDays(text: string): Weekday[] | undefined {
  const days = text.split(',').map(weekdayOf);
  return days.every((day) => day !== undefined) ? inOrder(days) : undefined;
}

function readMonthDay(said: {
  byDay: string | undefined;
  byPosition: string | undefined;
  byMonthDay: string | undefined;
  start: string;
}): Partial<RecurrenceDraft> | undefined {
  const { byDay, byPosition, byMonthDay, start } = said;
  if (byDay === undefined && byPosition === undefined) {
    const monthDay = byMonthDay ?? String(Number(start.slice(8)));
    return /^(-1|[1-9]|[12]\d|3[01])$/.test(monthDay) ? { monthlyBy: 'day', monthDay } : undefined;
  }
  if (byMonthDay !== undefined) return undefined;
  const [, nth, code] = /^(-1|[1-5])([A-Z]{2})$/.exec(`${byPosition ?? ''}${byDay ?? ''}`.replace('+', '')) ?? [];
  const weekday = weekdayOf(code ?? '');
  return nth === undefined || weekday === undefined ? undefined : { monthlyBy: 'weekday', nth, weekday };
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
