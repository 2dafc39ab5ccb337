import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { siteListQuery, sitesApi, type RealtimeEvent } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'Zone' },
  { name: 'Addresses', by: 'addressCount', kind: 'number' },
  { name: 'Names', kind: 'number' },
  { name: 'Exclusions', kind: 'number' },
  { name: 'Command' },
  { name: 'Runs on' },
  { name: 'Last scan' },
  { name: 'Enabled', by: 'enabled' },
  { name: 'Changed', by: 'updatedAt' },
];

/** What changes a site, its last scan or its exclusions. */
const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set(['sites_changed', 'scan_changed', 'exclusions_changed']);

@Component({
  selector: 'sf-site-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CountOfPipe,
    CountPipe,
    EmptyState,
    HostText,
    Icon,
    ListRow,
    ListTable,
    PageHeader,
    RouterLink,
    SearchBox,
    When,
  ],
  templateUrl: './site-list.html',
  styles: `
    .totals {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-l);
      margin-bottom: var(--gap-s);
      font-size: var(--text-s);
    }
  `,
})
export class SiteList {
  protected readonly session = inject(Session);
  protected readonly columns = COLUMNS;
  protected readonly list = listState(siteListQuery);
  protected readonly query = this.list.query;
  protected readonly sites = load(sitesApi.list, () => ({ query: this.query() }));

  /** Over all sites, not only those that the list shows. */
  protected readonly stats = load(sitesApi.stats);

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.sites, this.stats);
  }
}
