import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { alertRulesApi, type AlertMute } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
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
import { When } from '../text/when.js';
import { AddMute } from './add-mute.js';
import { AlertTabs } from './alert-tabs.js';

const COLUMNS: readonly Column[] = [
  { name: 'Site' },
  { name: 'Addresses' },
  { name: 'Ports' },
  { name: 'Ends' },
  { name: 'Reason' },
  { name: 'By' },
  { name: 'Since' },
];

@Component({
  selector: 'sf-mute-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AddMute, AlertTabs, EmptyState, HostText, Icon, ListRow, ListTable, PageHeader, RouterLink, When],
  templateUrl: './mute-list.html',
  styles: `
    .addresses {
      display: block;
      max-width: 320px;
      max-height: 62px;
      overflow-y: auto;
    }
  `,
})
export class MuteList {
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  protected readonly mutes = load(alertRulesApi.listMutes);
  protected readonly adding = signal(false);
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.mutes);
  }

  protected finishAdding(outcome: 'muted' | 'left'): void {
    this.adding.set(false);
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
