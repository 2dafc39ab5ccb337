/** No run is expected to take longer, milliseconds. */
const LONGEST_MILLISECONDS = 366 * 24 * 3_600_000;

/**
 * When a scanner expects to end, unless that cannot be: an engine's clock may be wrong, and so may its word.
 * @param estimatedEndAt RFC 3339, or null.
 */
export function plausibleEnd(estimatedEndAt: string | null, now: Date): Date | null {
  if (estimatedEndAt === null) return null;
  const ahead = Date.parse(estimatedEndAt) - now.getTime();
  return ahead >= 0 && ahead <= LONGEST_MILLISECONDS ? new Date(estimatedEndAt) : null;
}
