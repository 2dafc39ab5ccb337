import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Engine } from '@scanfleet/contracts';

type Judged = Pick<Engine, 'online' | 'enabled' | 'approved' | 'draining' | 'busySlots'>;

/** What keeps an engine from work, in one word; else whether it works. What an admin must see first goes first. */
export function engineState(engine: Judged): { word: string; tone: string } {
  if (!engine.approved) return { word: 'waiting for approval', tone: 'warn' };
  if (!engine.enabled) return { word: 'disabled', tone: 'quiet' };
  if (!engine.online) return { word: 'offline', tone: 'bad' };
  if (engine.draining) return { word: engine.busySlots > 0 ? 'draining' : 'drained', tone: 'warn' };
  return engine.busySlots > 0 ? { word: 'scanning', tone: 'live' } : { word: 'online', tone: 'good' };
}

@Component({
  selector: 'sf-engine-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [class]="'badge ' + words().tone"
    ><span class="word">{{ words().word }}</span></span
  >`,
})
export class EngineState {
  readonly engine = input.required<Judged>();
  protected readonly words = computed(() => engineState(this.engine()));
}
