const HOUR = 3_600_000;

/** For how long something is muted; `until` is a moment that a person writes. */
export const muteLengths = [
  { value: '1h', label: '1 hour', milliseconds: HOUR },
  { value: '8h', label: '8 hours', milliseconds: 8 * HOUR },
  { value: '1d', label: '1 day', milliseconds: 24 * HOUR },
  { value: '7d', label: '1 week', milliseconds: 7 * 24 * HOUR },
] as const;
export type MuteLength = (typeof muteLengths)[number]['value'] | 'until';

/** A choice of a length and, for `until`, the text of a `datetime-local` control. */
export interface MuteChoice {
  readonly length: MuteLength;
  readonly until: string;
}

/** The moment at which a mute ends, as the wire has it. */
export function muteEnd({ length, until }: MuteChoice, now: number): string {
  const chosen = muteLengths.find(({ value }) => value === length);
  return (chosen ? new Date(now + chosen.milliseconds) : new Date(until)).toISOString();
}

/** What is wrong with the moment that was written: there must be one, and it must lie ahead. */
export function muteEndProblem(
  { length, until }: MuteChoice,
  now: number,
): { kind: string; message: string } | undefined {
  if (length !== 'until' || Date.parse(until) > now) return undefined;
  return { kind: 'until', message: until === '' ? 'Say until when.' : 'must be in the future' };
}
