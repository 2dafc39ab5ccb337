/**
 * Moments as a `datetime-local` control has them: minutes in the time of the reader, `2026-11-22T06:30`; empty for never.
 */
export function expiryText(at: string | null): string {
  if (at === null) return '';
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The moment that such a text means, as the wire has it. */
export function expiryMoment(text: string): string | null {
  return text === '' ? null : new Date(text).toISOString();
}

/** What is wrong with such a text: only what lies ahead can be chosen. */
export function expiryProblem(text: string, now: number): { kind: string; message: string } | undefined {
  return text === '' || Date.parse(text) > now ? undefined : { kind: 'past', message: 'must be in the future' };
}
