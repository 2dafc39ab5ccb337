import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { enginesApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { EngineAdmin } from './engine-admin.js';
import { EngineState } from './engine-state.js';

@Component({
  selector: 'sf-engine-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, EngineAdmin, EngineState, HostText, Icon, Loading, PageHeader, When],
  templateUrl: './engine-page.html',
})
export class EnginePage {
  /** From the path. */
  readonly engineId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly engine = load(enginesApi.get, () => ({ params: { engineId: this.engineId() } }));
  protected readonly slots = computed(() => {
    const engine = this.engine.value();
    return Array.from({ length: engine?.slots ?? 0 }, (_, slot) => slot < (engine?.busySlots ?? 0));
  });

  constructor() {
    reloadOn((event) => event.type === 'engine_changed' && event.engineId === this.engineId(), this.engine);
    reloadOn((event) => event.type === 'shard_changed', this.engine);
  }
}
