import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { HostStatus, hostListQuery, hostsApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { countOf } from '../text/format-count.js';
import { HostText } from '../text/host-text.js';
import { RoundTripPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { HostStatusBadge } from './host-status.js';
import { PortList } from './port-list.js';

const COLUMNS: readonly Column[] = [
  { name: 'Address', by: 'address' },
  { name: 'Status', by: 'status' },
  { name: 'Names' },
  { name: 'Open ports', by: 'openPorts' },
  { name: 'OS', by: 'os' },
  { name: 'Vendor', by: 'vendor' },
  { name: 'RTT', by: 'rttMicros' },
  { name: 'Last seen', by: 'lastSeenAt' },
  { name: 'First seen', by: 'firstSeenAt' },
];

@Component({
  selector: 'sf-host-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    HostStatusBadge,
    HostText,
    Icon,
    ListRow,
    ListTable,
    PageHeader,
    PortList,
    RoundTripPipe,
    RouterLink,
    SearchBox,
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
  protected readonly columns = COLUMNS;
  protected readonly list = listState(hostListQuery);
  protected readonly query = this.list.query;
  protected readonly statuses = Object.values(HostStatus);
  protected readonly hosts = load(hostsApi.list, () => ({ query: this.query() }));

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
}
