const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall-clock time of a zone, `2026-03-29T03:30:00`. */
export function localTime(at: Date, zone: string): string {
  const part = partsOf(at, zone);
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** The same with its distance to UTC, `2026-03-29T03:30:00+02:00`. */
export function localTimeWithOffset(at: Date, zone: string): string {
  // Intl says "GMT" where there is no distance.
  const offset = partsOf(at, zone)('timeZoneName').replace('GMT', '') || '+00:00';
  return `${localTime(at, zone)}${offset}`;
}

function partsOf(at: Date, zone: string): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = formatOf(zone).formatToParts(at);
  return (type) => parts.find((part) => part.type === type)?.value ?? '';
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
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  formats.set(zone, format);
  return format;
}
