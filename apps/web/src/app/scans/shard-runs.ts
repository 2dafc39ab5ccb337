import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scansApi, type ShardRun } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Loading } from '../design/loading.js';
import { reloadOn } from '../realtime/reload-on.js';
import { Clock } from '../text/clock.js';
import { formatDuration } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import type { StateTone } from './scan-words.js';

const TONES: Readonly<Record<NonNullable<ShardRun['outcome']>, StateTone>> = {
  completed: 'good',
  stopped: 'quiet',
  failed: 'bad',
  refused: 'bad',
  lost: 'warn',
};
const HASH_SHOWN = 12;

/** Every lease of a shard: which engine had it when, with which manifest, and how it ended. */
@Component({
  selector: 'sf-shard-runs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, Loading, RouterLink, When],
  template: `
    <h4>Runs</h4>
    <sf-loading [of]="runs" [rows]="1" />
    @if (runs.value()) {
      <ol class="runs">
        @for (row of rows(); track row.run.epoch) {
          <li>
            <span class="dim">{{ row.run.epoch }}</span>
            <span [class]="'badge ' + row.tone"
              ><span class="word">{{ row.run.outcome ?? 'under way' }}</span></span
            >
            <a [routerLink]="['/engines', row.run.engine.id]"><sf-text [value]="row.run.engine.name" /></a>
            <span class="dim">
              {{ row.run.addressCount | count }} addresses, leased <sf-when [at]="row.run.leasedAt" />{{ row.took }}
            </span>
            <span class="dim" [title]="row.run.manifestHash">
              manifest <code><sf-text [value]="row.hash" /></code>
            </span>
            @if (row.run.reason ?? row.run.detail) {
              <span class="why">
                <sf-text [value]="row.run.detail" blank="" />
                @if (row.run.reason; as reason) {
                  <code class="dim"><sf-text [value]="reason" /></code>
                }
              </span>
            }
          </li>
        } @empty {
          <li class="dim">No engine has had it yet.</li>
        }
      </ol>
    }
  `,
  styles: `
    h4 {
      margin: 0;
      color: var(--text-dim);
      font-size: inherit;
      font-weight: 500;
    }
    .runs {
      display: grid;
      gap: var(--gap-xs);
    }
    .runs li {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-m);
      overflow-wrap: anywhere;
    }
    .why {
      flex-basis: 100%;
      padding-left: 2ch;
    }
  `,
})
export class ShardRuns {
  readonly scanId = input.required<string>();
  readonly shardId = input.required<string>();
  private readonly clock = inject(Clock);

  protected readonly runs = load(scansApi.runs, () => ({
    params: { scanId: this.scanId(), shardId: this.shardId() },
  }));
  protected readonly rows = computed(() =>
    (this.runs.value()?.data ?? []).map((run) => ({
      run,
      tone: run.outcome === null ? ('live' as const) : TONES[run.outcome],
      hash: run.manifestHash.slice(0, HASH_SHOWN),
      took: this.tookOf(run),
    })),
  );

  constructor() {
    reloadOn((event) => event.type === 'shard_changed' && event.shardId === this.shardId(), this.runs);
  }

  private tookOf(run: ShardRun): string {
    if (run.startedAt === null) return run.endedAt === null ? ', not started yet' : ', never started';
    const until = run.endedAt === null ? this.clock.now() : Date.parse(run.endedAt);
    const length = formatDuration(until - Date.parse(run.startedAt));
    return run.endedAt === null ? `, running for ${length}` : `, ran ${length}`;
  }
}
