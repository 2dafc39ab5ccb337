import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import {
  DeliveryState,
  alertChannelsApi,
  alertDeliveriesApi,
  alertRulesApi,
  deliveryListQuery,
} from '@scanfleet/contracts';
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
import { CountPipe, VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { AlertTabs } from './alert-tabs.js';
import { channelKindWords } from './channel-words.js';
import { DeliveryActions } from './delivery-actions.js';
import { DeliveryStateBadge } from './delivery-state-badge.js';
import { deliveryStateOf, deliveryStates, retryWord } from './delivery-words.js';
import { MailProblem } from './mail-problem.js';

const ALL = { query: { page_size: 500 } };
const COLUMNS: readonly Column[] = [
  { name: 'State' },
  { name: 'Message' },
  { name: 'Channel' },
  { name: 'Rule' },
  { name: 'Tries', kind: 'number' },
  { name: 'Code', kind: 'number' },
  { name: 'Error' },
  { name: 'Next try', by: 'nextAttemptAt' },
  { name: 'Made', by: 'createdAt' },
];

@Component({
  selector: 'sf-delivery-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AlertTabs,
    CountPipe,
    DeliveryStateBadge,
    EmptyState,
    HostText,
    Icon,
    ListRow,
    ListTable,
    MailProblem,
    PageHeader,
    RouterLink,
    SearchBox,
    VisiblePipe,
    When,
  ],
  templateUrl: './delivery-list.html',
  styles: `
    sf-mail-problem {
      margin-bottom: var(--gap-m);
    }
    @media (min-width: 641px) {
      td.head {
        max-width: 250px;
      }
      td.channel {
        max-width: 180px;
      }
      td.rule,
      td.error {
        max-width: 145px;
      }
    }
    @media (min-width: 641px) and (max-width: 1400px) {
      td.head {
        max-width: 200px;
      }
      td.channel {
        max-width: 150px;
      }
      td.rule,
      td.error {
        max-width: 110px;
      }
    }
  `,
})
export class DeliveryList {
  protected readonly session = inject(Session);
  protected readonly actions = inject(DeliveryActions);
  protected readonly states = deliveryStates;
  protected readonly retryWord = retryWord;
  protected readonly kinds = channelKindWords;
  protected readonly list = listState(deliveryListQuery);
  protected readonly query = this.list.query;
  protected readonly deliveries = load(alertDeliveriesApi.list, () => ({ query: this.query() }));
  protected readonly channels = load(alertChannelsApi.list, () => ALL);
  protected readonly rules = load(alertRulesApi.list, () => ALL);
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );
  /** Whose dead deliveries the button tries again: of the channel that the list is narrowed to, else of all. */
  protected readonly channel = computed(() =>
    this.channels.value()?.data.find((channel) => channel.id === this.query().channel_id),
  );
  protected readonly mayReplayAll = computed(() => {
    const { state } = this.query();
    const canShowDead = state === undefined || state === DeliveryState.Dead;
    return this.session.mayOperate() && canShowDead && (this.deliveries.value()?.data ?? []).some(isDead);
  });

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.deliveries);
  }

  protected filterByState(event: Event): void {
    this.list.filter({ state: deliveryStateOf((event.target as HTMLSelectElement).value) });
  }

  protected filterByChannel(event: Event): void {
    this.list.filter({ channel_id: (event.target as HTMLSelectElement).value });
  }

  protected filterByRule(event: Event): void {
    this.list.filter({ rule_id: (event.target as HTMLSelectElement).value });
  }

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.deliveries.reload();
  }
}

function isDead({ state }: { readonly state: string }): boolean {
  return state === DeliveryState.Dead;
}
