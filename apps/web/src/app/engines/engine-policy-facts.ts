import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { EnginePolicy } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';

/** A policy may name ten thousand ranges; so many are drawn. */
const DRAWN = 30;

/** What an engine's owner allows, as that engine told it. */
@Component({
  selector: 'sf-engine-policy-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText],
  template: `
    @if (policy(); as policy) {
      <dl class="facts">
        @for (side of sides(); track side.name) {
          <dt>{{ side.name }}</dt>
          <dd class="mono">
            @for (range of side.shown; track $index) {
              <div><sf-text [value]="range" /></div>
            } @empty {
              <span class="blank">{{ side.blank }}</span>
            }
            @if (side.more > 0) {
              <div class="dim">and {{ side.more | count }} more</div>
            }
          </dd>
        }
        <dt>With</dt>
        <dd>{{ policy.scanners.join(', ') || 'no scanner' }}</dd>
        <dt>At most</dt>
        <dd>
          @if (policy.maxRate !== null) {
            {{ policy.maxRate | count }} packets a second
          } @else {
            <span class="dim">no limit of its own</span>
          }
        </dd>
      </dl>
    } @else {
      <p class="dim">Its policy is not told yet: it has not checked in.</p>
    }
  `,
})
export class EnginePolicyFacts {
  readonly policy = input.required<EnginePolicy | null>();
  protected readonly sides = computed(() => {
    const policy = this.policy();
    return [
      { name: 'May scan', ranges: policy?.allowed ?? [], blank: 'nothing' },
      { name: 'Never', ranges: policy?.denied ?? [], blank: '–' },
    ].map(({ ranges, ...side }) => ({
      ...side,
      shown: ranges.slice(0, DRAWN),
      more: Math.max(0, ranges.length - DRAWN),
    }));
  });
}
