import type { NotSent } from '../senders/sending.js';

/** What becomes of a delivery after an attempt that failed. */
export type Prospect = { readonly kind: 'again'; readonly inSeconds: number } | { readonly kind: 'dead' };

/**
 * Decides whether a delivery is tried again, and when.
 * @param tryingSeconds since the first attempt began
 * @param pauseSeconds as the pace has it
 */
export function afterFailure(
  { permanent = false, retryAfterSeconds = 0 }: Pick<NotSent, 'permanent' | 'retryAfterSeconds'>,
  {
    tryingSeconds,
    pauseSeconds,
    longestSeconds,
  }: { tryingSeconds: number; pauseSeconds: number; longestSeconds: number },
): Prospect {
  const inSeconds = Math.max(pauseSeconds, retryAfterSeconds);
  return permanent || tryingSeconds + inSeconds > longestSeconds ? { kind: 'dead' } : { kind: 'again', inSeconds };
}
