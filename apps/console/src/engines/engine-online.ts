/**
 * An engine counts as online for this long after the last check-in that was written, in milliseconds: as long as a written
 * one may be old, and two long polls more.
 */
export const ONLINE_MILLISECONDS = 120_000;
/** A check-in that changes nothing is written only when the last written one is older than this, in milliseconds: once a minute. */
export const SEEN_AGAIN_MILLISECONDS = 58_000;

/** The earliest moment of a last check-in that still counts as online at `now`. */
export function onlineSince(now: Date): Date {
  return new Date(now.getTime() - ONLINE_MILLISECONDS);
}

/** Whether an engine that was last seen at `lastSeenAt` is online at `now`. */
export function isOnline(engine: { lastSeenAt: Date | null }, now: Date): boolean {
  return engine.lastSeenAt !== null && engine.lastSeenAt >= onlineSince(now);
}

/** Whether the check-in at `now` must be written although the engine says nothing new. */
export function seenLongAgo(engine: { lastSeenAt: Date | null }, now: Date): boolean {
  return engine.lastSeenAt === null || now.getTime() - engine.lastSeenAt.getTime() > SEEN_AGAIN_MILLISECONDS;
}
