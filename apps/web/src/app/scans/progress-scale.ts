import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { StateTone } from './scan-words.js';

/** How much of a scan or a shard is done, 0 to 100. */
@Component({
  selector: 'sf-progress-scale',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div
      role="progressbar"
      aria-valuemin="0"
      aria-valuemax="100"
      [attr.aria-valuenow]="whole()"
      [attr.aria-label]="label()"
      [class]="'scale ' + tone() + ' ' + size()"
    >
      <div class="scale-fill" [style.width.%]="percent()"></div>
    </div>
  `,
})
export class ProgressScale {
  readonly percent = input.required<number>();
  readonly label = input.required<string>();
  readonly tone = input<StateTone>('live');
  readonly size = input<'large' | 'small'>('large');
  protected readonly whole = computed(() => Math.floor(this.percent()));
}
