/**
 * Waits so many milliseconds, or less when one of the signals is aborted; never throws. Listeners are removed again: loops that
 * wait five times a second for weeks must not grow the signals they watch.
 */
export function wait(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, signals.some(({ aborted }) => aborted) ? 0 : milliseconds);
    for (const signal of signals) signal.addEventListener('abort', finish, { once: true });
  });
}
