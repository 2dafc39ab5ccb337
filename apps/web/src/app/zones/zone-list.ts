import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { zonesApi, type Zone } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountPipe, VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ZoneDialog } from './zone-dialog.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name' },
  { name: 'Description' },
  { name: 'Sites', kind: 'number' },
  { name: 'Engines', kind: 'number' },
  { name: 'Most shards at a time', kind: 'number' },
  { name: 'Created' },
  { name: 'Actions', kind: 'actions' },
];

/** The networks that sites, engines and pools belong to. */
@Component({
  selector: 'sf-zone-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, EmptyState, HostText, Icon, ListRow, ListTable, PageHeader, VisiblePipe, When, ZoneDialog],
  templateUrl: './zone-list.html',
  styles: `
    .lead {
      max-width: 860px;
      margin-bottom: var(--gap-m);
    }
  `,
})
export class ZoneList {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  protected readonly columns = COLUMNS;
  protected readonly zones = load(zonesApi.list);
  /** The zone that is being edited, `new` for one that is being made. */
  protected readonly edited = signal<Zone | 'new' | undefined>(undefined);

  constructor() {
    reloadOn(({ type }) => ['zones_changed', 'sites_changed', 'engine_changed'].includes(type), this.zones);
  }

  protected finishEditing(): void {
    this.edited.set(undefined);
    this.zones.reload();
  }

  protected async remove(zone: Zone): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the zone ${zone.name}?`,
      text: 'Only a zone in which nothing is can be deleted: no site, engine, pool, scan or host.',
      deed: 'Delete zone',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(zonesApi.remove, { params: { zoneId: zone.id } }),
      () => `Zone ${zone.name} deleted.`,
    );
    this.zones.reload();
  }
}
