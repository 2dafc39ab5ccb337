import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { Scan } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { Clock } from '../text/clock.js';
import { formatDuration } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { ProgressScale } from './progress-scale.js';
import { hasEnded, scanStateWords } from './scan-words.js';
import { StageList } from './stage-list.js';

/** How far a scan is, what it found so far, what it waits for, and what went wrong. */
@Component({
  selector: 'sf-scan-progress-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, Icon, ProgressScale, StageList],
  template: `
    <section class="panel stack" aria-label="Progress">
      <div class="reading">
        <span class="percent">{{ percentText() }}</span>
        <span class="dim"
          >{{ scan().progress.addressesDone | count }} of {{ scan().plannedAddresses | count }} addresses</span
        >
        <span class="time">{{ timeText() }}</span>
      </div>
      <sf-progress-scale label="Progress of the scan" [percent]="scan().progress.percent" [tone]="tone()" />
      @if (scan().stages.length > 1) {
        <sf-stage-list [of]="scan().stages" [tone]="tone()" />
      }
      @if (waitingFor(); as waiting) {
        <p class="note"><sf-icon name="clock" /><sf-text [value]="waiting" /></p>
      }
      @if (scan().partial) {
        <p class="note warn">
          <sf-icon name="warning" />
          <span
            ><strong>Partial.</strong>&ngsp; <sf-text [value]="scan().reason ?? 'Not all of its shards were scanned.'"
          /></span>
        </p>
      } @else if (scan().reason; as reason) {
        <p class="note" [class.bad]="scan().state === 'failed'" [class.warn]="scan().state !== 'failed'">
          <sf-icon name="warning" /><sf-text [value]="reason" />
        </p>
      }
      @for (problem of scan().problems; track $index) {
        <p class="note warn"><sf-icon name="warning" /><sf-text [value]="problem" /></p>
      }
      <dl class="tallies">
        <div>
          <dt>Hosts up</dt>
          <dd class="up">{{ scan().progress.hostsUp | count }}</dd>
        </div>
        <div>
          <dt>Hosts down</dt>
          <dd>{{ scan().progress.hostsDown | count }}</dd>
        </div>
        <div>
          <dt>Open ports</dt>
          <dd>{{ scan().progress.openPorts | count }}</dd>
        </div>
        <div>
          <dt>Excluded</dt>
          <dd>{{ scan().excludedAddresses | count }}</dd>
        </div>
        @if (scan().droppedAddresses !== '0') {
          <div>
            <dt>Dropped</dt>
            <dd title="Planned, but excluded since: they are not scanned and not waited for.">
              {{ scan().droppedAddresses | count }}
            </dd>
          </div>
        }
        @if (scan().refusedAddresses > 0) {
          <div>
            <dt>Refused</dt>
            <dd class="refused" title="Addresses that a report named although they were not planned. None was taken.">
              {{ scan().refusedAddresses | count }}
            </dd>
          </div>
        }
      </dl>
    </section>
  `,
  styles: `
    .panel {
      gap: var(--gap-m);
    }
    .reading {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 var(--gap-l);
    }
    .percent {
      font-size: 1.75rem;
      font-weight: 300;
      line-height: 1.1;
    }
    .time {
      margin-left: auto;
    }
    .tallies {
      display: flex;
      flex-wrap: wrap;
      gap: var(--gap-s) var(--gap-xl);
    }
    dt {
      color: var(--text-faint);
      font-size: var(--text-s);
    }
    dd {
      font-size: var(--text-xl);
      line-height: 1.2;
    }
    .up {
      color: var(--good);
    }
    .refused {
      color: var(--warn);
    }
  `,
})
export class ScanProgressPanel {
  readonly scan = input.required<Scan>();
  /** What a blackout holds is said above. */
  protected readonly waitingFor = computed(() => (this.scan().blackout === null ? this.scan().waitingFor : null));
  private readonly clock = inject(Clock);

  protected readonly tone = computed(() => scanStateWords(this.scan()).tone);
  protected readonly percentText = computed(() => {
    const { percent } = this.scan().progress;
    // 99.6 % is not done: only what is done says 100.
    return `${percent < 10 ? percent.toFixed(1) : Math.floor(percent)} %`;
  });
  protected readonly timeText = computed(() => {
    const { state, startedAt, finishedAt, progress } = this.scan();
    if (startedAt === null) return '';
    const start = Date.parse(startedAt);
    if (hasEnded(state)) return finishedAt === null ? '' : `took ${formatDuration(Date.parse(finishedAt) - start)}`;
    const running = `running for ${formatDuration(this.clock.now() - start)}`;
    if (state !== 'running' || progress.estimatedEndAt === null) return state === 'paused' ? 'paused' : running;
    const left = Date.parse(progress.estimatedEndAt) - this.clock.now();
    return `${left > 0 ? `${formatDuration(left)} left` : 'about to end'}, ${running}`;
  });
}
