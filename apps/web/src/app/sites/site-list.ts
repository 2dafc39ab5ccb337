import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { siteListQuery, sitesApi } from '@scanfleet/contracts';
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
import { CountPipe } from '../text/pipes.js';
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

@Component({
  selector: 'sf-site-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, EmptyState, HostText, Icon, ListRow, ListTable, PageHeader, RouterLink, SearchBox, When],
  templateUrl: './site-list.html',
})
export class SiteList {
  protected readonly session = inject(Session);
  protected readonly columns = COLUMNS;
  protected readonly list = listState(siteListQuery);
  protected readonly query = this.list.query;
  protected readonly sites = load(sitesApi.list, () => ({ query: this.query() }));

  constructor() {
    reloadOn((event) => event.type === 'sites_changed' || event.type === 'scan_changed', this.sites);
  }
}
