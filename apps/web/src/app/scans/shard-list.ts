import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ShardState, endpointUrl, scansApi, type Shard } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { BytesPipe, CountPipe } from '../text/pipes.js';
import { ProgressScale } from './progress-scale.js';
import { shardTones } from './scan-words.js';
import { ShardDetail } from './shard-detail.js';

const AT_A_TIME = 50;

/** The parts of a scan: who works on each, how far it is and what it waits for; each opens to what its scanner was told and said. */
@Component({
  selector: 'sf-shard-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BytesPipe, CountPipe, HostText, Icon, ProgressScale, RouterLink, ShardDetail],
  templateUrl: './shard-list.html',
  styleUrl: './shard-list.css',
})
export class ShardList {
  readonly scanId = input.required<string>();
  readonly shards = input.required<readonly Shard[]>();

  protected readonly state = linkedSignal({ source: this.scanId, computation: () => '' });
  protected readonly stage = linkedSignal({ source: this.scanId, computation: () => '' });
  private readonly shown = linkedSignal({ source: this.scanId, computation: () => AT_A_TIME });
  /** What the person opened or shut; the first that failed is open by itself. */
  private readonly opened = linkedSignal({
    source: this.scanId,
    computation: (): ReadonlyMap<string, boolean> => new Map(),
  });
  private readonly firstFailed = computed(() => this.shards().find((shard) => shard.state === 'failed')?.id);

  /** How many shards are in each state, for those states in which there are any. */
  protected readonly tallies = computed(() =>
    Object.values(ShardState)
      .map((state) => ({
        state,
        tone: shardTones[state],
        count: this.shards().filter((shard) => shard.state === state).length,
      }))
      .filter(({ count }) => count > 0),
  );
  protected readonly stages = computed(() => [...new Set(this.shards().map((shard) => String(shard.stage)))].sort());
  private readonly matching = computed(() =>
    this.shards().filter(
      (shard) =>
        (this.state() === '' || shard.state === this.state()) &&
        (this.stage() === '' || String(shard.stage) === this.stage()),
    ),
  );
  protected readonly rows = computed(() =>
    this.matching()
      .slice(0, this.shown())
      .map((shard) => ({
        shard,
        tone: shardTones[shard.state],
        isOpen: this.opened().get(shard.id) ?? shard.id === this.firstFailed(),
        remark: shard.waitingFor ?? shard.detail,
        reportUrl: endpointUrl(scansApi.report, { params: { scanId: this.scanId(), shardId: shard.id } }),
        reportName: `shard-${shard.number}-report`,
      })),
  );
  protected readonly more = computed(() => this.matching().length - this.rows().length);

  protected toggle(row: { readonly shard: Shard; readonly isOpen: boolean }): void {
    this.opened.update((opened) => new Map(opened).set(row.shard.id, !row.isOpen));
  }

  protected showMore(): void {
    this.shown.update((shown) => shown + AT_A_TIME);
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }
}
