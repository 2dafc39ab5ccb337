/** IANA time zones that this browser knows, UTC first. */
export function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** The time zone of the reader. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/** What is wrong with the name of a time zone. */
export function timeZoneProblem(zone: string): { kind: string; message: string } | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone.trim() });
    return undefined;
  } catch {
    // A RangeError: there is no such zone.
    return { kind: 'zone', message: 'is no time zone; write one such as Europe/Berlin' };
  }
}
