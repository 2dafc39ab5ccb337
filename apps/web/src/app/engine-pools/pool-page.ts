import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { enginePoolsApi, type EnginePool } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { load, type Loadable } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { SlotMeter } from '../engines/slot-meter.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { OnlineEnginesPipe } from './online-engines.js';
import { PoolDialog } from './pool-dialog.js';

const COLUMNS: readonly Column[] = [{ name: 'Engine' }, { name: 'State' }];

@Component({
  selector: 'sf-pool-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    HostText,
    Icon,
    ListRow,
    ListTable,
    Loading,
    OnlineEnginesPipe,
    PageHeader,
    PoolDialog,
    RouterLink,
    SlotMeter,
    When,
  ],
  templateUrl: './pool-page.html',
})
export class PoolPage {
  /** From the path. */
  readonly poolId = input.required<string>();
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);

  protected readonly columns = COLUMNS;
  protected readonly pool = load(enginePoolsApi.get, () => ({ params: { poolId: this.poolId() } }));
  protected readonly engines: Loadable<{ readonly data: EnginePool['engines'] }> = {
    ...this.pool,
    // Told once, above.
    problem: signal(undefined),
    value: computed(() => {
      const pool = this.pool.value();
      return pool && { data: pool.engines };
    }),
  };
  protected readonly editing = signal(false);

  constructor() {
    reloadOn(({ type }) => ['pools_changed', 'engine_changed', 'shard_changed'].includes(type), this.pool);
  }

  protected finishEditing(): void {
    this.editing.set(false);
    this.pool.reload();
  }

  protected async remove(pool: EnginePool): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the pool ${pool.name}?`,
      text: 'Its engines stay and work for the other pools and the zone. Sites that use it run on any engine of the zone.',
      deed: 'Delete pool',
    });
    if (!goAhead) return;
    const gone = await this.notices.attempt(
      () => this.api.call(enginePoolsApi.remove, { params: { poolId: pool.id } }),
      () => `Pool ${pool.name} deleted.`,
    );
    if (gone) await this.router.navigateByUrl('/pools');
  }
}
