const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * How long to wait before try number `attempt` (0 is the first) at a lost connection, in milliseconds. The wait doubles
 * up to 20 s; half of it is chance, so that many browsers don't come back to a restarted console at one moment.
 * @param random a number from 0 up to 1
 */
export function reconnectDelay(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(full / 2 + (full / 2) * random);
}
