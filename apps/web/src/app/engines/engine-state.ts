import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Engine } from '@scanfleet/contracts';

@Component({
  selector: 'sf-engine-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [class]="'badge ' + words().tone"
    ><span class="word">{{ words().word }}</span></span
  >`,
})
export class EngineState {
  readonly engine = input.required<Pick<Engine, 'online' | 'enabled' | 'busySlots'>>();
  protected readonly words = computed(() => {
    const { online, enabled, busySlots } = this.engine();
    if (!enabled) return { word: 'disabled', tone: 'quiet' };
    if (!online) return { word: 'offline', tone: 'bad' };
    return busySlots > 0 ? { word: 'scanning', tone: 'live' } : { word: 'online', tone: 'good' };
  });
}
