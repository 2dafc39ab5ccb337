/** A moment as a wall clock shows it. */
export interface ZonedTime {
  /** `Sun`. */
  readonly day: string;
  /** `2026-03-29`. */
  readonly date: string;
  /** `03:30`; with seconds where there are some. */
  readonly time: string;
  /** How far the clock is from UTC, `+02:00`. */
  readonly offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment by the clocks of an IANA time zone; by UTC in a zone that this browser does not know. */
export function zonedTime(at: string | number | Date, zone: string): ZonedTime {
  const parts = formatOf(zone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((each) => each.type === type)?.value ?? '';
  const seconds = part('second') === '00' ? '' : `:${part('second')}`;
  return {
    day: part('weekday'),
    date: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}${seconds}`,
    offset: part('timeZoneName').replace('GMT', '').replace('\u2212', '-') || '+00:00',
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = isTimeZone(zone) ? newFormat(zone) : newFormat('UTC');
  formats.set(zone, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
}

/** Whether the browser knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    // A RangeError: there is no such zone.
    return false;
  }
}

/** The time zone of the reader. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
