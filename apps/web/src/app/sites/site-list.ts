import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { siteListQuery, sitesApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { Pager } from '../design/pager.js';
import { RowKeys } from '../design/row-keys.js';
import { SearchBox } from '../design/search-box.js';
import { SortHeader } from '../design/sort-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';

@Component({
  selector: 'sf-site-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CountPipe,
    EmptyState,
    HostText,
    Icon,
    Loading,
    PageHeader,
    Pager,
    RouterLink,
    RowKeys,
    SearchBox,
    SortHeader,
    When,
  ],
  templateUrl: './site-list.html',
})
export class SiteList {
  protected readonly session = inject(Session);
  protected readonly list = listState(siteListQuery);
  protected readonly query = this.list.query;
  protected readonly sites = load(sitesApi.list, () => ({ query: this.query() }));
  protected readonly isFiltered = computed(() => this.query().search !== undefined);

  constructor() {
    reloadOn((event) => event.type === 'sites_changed' || event.type === 'scan_changed', this.sites);
  }
}
