import type { ProblemIssue, RecurrenceRecord, RecurrenceRequest } from '@scanfleet/contracts';
import { readCron } from '../../src/app/recurrence/cron-text.js';
import { readRules, type SaidByRule } from '../../src/app/recurrence/rule-text.js';
import { weekdayOfDate } from '../../src/app/recurrence/weekdays.js';
import { isTimeZone, zonedTime } from '../../src/app/text/zoned-time.js';
import { Refusal } from './refusal.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LINE = /^(RRULE:|RDATE|EXDATE|FREQ=)/i;
const FIRST_MONDAY: SaidByRule = { mode: 'monthly', monthlyBy: 'weekday', nth: '1', weekday: 'MO', ends: 'never' };
const DAYS = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/;

/**
 * Stands in for the console's recurrences; good enough for what the pages show of them. What no simple mode says counts as
 * the first Monday of each month.
 * @throws Refusal when a field is wrong, at that field.
 */
export function fakeRecurrence(asked: RecurrenceRequest, now = new Date()): RecurrenceRecord {
  const { zone = 'UTC' } = asked;
  const issues = [...zoneIssues(zone), ...ruleIssues(asked.rules ?? ''), ...cronIssues(asked.cron)];
  if (issues.length > 0)
    throw new Refusal(422, { code: 'invalid_recurrence', message: 'The recurrence holds mistakes.', issues });
  const { date, time } = zonedTime(now, zone);
  const start = asked.start ?? `${date}T${time.slice(0, 5)}`;
  return {
    start: start.length === 16 ? `${start}:00` : start,
    zone,
    rules: asked.cron === undefined ? (asked.rules ?? '') : rulesOfCron(asked.cron),
    cron: asked.cron ?? null,
  };
}

/** The recurrence in words. */
export function fakeWords({ start, rules, cron, zone }: RecurrenceRecord): string {
  const [date = '', time = ''] = start.slice(0, 16).split('T');
  const said = saidBy({ start, rules, cron, zone });
  const at = said?.time ?? time;
  switch (said?.mode) {
    case 'once':
      return `once, on ${date} at ${at}`;
    case 'interval':
      return `every ${said.every} ${said.unit}`;
    case 'daily':
      return said.step === 1 ? `every day at ${at}` : `every ${said.step} days at ${at}`;
    case 'weekly':
      return `every week on ${said.days?.join(', ')} at ${at}`;
    case 'monthly':
      return `every month on ${said.monthlyBy === 'day' ? `day ${said.monthDay}` : `${said.nth} ${said.weekday}`} at ${at}`;
    case 'cron':
    case 'rules':
    case undefined:
      return `by rules of its own, at ${at}`;
  }
}

