import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { enginesApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Loading } from '../design/loading.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ProgressScale } from '../scans/progress-scale.js';
import { shardTones } from '../scans/scan-words.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';

/** The shards that an engine holds now, how far it is with each, and how many wait in its zone. Follows what the console tells. */
@Component({
  selector: 'sf-engine-work',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, CountPipe, HostText, Loading, ProgressScale, RouterLink, When],
  templateUrl: './engine-work.html',
  styles: `
    .done {
      display: grid;
      grid-template-columns: minmax(80px, 1fr) 3.5em;
      align-items: center;
      gap: var(--gap-s);
      text-align: right;
    }
    @media (max-width: 640px) {
      /* The cards of a list, without a frame in the frame of the panel. */
      .grid.cards tr {
        padding: var(--gap-s) 0 0;
        border-width: 1px 0 0;
        border-radius: 0;
      }
      .done {
        grid-template-columns: 100px auto;
      }
    }
  `,
})
export class EngineWork {
  readonly engineId = input.required<string>();
  protected readonly tones = shardTones;
  protected readonly work = load(enginesApi.shards, () => ({ params: { engineId: this.engineId() } }));

  constructor() {
    // A scan that starts, stops or pauses changes what waits in the zone.
    reloadOn((event) => event.type === 'shard_changed' || event.type === 'scan_changed', this.work);
    reloadOn((event) => event.type === 'engine_changed' && event.engineId === this.engineId(), this.work);
  }

  /** Rounded down, so that 100 % is only said of what is done. */
  protected wholePercent(percent: number): number {
    return Math.floor(percent);
  }
}
