import type { Absence } from '../platform/queue/sweep-claims.js';

/**
 * The moment from which on engines had so many seconds in which they could reach a console. The time that an absence took
 * does not count, nor does the time after it that engines have to come back.
 * @param absence the last time in which no console was there; null = there was none
 * @param returnSeconds how long after its end engines may need until all of them have called again
 */
export function reachableAgo(
  now: Date,
  seconds: number,
  { absence, returnSeconds }: { absence: Absence | null; returnSeconds: number },
): Date {
  const back = new Date(now.getTime() - seconds * 1000);
  if (!absence) return back;
  const { lastedSeconds, endedSecondsAgo } = absence;
  const sinceReturn = endedSecondsAgo - returnSeconds;
  if (seconds <= sinceReturn) return back;
  const lost = lastedSeconds + Math.min(endedSecondsAgo, returnSeconds);
  return new Date(back.getTime() - lost * 1000);
}
