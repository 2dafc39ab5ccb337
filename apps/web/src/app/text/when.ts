import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Clock } from './clock.js';
import { formatAgo, formatMoment } from './format-time.js';

/** A moment as distance from now; the exact moment is its tool tip. */
@Component({
  selector: 'sf-when',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (at(); as moment) {
      <time [attr.datetime]="moment" [title]="exact()">{{ distance() }}</time>
    } @else {
      <span class="blank">{{ blank() }}</span>
    }`,
})
export class When {
  readonly at = input.required<string | null | undefined>();
  readonly blank = input('never');
  private readonly clock = inject(Clock);

  protected readonly distance = computed(() => formatAgo(Date.parse(this.at() ?? ''), this.clock.now()));
  protected readonly exact = computed(() => formatMoment(new Date(this.at() ?? '')));
}
