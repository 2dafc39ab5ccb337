import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { endpointUrl, scansApi, type Shard } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { BytesPipe, CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ProgressScale } from './progress-scale.js';
import { shardTones } from './scan-words.js';

/** The parts of a scan: who works on each, how far it is, what its scanner was told and what it said. */
@Component({
  selector: 'sf-shard-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BytesPipe, CountPipe, HostText, Icon, ProgressScale, RouterLink, When],
  templateUrl: './shard-list.html',
  styleUrl: './shard-list.css',
})
export class ShardList {
  readonly scanId = input.required<string>();
  readonly shards = input.required<readonly Shard[]>();

  protected readonly rows = computed(() =>
    this.shards().map((shard) => ({
      shard,
      tone: shardTones[shard.state],
      detail: shard.waitingFor ?? shard.detail,
      reportUrl: endpointUrl(scansApi.report, { params: { scanId: this.scanId(), shardId: shard.id } }),
      reportName: `shard-${shard.number}-report`,
    })),
  );
}
