import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scanResult, type Page, type Scan, type ScanResult } from '@scanfleet/contracts';
import type { ListState, ListQuery } from '../api/list-state.js';
import type { Loadable } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Loading } from '../design/loading.js';
import { Pager } from '../design/pager.js';
import { RowKeys } from '../design/row-keys.js';
import { SearchBox } from '../design/search-box.js';
import { SortHeader } from '../design/sort-header.js';
import { HostStatusBadge } from '../hosts/host-status.js';
import { PortList } from '../hosts/port-list.js';
import { HostText } from '../text/host-text.js';
import { SecondsPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { hasEnded } from './scan-words.js';

const STATUSES = scanResult.shape.status.options;
type ResultQuery = ListQuery & { status?: (typeof STATUSES)[number] | undefined };

/** Hosts that a scan observed; they appear while it runs. */
@Component({
  selector: 'sf-scan-results',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    HostStatusBadge,
    HostText,
    Loading,
    Pager,
    PortList,
    RouterLink,
    RowKeys,
    SearchBox,
    SecondsPipe,
    SortHeader,
    When,
  ],
  templateUrl: './scan-results.html',
})
export class ScanResults {
  readonly results = input.required<Loadable<Page<ScanResult>>>();
  readonly list = input.required<ListState<ResultQuery>>();
  readonly scan = input.required<Scan>();

  protected readonly statuses = STATUSES;
  protected readonly query = computed(() => this.list().query());
  protected readonly isFiltered = computed(
    () => this.query().search !== undefined || this.query().status !== undefined,
  );
  protected readonly isOver = computed(() => hasEnded(this.scan().state));
  protected readonly rows = computed(() =>
    (this.results().value()?.data ?? []).map((result) => ({
      result,
      ports: result.openPorts.map((port) => (port.protocol === 'tcp' ? port.port : `${port.port}/${port.protocol}`)),
      services: [...new Set(result.openPorts.map((port) => port.product ?? port.service ?? ''))]
        .filter((name) => name !== '')
        .join(', '),
    })),
  );

  protected filterByStatus(event: Event): void {
    const value = (event.target as HTMLSelectElement).value;
    this.list().filter({ status: this.statuses.find((status) => status === value) });
  }

  protected search(text: string): void {
    this.list().filter({ search: text });
  }
}
