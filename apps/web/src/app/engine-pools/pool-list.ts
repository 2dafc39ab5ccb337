import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { enginePoolListQuery, enginePoolsApi, zonesApi, type EnginePool } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { SlotMeter } from '../engines/slot-meter.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { OnlineEnginesPipe } from './online-engines.js';
import { PoolDialog } from './pool-dialog.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'Zone' },
  { name: 'Engines' },
  { name: 'Slots' },
  { name: 'Description' },
  { name: 'Created', by: 'createdAt' },
];

@Component({
  selector: 'sf-pool-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    HostText,
    Icon,
    ListRow,
    ListTable,
    OnlineEnginesPipe,
    PageHeader,
    PoolDialog,
    RouterLink,
    SearchBox,
    SlotMeter,
    VisiblePipe,
    When,
  ],
  templateUrl: './pool-list.html',
})
export class PoolList {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  protected readonly columns = COLUMNS;
  protected readonly list = listState(enginePoolListQuery);
  protected readonly query = this.list.query;
  protected readonly pools = load(enginePoolsApi.list, () => ({ query: this.query() }));
  protected readonly zones = load(zonesApi.list);
  protected readonly creating = signal(false);

  constructor() {
    reloadOn(({ type }) => ['pools_changed', 'engine_changed', 'shard_changed'].includes(type), this.pools);
    reloadOn(({ type }) => type === 'zones_changed', this.zones);
  }

  protected filterByZone(event: Event): void {
    this.list.filter({ zone_id: (event.target as HTMLSelectElement).value });
  }

  protected async open(pool: EnginePool): Promise<void> {
    await this.router.navigate(['/pools', pool.id]);
  }
}
