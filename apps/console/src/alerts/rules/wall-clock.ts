const formats = new Map<string, Intl.DateTimeFormat>();

export const MINUTE = 60_000;
export const MINUTES_A_DAY = 1440;

/** Minutes since midnight that a clock on the wall of a zone shows. */
export function wallMinute(at: Date, zone: string): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
  return part('hour') * 60 + part('minute');
}

/** `07:30` as minutes since midnight. */
export function minuteOf(timeOfDay: string): number {
  const [hours = 0, minutes = 0] = timeOfDay.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The first whole minute later than an instant. */
export function nextMinute(at: Date): Date {
  return new Date((Math.floor(at.getTime() / MINUTE) + 1) * MINUTE);
}

/**
 * The first whole minute from `guess` on, or when the offset of the zone changes in between from `at` on, at which the clock
 * on the wall is as wished.
 * @param guess where it would be if the offset stayed the same
 */
export function firstMinute(
  at: Date,
  { guess, minutes, zone }: { guess: Date; minutes: number; zone: string },
  wished: (minute: number) => boolean,
): Date {
  // With the same offset the clock on the wall went on by as many minutes as have passed.
  const expected = (wallMinute(at, zone) + minutes) % MINUTES_A_DAY;
  if (wallMinute(guess, zone) === expected && wished(expected)) return guess;
  let found = nextMinute(at);
  while (!wished(wallMinute(found, zone))) found = nextMinute(found);
  return found;
}

/** Making a format takes far longer than using it. There are only so many zones. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, format);
  return format;
}
