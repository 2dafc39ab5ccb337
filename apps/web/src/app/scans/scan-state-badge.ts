import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ScanSummary } from '@scanfleet/contracts';
import { scanStateWords } from './scan-words.js';

@Component({
  selector: 'sf-scan-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [class]="'badge ' + words().tone"
    ><span class="word">{{ words().word }}</span></span
  >`,
})
export class ScanStateBadge {
  readonly scan = input.required<Pick<ScanSummary, 'state' | 'partial'>>();
  protected readonly words = computed(() => scanStateWords(this.scan()));
}
