import type { Recurrence } from '@scanfleet/recurrence';
import type { Clock } from '../platform/clock/clock.js';

/** So many occurrences are decided about at a time; a year without consoles is half a million of a minutely schedule. */
export const MOST_DUE = 10_000;

/** An occurrence that is due. */
export interface DueRun {
  /** When it occurs. */
  readonly at: Date;
  /** When it should have run at the latest, its jitter included. */
  readonly dueAt: Date;
}

/** The occurrence that comes next, and when it runs. */
export interface NextRun {
  readonly occurrenceAt: Date;
  /** With the jitter that was chosen for it. */
  readonly runAt: Date;
}

/**
 * The occurrences that are due, oldest first.
 * @param next the first that nothing was decided about. It counts as it was stored: new zone data must not make it vanish.
 * @returns at most `MOST_DUE` of them, and whether there are more; none while `next` waits for its jitter.
 */
export function dueRuns(
  recurrence: Recurrence,
  { next, jitterSeconds, now }: { next: NextRun; jitterSeconds: number; now: Date },
): { due: DueRun[]; more: boolean } {
  if (next.runAt > now) return { due: [], more: false };
  const later = recurrence.between(justAfter(next.occurrenceAt), justAfter(now), MOST_DUE);
  const more = later.length === MOST_DUE;
  const others = more ? later.slice(0, -1) : later;
  const due = [{ at: next.occurrenceAt, dueAt: next.runAt }];
  others.forEach((at, index) => {
    const following = later[index + 1] ?? recurrence.next(at);
    const dueAt = new Date(at.getTime() + longestJitter({ at, following, jitterSeconds }) * 1000);
    // Only the newest can still wait for its jitter, which ends before the one that follows.
    if (dueAt <= now) due.push({ at, dueAt });
  });
  return { due, more };
}

/** The first occurrence after a moment, with a jitter chosen for it; null when none is left. */
export function nextRun(
  recurrence: Recurrence,
  after: Date,
  how: { jitterSeconds: number; clock: Clock },
): NextRun | null {
  const at = recurrence.next(after);
  if (!at) return null;
  const most = longestJitter({ at, following: recurrence.next(at), jitterSeconds: how.jitterSeconds });
  const jitter = most > 0 ? how.clock.below(most + 1) : 0;
  return { occurrenceAt: at, runAt: new Date(at.getTime() + jitter * 1000) };
}

/** Seconds by which an occurrence may be put off: no run comes after the occurrence that follows it. */
export function longestJitter({
  at,
  following,
  jitterSeconds,
}: {
  at: Date;
  following: Date | null;
  jitterSeconds: number;
}): number {
  if (!following) return jitterSeconds;
  return Math.max(0, Math.min(jitterSeconds, Math.ceil((following.getTime() - at.getTime()) / 1000) - 1));
}

function justAfter(at: Date): Date {
  return new Date(at.getTime() + 1);
}
