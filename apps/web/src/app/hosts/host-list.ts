import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HostStatus, hostListQuery, hostsApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { Pager } from '../design/pager.js';
import { RowKeys } from '../design/row-keys.js';
import { SearchBox } from '../design/search-box.js';
import { SortHeader } from '../design/sort-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { countOf } from '../text/format-count.js';
import { HostText } from '../text/host-text.js';
import { RoundTripPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { HostStatusBadge } from './host-status.js';
import { PortList } from './port-list.js';

const NO_FILTER = { search: undefined, status: undefined, port: undefined, os: undefined, vendor: undefined };

@Component({
  selector: 'sf-host-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    HostStatusBadge,
    HostText,
    Icon,
    Loading,
    PageHeader,
    Pager,
    PortList,
    RoundTripPipe,
    RouterLink,
    RowKeys,
    SearchBox,
    SortHeader,
    When,
  ],
  templateUrl: './host-list.html',
  styles: `
    .port-filter {
      width: 96px;
    }
    .text-filter {
      width: 120px;
    }
  `,
})
export class HostList {
  protected readonly session = inject(Session);
  private readonly notices = inject(Notices);
  protected readonly list = listState(hostListQuery);
  protected readonly query = this.list.query;
  protected readonly statuses = Object.values(HostStatus);
  protected readonly hosts = load(hostsApi.list, () => ({ query: this.query() }));

  protected readonly isFiltered = computed(() => {
    const { search, status, port, os, vendor } = this.query();
    return [search, status, port, os, vendor].some((value) => value !== undefined);
  });
  protected readonly totalText = computed(() => {
    const page = this.hosts.value();
    return page === undefined ? '' : countOf(page.pagination.total, 'host');
  });

  constructor() {
    reloadOn((event) => event.type === 'hosts_observed', this.hosts);
  }

  protected statusOf(event: Event): HostStatus | undefined {
    return this.statuses.find((status) => status === this.textOf(event));
  }

  protected textOf(event: Event): string {
    return (event.target as HTMLInputElement).value.trim();
  }

  protected filterByPort(event: Event): void {
    const field = event.target as HTMLInputElement;
    const port = Number(field.value.trim());
    const isPort = /^\d{0,5}$/.test(field.value.trim()) && port <= 65_535;
    field.setAttribute('aria-invalid', String(!isPort));
    if (isPort) this.list.filter({ port: field.value.trim() === '' ? undefined : port });
    else this.notices.tell('A port is a number from 0 to 65535.');
  }

  protected showAll(): void {
    this.list.filter(NO_FILTER);
  }
}
