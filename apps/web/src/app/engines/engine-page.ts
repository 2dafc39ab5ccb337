import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { enginesApi, type Engine } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { BytesPipe, CountOfPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { EngineActions } from './engine-actions.js';
import { EngineAdmin } from './engine-admin.js';
import { EnginePlans } from './engine-plans.js';
import { EnginePolicyFacts } from './engine-policy-facts.js';
import { EngineSettings } from './engine-settings.js';
import { EngineState } from './engine-state.js';
import { EngineWork } from './engine-work.js';
import { SlotMeter } from './slot-meter.js';

@Component({
  selector: 'sf-engine-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BytesPipe,
    CountOfPipe,
    EngineAdmin,
    EnginePlans,
    EnginePolicyFacts,
    EngineSettings,
    EngineState,
    EngineWork,
    HostText,
    Icon,
    Loading,
    PageHeader,
    RouterLink,
    SlotMeter,
    When,
  ],
  templateUrl: './engine-page.html',
  styles: `
    .waiting {
      display: grid;
      gap: var(--gap-s);
      border-color: var(--warn);
    }
  `,
})
export class EnginePage {
  /** From the path. */
  readonly engineId = input.required<string>();
  protected readonly session = inject(Session);
  private readonly actions = inject(EngineActions);
  private readonly router = inject(Router);
  protected readonly engine = load(enginesApi.get, () => ({ params: { engineId: this.engineId() } }));

  constructor() {
    reloadOn((event) => event.type === 'engine_changed' && event.engineId === this.engineId(), this.engine);
    reloadOn((event) => event.type === 'shard_changed' || event.type === 'pools_changed', this.engine);
  }

  protected async approve(engine: Engine): Promise<void> {
    await this.actions.approve(engine);
    this.engine.reload();
  }

  protected async reject(engine: Engine): Promise<void> {
    if (await this.actions.reject(engine)) await this.router.navigateByUrl('/engines');
  }
}
