import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Scan } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { ProgressScale } from './progress-scale.js';
import type { StateTone } from './scan-words.js';

/** How far each stage of a scan is; the second grows with what the first finds. */
@Component({
  selector: 'sf-stage-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, ProgressScale],
  template: `
    <ol class="stages" aria-label="Stages">
      @for (stage of stages(); track stage.stage) {
        <li>
          <span class="what">
            <span>Stage {{ stage.stage }}</span>
            <code class="dim">{{ stage.scanner }} <sf-text [value]="stage.options" blank="" /></code>
          </span>
          <sf-progress-scale
            size="small"
            [label]="'Progress of stage ' + stage.stage"
            [percent]="stage.percent"
            [tone]="stage.tone"
          />
          <span class="dim">
            {{ stage.percentText }}, {{ stage.addressesDone | count }} of {{ stage.plannedAddresses | count }}
            {{ stage.stage === 1 ? 'addresses' : 'found so far' }}, {{ stage.shardsEnded | count }} of
            {{ stage.shardCount | count }} shards
          </span>
        </li>
      }
    </ol>
  `,
  styles: `
    .stages {
      display: grid;
      gap: var(--gap-s);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(120px, 220px) minmax(0, 1fr);
      gap: var(--gap-xs) var(--gap-l);
      align-items: center;
    }
    .what {
      display: flex;
      gap: var(--gap-m);
      min-width: 0;
      white-space: nowrap;
    }
    code {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    @media (width <= 820px) {
      li {
        grid-template-columns: minmax(0, 1fr);
      }
    }
  `,
})
export class StageList {
  readonly of = input.required<Scan['stages']>();
  readonly tone = input.required<StateTone>();

  protected readonly stages = computed(() =>
    this.of().map((stage) => ({
      ...stage,
      tone: stage.percent >= 100 ? ('good' as const) : this.tone(),
      percentText: `${Math.floor(stage.percent)} %`,
    })),
  );
}
