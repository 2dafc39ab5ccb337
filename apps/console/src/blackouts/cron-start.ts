/** As long as a blackout may last. */
const LONGEST_DAYS = 31;

/**
 * Where a blackout's cron expression begins: so long ago that a window counts that has begun and is not over. Whoever writes
 * `0 8 * * *` for ten hours at nine means today.
 */
export function cronStart(now: Date): Date {
  return new Date(now.getTime() - LONGEST_DAYS * 86_400_000);
}
