import { DigestMode, type QuietHours } from '@scanfleet/contracts';
import { type Recurrence, readRecurrence } from '@scanfleet/recurrence';
import { firstMinute, MINUTE, MINUTES_A_DAY, minuteOf, wallMinute } from './wall-clock.js';

/** When a rule sends what it has to tell. */
export interface MessageTiming {
  readonly digest: DigestMode;
  /** Time of day of a daily digest. */
  readonly digestAt: string;
  readonly quiet: QuietHours | null;
  /** Zone of both times. */
  readonly zone: string;
}

/**
 * When something that is to be told now is sent: at once, with the next digest, at the end of quiet hours; not before the rule's
 * mute is over. Pure.
 */
export function dueAt(timing: MessageTiming, now: Date, mutedUntil: Date | null = null): Date {
  const digest = digestTime(timing, now);
  const due = mutedUntil !== null && mutedUntil > digest ? mutedUntil : digest;
  return timing.quiet === null ? due : quietEnd(due, timing.quiet, timing.zone);
}

function digestTime({ digest, digestAt, zone }: MessageTiming, now: Date): Date {
  switch (digest) {
    case DigestMode.Immediate:
      return now;
    case DigestMode.Hourly:
      return nextFullHour(now, zone);
    case DigestMode.Daily:
      return daily(digestAt, zone).next(now) ?? now;
  }
}

/** The next full hour on the wall: some zones are half an hour off. */
function nextFullHour(now: Date, zone: string): Date {
  const minutes = 60 - (wallMinute(now, zone) % 60);
  return firstMinute(now, { guess: minutesAfter(now, minutes), minutes, zone }, (minute) => minute % 60 === 0);
}

/** An instant itself when it is outside of quiet hours, else their end. Their beginning belongs to them, their end does not. */
function quietEnd(at: Date, quiet: QuietHours, zone: string): Date {
  const [from, to] = [minuteOf(quiet.from), minuteOf(quiet.to)];
  const isQuiet = (minute: number): boolean =>
    from < to ? from <= minute && minute < to : minute >= from || minute < to;
  const now = wallMinute(at, zone);
  if (!isQuiet(now)) return at;
  const minutes = (to - now + MINUTES_A_DAY) % MINUTES_A_DAY;
  return firstMinute(at, { guess: minutesAfter(at, minutes), minutes, zone }, (minute) => !isQuiet(minute));
}

/** So many whole minutes later than the minute of an instant. */
function minutesAfter(at: Date, minutes: number): Date {
  return new Date((Math.floor(at.getTime() / MINUTE) + minutes) * MINUTE);
}

const dailies = new Map<string, Recurrence>();
const MOST_DAILIES = 1000;

/** Every day at a time; on a day that lacks it, as RFC 5545 has it. */
function daily(timeOfDay: string, zone: string): Recurrence {
  const key = `${timeOfDay} ${zone}`;
  const known = dailies.get(key);
  if (known) return known;
  const read = readRecurrence({ start: `2000-01-01T${timeOfDay}`, zone, rules: 'RRULE:FREQ=DAILY' });
  if (!read.ok) throw new Error(`there is no daily ${key}`);
  if (dailies.size >= MOST_DAILIES) dailies.clear();
  dailies.set(key, read.recurrence);
  return read.recurrence;
}
