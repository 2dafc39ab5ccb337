import type { CalendarRun, ScheduleCalendar } from '@scanfleet/contracts';
import { zonedTime } from '../text/zoned-time.js';

const DAY_MS = 86_400_000;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** A run, or many runs of one schedule, as an entry of a day. */
export interface DayRun extends CalendarRun {
  readonly time: string;
  /** When the last of many begins; empty for one. */
  readonly lastTime: string;
}

/** The part of a blackout that lies on a day. */
export interface DayBlackout {
  readonly blackout: ScheduleCalendar['blackouts'][number];
  /** When it begins and ends on this day; `00:00` and `24:00` where it comes from the day before or goes on. */
  readonly from: string;
  readonly until: string;
}

export interface CalendarDay {
  /** `2026-03-29`. */
  readonly date: string;
  readonly runs: readonly DayRun[];
  readonly blackouts: readonly DayBlackout[];
  /** So many runs, each of many too; null where the console did not count them. */
  readonly count: number | null;
  /** Whether runs of it are not told, because there are too many before. */
  readonly missing: 'none' | 'some' | 'all';
  /** Entries that would meet another of their site. */
  readonly collisions: number;
}

/** The month of an address bar, `2026-03`; the one of `today` for anything else. */
export function monthOf(text: string | undefined, today: string): string {
  return text !== undefined && /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text) ? text : today.slice(0, 7);
}

/** `March 2026`. */
export function monthName(month: string): string {
  return `${MONTHS[Number(month.slice(5)) - 1] ?? ''} ${month.slice(0, 4)}`;
}

/** `Sunday 29 March 2026`. */
export function dayName(date: string): string {
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(midnight(date));
  return `${weekday} ${Number(date.slice(8))} ${monthName(date.slice(0, 7))}`;
}

/** The day so many days on. */
export function dayAfter(date: string, days: number): string {
  return new Date(midnight(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day so many months on; the last of that month where it has no such day. */
export function monthAfter(date: string, months: number): string {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const month = `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
  const last = Number(dayAfter(`${shiftMonth(month)}-01`, -1).slice(8));
  return `${month}-${String(Math.min(Number(date.slice(8)), last)).padStart(2, '0')}`;
}

/** All days of the weeks that a month has days in, from a Monday on. */
export function daysOfMonth(month: string): readonly string[] {
  const first = `${month}-01`;
  const start = dayAfter(first, -((new Date(midnight(first)).getUTCDay() + 6) % 7));
  const days: string[] = [];
  for (let day = start; day.slice(0, 7) <= month || days.length % 7 !== 0; day = dayAfter(day, 1)) days.push(day);
  return days;
}

/** The moment at which a day begins by the clocks of a zone. */
export function startOfDay(date: string, zone: string): Date {
  const utc = midnight(date);
  // The offset that holds then is that of the guess, or of the guess put right with it: clocks are changed at most once that day.
  const guess = utc - offsetAt(utc, zone);
  const better = utc - offsetAt(guess, zone);
  return new Date(offsetAt(better, zone) === utc - better ? better : Math.max(guess, better));
}

/** What is to come, day by day, by the clocks of a zone. */
export function calendarDays(
  { runs, blackouts, cutAt }: Pick<ScheduleCalendar, 'runs' | 'blackouts' | 'cutAt'>,
  days: readonly string[],
  zone: string,
): readonly CalendarDay[] {
  const runsOf = new Map<string, DayRun[]>(days.map((date) => [date, []]));
  for (const run of [...runs].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const { date, time } = zonedTime(run.at, zone);
    const lastTime = run.count !== 1 ? zonedTime(run.lastAt, zone).time : '';
    runsOf.get(date)?.push({ ...run, time, lastTime });
  }
  return days.map((date) => {
    const own = runsOf.get(date) ?? [];
    return {
      date,
      runs: own,
      blackouts: blackoutsOf(date, blackouts, zone),
      count: own.reduce<number | null>((sum, run) => (sum === null || run.count === null ? null : sum + run.count), 0),
      missing: missingOf(date, cutAt, zone),
      collisions: own.filter((run) => run.collidesWith.length > 0).length,
    };
  });
}

function missingOf(date: string, cutAt: string | null, zone: string): CalendarDay['missing'] {
  if (cutAt === null || startOfDay(dayAfter(date, 1), zone).getTime() <= Date.parse(cutAt)) return 'none';
  return startOfDay(date, zone).getTime() >= Date.parse(cutAt) ? 'all' : 'some';
}

function blackoutsOf(date: string, blackouts: ScheduleCalendar['blackouts'], zone: string): readonly DayBlackout[] {
  const begin = startOfDay(date, zone).getTime();
  const end = startOfDay(dayAfter(date, 1), zone).getTime();
  return blackouts
    .filter((blackout) => Date.parse(blackout.start) < end && Date.parse(blackout.end) > begin)
    .map((blackout) => ({
      blackout,
      from: Date.parse(blackout.start) <= begin ? '00:00' : zonedTime(blackout.start, zone).time,
      until: Date.parse(blackout.end) >= end ? '24:00' : zonedTime(blackout.end, zone).time,
    }));
}

function offsetAt(at: number, zone: string): number {
  const { date, time } = zonedTime(at, zone);
  return Date.parse(`${date}T${time}Z`) - Math.floor(at / 1000) * 1000;
}

function midnight(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function shiftMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
