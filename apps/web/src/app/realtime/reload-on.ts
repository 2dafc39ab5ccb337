import { DestroyRef, inject } from '@angular/core';
import type { RealtimeEvent } from '@scanfleet/contracts';
import { RealtimeChannel } from './realtime-channel.js';

const AT_MOST_EVERY_MS = 300;

/**
 * Reloads what a page shows when an event concerns it, and after every gap of the connection. Events come in bursts, so
 * the first reloads at once and the others of the next 300 ms together do so once more. Must be called where `inject()` may be.
 */
export function reloadOn(concerns: (event: RealtimeEvent) => boolean, ...shown: readonly { reload(): void }[]): void {
  const channel = inject(RealtimeChannel);
  let resting: ReturnType<typeof setTimeout> | undefined;
  let missed = false;

  const reload = (): void => {
    if (resting !== undefined) {
      missed = true;
      return;
    }
    for (const each of shown) each.reload();
    resting = setTimeout(() => {
      resting = undefined;
      if (!missed) return;
      missed = false;
      reload();
    }, AT_MOST_EVERY_MS);
  };

  const events = channel.events.subscribe((event) => {
    if (concerns(event)) reload();
  });
  const returns = channel.back.subscribe(reload);
  inject(DestroyRef).onDestroy(() => {
    events.unsubscribe();
    returns.unsubscribe();
    clearTimeout(resting);
  });
}
