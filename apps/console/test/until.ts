import { setTimeout as delay } from 'node:timers/promises';

/** Waits for something to become true; a test fails rather than hangs when it never does. */
export async function until(condition: () => boolean, { withinMs = 10_000 } = {}): Promise<void> {
  const end = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`did not become true within ${withinMs} ms: ${condition.toString()}`);
    await delay(10);
  }
}
