import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { Blackout } from '@scanfleet/contracts';
import { Clock } from '../text/clock.js';
import { formatDuration } from '../text/format-time.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';

/** Whether a blackout is open and until when, or when it is next. */
@Component({
  selector: 'sf-blackout-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [When, Zoned],
  template: `
    @if (blackout().active) {
      <span class="badge warn"><span class="word">open now</span></span>
      @if (blackout().window; as window) {
        <span class="dim when"
          >until <sf-zoned [at]="window.end" [zone]="blackout().recurrence.zone" />,
          <span class="left">{{ left() }} left</span></span
        >
      }
    } @else if (!blackout().enabled) {
      <span class="badge plain"><span class="word">disabled</span></span>
    } @else if (blackout().window) {
      <span class="badge good"><span class="word">next</span></span>
      <span class="dim when"
        ><sf-when [at]="blackout().window?.start" />, <sf-zoned [at]="start()" [zone]="blackout().recurrence.zone"
      /></span>
    } @else {
      <span class="badge plain"><span class="word">over</span></span>
    }
  `,
  styles: `
    .left {
      white-space: nowrap;
    }
    .when {
      margin-inline-start: 0.5ch;
    }
  `,
})
export class BlackoutState {
  readonly blackout = input.required<Blackout>();
  private readonly clock = inject(Clock);
  protected readonly start = computed(() => this.blackout().window?.start ?? '');
  protected readonly left = computed(() =>
    formatDuration(Date.parse(this.blackout().window?.end ?? '') - this.clock.now()),
  );
}
