import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { hostsApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { ChangeTable } from '../changes/change-table.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { RowKeys } from '../design/row-keys.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe, RoundTripPipe, SecondsPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { HostStatusBadge } from './host-status.js';
import { PortList } from './port-list.js';
import { ScriptOutput } from './script-output.js';
import { ServiceTable } from './service-table.js';

const HISTORY_ROWS = 25;

@Component({
  selector: 'sf-host-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ChangeTable,
    CountOfPipe,
    CountPipe,
    EmptyState,
    HostStatusBadge,
    HostText,
    Icon,
    Loading,
    PageHeader,
    PortList,
    RoundTripPipe,
    RouterLink,
    RowKeys,
    ScriptOutput,
    SecondsPipe,
    ServiceTable,
    When,
  ],
  templateUrl: './host-page.html',
  styleUrl: './host-page.css',
})
export class HostPage {
  /** From the path. */
  readonly hostId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly host = load(hostsApi.get, () => ({ params: { hostId: this.hostId() } }));
  protected readonly changes = load(hostsApi.changes, () => ({
    params: { hostId: this.hostId() },
    query: { page_size: HISTORY_ROWS },
  }));
  protected readonly scans = load(hostsApi.scans, () => ({
    params: { hostId: this.hostId() },
    query: { page_size: HISTORY_ROWS },
  }));

  constructor() {
    reloadOn(({ type }) => type === 'hosts_observed', this.host, this.changes, this.scans);
    reloadOn(({ type }) => type === 'changes_acknowledged', this.changes);
  }
}
