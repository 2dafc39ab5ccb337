import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { AlertRule } from '@scanfleet/contracts';
import { Clock } from '../text/clock.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ruleState } from './rule-state.js';

/** Whether a rule tells anything now, until when it is muted, and how much waits to be told. */
@Component({
  selector: 'sf-rule-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, When],
  template: `<span [class]="'badge ' + state().tone"
      ><span class="word">{{ state().word }}</span></span
    >
    @if (state().word === 'muted') {
      <span class="dim ends">ends <sf-when [at]="rule().mutedUntil" /></span>
    }
    @if (rule().waiting > 0) {
      <span class="tag" title="For a digest, for the end of quiet hours or for a second look"
        >{{ rule().waiting | count }} waiting</span
      >
    }`,
  styles: `
    .ends {
      white-space: nowrap;
    }
    .dim {
      margin-inline-start: 0.5ch;
    }
  `,
})
export class RuleStateBadge {
  readonly rule = input.required<AlertRule>();
  private readonly clock = inject(Clock);
  protected readonly state = computed(() => ruleState(this.rule(), this.clock.now()));
}
