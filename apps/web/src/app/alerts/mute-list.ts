import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { alertRulesApi, muteListQuery, type AlertMute } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { AddMute } from './add-mute.js';
import { AlertTabs } from './alert-tabs.js';

const COLUMNS: readonly Column[] = [
  { name: 'Site' },
  { name: 'Addresses' },
  { name: 'Ports' },
  { name: 'Ends', by: 'until' },
  { name: 'Reason' },
  { name: 'By' },
  { name: 'Since', by: 'createdAt' },
];

@Component({
  selector: 'sf-mute-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AddMute,
    AlertTabs,
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
  templateUrl: './mute-list.html',
  styles: `
    @media (min-width: 641px) {
      td.addresses-cell,
      td.reason {
        min-width: 130px;
      }
      td.by {
        max-width: 150px;
      }
    }
    @media (min-width: 641px) and (max-width: 1400px) {
      td.head {
        max-width: 200px;
      }
    }
    .addresses {
      display: block;
      max-width: 320px;
      max-height: 62px;
      overflow-y: auto;
    }
  `,
})
export class MuteList {
  /** From the query: open the form at once, filled in with the three below. */
  readonly add = input<string>();
  readonly site_id = input<string>();
  readonly addresses = input<string>();
  readonly ports = input<string>();
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  private readonly route = inject(ActivatedRoute);
  private readonly router = inject(Router);

  protected readonly list = listState(muteListQuery);
  protected readonly query = this.list.query;
  protected readonly mutes = load(alertRulesApi.listMutes, () => ({ query: this.query() }));
  protected readonly adding = linkedSignal(() => this.add() !== undefined);
  protected readonly given = computed(() => ({
    siteId: this.site_id() ?? '',
    addresses: this.addresses() ?? '',
    ports: this.ports() ?? '',
  }));
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.mutes);
  }

  protected finishAdding(outcome: 'muted' | 'left'): void {
    this.adding.set(false);
    // A reload of the page would open the form again.
    const queryParams = { add: null, site_id: null, addresses: null, ports: null };
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
    if (outcome === 'muted') this.mutes.reload();
  }

  protected async end(mute: AlertMute): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: 'End this mute?',
      text: 'Rules tell of what happens there from now on. What was found meanwhile stays untold.',
      deed: 'End mute',
      tone: 'calm',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(alertRulesApi.unmute, { params: { muteId: mute.id } }),
      () => 'Mute ended.',
    );
    this.mutes.reload();
  }
}