/** Occurrences from a moment on, until another, at most so many. */
export function fakeOccurrences(
  record: RecurrenceRecord,
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Date[] {
  const said = saidBy(record) ?? FIRST_MONDAY;
  const first = instantOf(record.start.slice(0, 16), record.zone);
  if (said.mode === 'once') return first >= from && first < until ? [first] : [];
  const found: Date[] = [];
  if (said.mode === 'interval') {
    const step = (said.every ?? 1) * (said.unit === 'hours' ? 60 : 1) * MINUTE_MS;
    const skipped = Math.max(0, Math.ceil((from.getTime() - first.getTime()) / step));
    for (let at = first.getTime() + skipped * step; at < until.getTime() && found.length < limit; at += step)
      found.push(new Date(at));
    return found;
  }
  const [startDate = '', startTime = ''] = record.start.slice(0, 16).split('T');
  const begin = Math.max(midnight(startDate), midnight(zonedTime(from, record.zone).date) - DAY_MS);
  for (let day = begin; day <= until.getTime() + DAY_MS && found.length < limit; day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    const at = instantOf(`${date}T${said.time ?? startTime}`, record.zone);
    const isOver = said.ends === 'on' && date > (said.lastDate ?? '');
    if (falls(said, date, startDate) && at >= from && at >= first && at < until && !isOver) found.push(at);
  }
  return said.ends === 'after' ? found.slice(0, said.count ?? 0) : found;
}

/** The same moment by the clocks of the zone, `2026-03-29T03:30:00+02:00`. */
export function fakeLocal(at: Date, zone: string): string {
  const { date, time, offset } = zonedTime(at, zone);
  return `${date}T${time.length === 5 ? `${time}:00` : time}${offset}`;
}

function saidBy({ start, rules, cron }: RecurrenceRecord): SaidByRule | undefined {
  const [date = '', time = ''] = start.split('T');
  return cron === null ? readRules(rules, { date, time }) : readCron(cron);
}

function falls(said: SaidByRule, date: string, start: string): boolean {
  const step = said.step ?? 1;
  const days = (midnight(date) - midnight(start)) / DAY_MS;
  switch (said.mode) {
    case 'daily':
      return days % step === 0;
    case 'weekly':
      return Math.floor(days / 7) % step === 0 && said.days?.includes(weekdayOfDate(date)) === true;
    case 'monthly':
      return isDayOfMonth(said, date);
    case 'once':
    case 'interval':
    case 'cron':
    case 'rules':
      return false;
  }
}

function isDayOfMonth(said: SaidByRule, date: string): boolean {
  const day = Number(date.slice(8));
  const isLastWeek = (days: number): boolean =>
    new Date(midnight(date) + days * DAY_MS).toISOString().slice(0, 7) !== date.slice(0, 7);
  if (said.monthlyBy === 'day') return said.monthDay === '-1' ? isLastWeek(1) : day === Number(said.monthDay);
  if (weekdayOfDate(date) !== said.weekday) return false;
  return said.nth === '-1' ? isLastWeek(7) : Math.ceil(day / 7) === Number(said.nth);
}

/** The moment of a wall-clock time; one that clocks leave out is read with the offset before. */
function instantOf(local: string, zone: string): Date {
  const wall = Date.parse(`${local}:00Z`);
  const offsetAt = (at: number): number => {
    const { date, time } = zonedTime(at, zone);
    return Date.parse(`${date}T${time.slice(0, 5)}:00Z`) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
  };
  const before = wall - offsetAt(wall - DAY_MS);
  const after = wall - offsetAt(wall + DAY_MS);
  return new Date(offsetAt(before) === wall - before ? before : offsetAt(after) === wall - after ? after : before);
}

function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function zoneIssues(zone: string): ProblemIssue[] {
  return isTimeZone(zone)
    ? []
    : [{ path: 'recurrence.zone', message: 'is no time zone; write one such as Europe/Berlin', token: zone }];
}

function ruleIssues(rules: string): ProblemIssue[] {
  return rules.split('\n').flatMap((text, index) => {
    const place = { path: 'recurrence.rules', line: index + 1 };
    if (text.trim() !== '' && !LINE.test(text))
      return [{ ...place, column: 1, token: text.slice(0, 40), message: 'is no line such as RRULE:FREQ=DAILY' }];
    const [, list = ''] = /BYDAY=([^;]*)/.exec(text) ?? [];
    const bad = list.split(',').find((day) => list !== '' && !DAYS.test(day));
    if (bad === undefined) return [];
    return [
      { ...place, column: text.indexOf(bad) + 1, token: bad, message: 'is no day of the week such as MO or 2TU' },
    ];
  });
}

function cronIssues(cron: string | undefined): ProblemIssue[] {
  if (cron === undefined || cron.startsWith('@')) return [];
  const fields = cron.trim().split(/\s+/);
  const [minute = ''] = fields;
  if (fields.length !== 5)
    return [{ path: 'recurrence.cron', message: `has ${fields.length} fields; write five, such as 30 2 * * MON-FRI` }];
  return /^\d+$/.test(minute) && Number(minute) > 59
    ? [{ path: 'recurrence.cron', column: 1, token: minute, message: 'is no minute from 0 to 59' }]
    : [];
}

function rulesOfCron(cron: string): string {
  const [minute = '0', hour = '0', , , weekday = '*'] = cron.split(' ');
  const at = `BYHOUR=${hour};BYMINUTE=${minute}`;
  return weekday === '*' ? `RRULE:FREQ=DAILY;${at}` : `RRULE:FREQ=WEEKLY;BYDAY=${weekday};${at}`;
}
