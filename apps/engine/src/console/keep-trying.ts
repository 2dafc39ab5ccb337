import type { BackOff } from './back-off.js';
import { wait } from '../wait.js';
import { isRetryable, needsPeople } from './console-error.js';

/** A person has to act first, so asking more often than this only fills logs. */
const SLOWEST_MS = 30_000;

/**
 * Repeats a call until it succeeds: with back-off while the console is away, slowly while it refuses the engine as such (token
 * revoked, engine disabled). Other refusals are thrown at once. Throws the signal's reason when aborted.
 */
export async function keepTrying<T>(
  action: () => Promise<T>,
  { signal, backOff, onFailure }: { signal: AbortSignal; backOff: BackOff; onFailure?: (error: unknown) => void },
): Promise<T> {
  for (;;) {
    try {
      const result = await action();
      backOff.reset();
      return result;
    } catch (error) {
      if (signal.aborted || !(isRetryable(error) || needsPeople(error))) throw error;
      onFailure?.(error);
      await wait(Math.max(backOff.next(), needsPeople(error) ? SLOWEST_MS : 0), [signal]);
      signal.throwIfAborted();
    }
  }
}
