import { zonedTime } from '../text/zoned-time.js';

/** Names of the IANA time zones that this browser knows, UTC first. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/**
 * The zones that have all the words in their name, those in front that begin with one: `new york` finds
 * `America/New_York`, `+05:45` those whose clocks are so far from UTC now.
 */
export function findTimeZones(zones: readonly string[], words: string, now: Date): readonly string[] {
  const wanted = plain(words)
    .split(' ')
    .filter((word) => word !== '');
  const offset = /^(?:utc|gmt)?([+-]\d\d:?\d\d)$/.exec(words.trim().toLowerCase())?.[1];
  if (offset !== undefined) {
    const digits = offset.replace(':', '');
    return zones.filter((zone) => zonedTime(now, zone).offset.replace(':', '') === digits);
  }
  const found = zones.filter((zone) => wanted.every((word) => plain(zone).includes(word)));
  const isInFront = (zone: string): boolean =>
    wanted[0] !== undefined && zone.split('/').some((part) => plain(part).startsWith(wanted[0] ?? ''));
  return [...found.filter(isInFront), ...found.filter((zone) => !isInFront(zone))];
}

/** The zone of a name however it is written: `europe/berlin`, `New York` where only one has it. */
export function timeZoneNamed(zones: readonly string[], name: string): string | undefined {
  const same = zones.find((zone) => zone.toLowerCase() === name.trim().toLowerCase());
  if (same !== undefined || name.trim() === '') return same;
  const places = zones.filter((zone) => plain(zone.split('/').at(-1) ?? '') === plain(name));
  return places.length === 1 ? places[0] : undefined;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[_/]/g, ' ').trim();
}
