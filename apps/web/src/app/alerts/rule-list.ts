import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { alertChannelsApi, alertRuleListQuery, alertRulesApi, type AlertRule } from '@scanfleet/contracts';
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
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { AlertTabs } from './alert-tabs.js';
import { RuleActions } from './rule-actions.js';
import { RuleChannels } from './rule-channels.js';
import { RuleMuteDialog } from './rule-mute-dialog.js';
import { RuleStateBadge } from './rule-state-badge.js';
import { ruleState } from './rule-state.js';
import { yesOrNo } from './yes-or-no.js';

const ALL = { query: { page_size: 500 } };
const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'Tells' },
  { name: 'Channels' },
  { name: 'State', by: 'enabled' },
  { name: 'Last message' },
];

@Component({
  selector: 'sf-rule-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AlertTabs,
    EmptyState,
    HostText,
    Icon,
    ListRow,
    ListTable,
    PageHeader,
    RouterLink,
    RuleChannels,
    RuleMuteDialog,
    RuleStateBadge,
    SearchBox,
    VisiblePipe,
    When,
  ],
  templateUrl: './rule-list.html',
  styles: `
    @media (min-width: 641px) {
      td.words {
        width: 45%;
        min-width: 160px;
      }
      td.words > sf-text {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      td.channels {
        max-width: 200px;
      }
      td.rule-state {
        min-width: 120px;
      }
    }
    @media (min-width: 641px) and (max-width: 1400px) {
      td.head {
        max-width: 200px;
      }
      td.channels {
        max-width: 140px;
      }
    }
  `,
})
export class RuleList {
  protected readonly session = inject(Session);
  protected readonly actions = inject(RuleActions);
  private readonly clock = inject(Clock);
  protected readonly list = listState(alertRuleListQuery);
  protected readonly query = this.list.query;
  protected readonly rules = load(alertRulesApi.list, () => ({ query: this.query() }));
  protected readonly channels = load(alertChannelsApi.list, () => ALL);
  protected readonly muting = signal<AlertRule | undefined>(undefined);
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );
  private readonly muted = computed(
    () =>
      new Set(
        (this.rules.value()?.data ?? [])
          .filter((rule) => ruleState(rule, this.clock.now()).word === 'muted')
          .map((rule) => rule.id),
      ),
  );

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.rules);
  }

  protected filterByEnabled(event: Event): void {
    this.list.filter({ enabled: yesOrNo((event.target as HTMLSelectElement).value) });
  }

  protected filterByChannel(event: Event): void {
    this.list.filter({ channel_id: (event.target as HTMLSelectElement).value });
  }

  protected isMuted(rule: AlertRule): boolean {
    return this.muted().has(rule.id);
  }

  protected async act(deed: Promise<unknown>): Promise<void> {
    await deed;
    this.rules.reload();
  }

  protected finishMuting(outcome: 'muted' | 'left'): void {
    this.muting.set(undefined);
    if (outcome === 'muted') this.rules.reload();
  }
}
