import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { HostStatus } from '@scanfleet/contracts';

const TONES: Readonly<Record<HostStatus, string>> = { up: 'good', down: 'bad', unknown: 'plain', gone: 'quiet' };

@Component({
  selector: 'sf-host-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [class]="tone()"
    ><span class="word">{{ status() }}</span></span
  >`,
})
export class HostStatusBadge {
  readonly status = input.required<HostStatus>();
  protected readonly tone = computed(() => `badge ${TONES[this.status()]}`);
}
