import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, viewChild } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { alertChannelsApi, channelListQuery, type AlertChannel } from '@scanfleet/contracts';
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
import { CountOfPipe, VisiblePipe } from '../text/pipes.js';
import { AlertTabs } from './alert-tabs.js';
import { AllowedHosts } from './allowed-hosts.js';
import { ChannelActions } from './channel-actions.js';
import { ChannelDialog } from './channel-dialog.js';
import { ChannelTest } from './channel-test.js';
import { channelKindWords, channelKinds } from './channel-words.js';
import { LastDelivery } from './last-delivery.js';
import { MailProblem } from './mail-problem.js';
import { yesOrNo } from './yes-or-no.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'Kind', by: 'kind' },
  { name: 'Leads to' },
  { name: 'Used by' },
  { name: 'Last delivery' },
];

@Component({
  selector: 'sf-channel-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    AlertTabs,
    AllowedHosts,
    ChannelDialog,
    ChannelTest,
    CountOfPipe,
    EmptyState,
    HostText,
    Icon,
    LastDelivery,
    ListRow,
    ListTable,
    MailProblem,
    PageHeader,
    RouterLink,
    SearchBox,
    VisiblePipe,
  ],
  templateUrl: './channel-list.html',
  styles: `
    sf-mail-problem {
      margin-bottom: var(--gap-m);
    }
    sf-allowed-hosts {
      display: block;
      margin-top: var(--gap-xl);
    }
    @media (min-width: 641px) {
      td.target {
        max-width: 240px;
      }
      td.last-delivery,
      td.test {
        min-width: 200px;
      }
    }
    @media (min-width: 641px) and (max-width: 1400px) {
      td.head,
      td.target {
        max-width: 180px;
      }
      td.last-delivery {
        min-width: 150px;
      }
      td.test {
        min-width: 110px;
      }
    }
  `,
})
export class ChannelList {
  /** From the query: open the form of a new channel at once. */
  readonly add = input<string>();
  protected readonly session = inject(Session);
  protected readonly actions = inject(ChannelActions);
  protected readonly words = channelKindWords;
  protected readonly kinds = channelKinds;
  protected readonly list = listState(channelListQuery);
  protected readonly query = this.list.query;
  protected readonly channels = load(alertChannelsApi.list, () => ({ query: this.query() }));
  protected readonly edited = linkedSignal<AlertChannel | 'new' | undefined>(() =>
    this.add() === undefined ? undefined : 'new',
  );
  private readonly route = inject(ActivatedRoute);
  private readonly router = inject(Router);
  private readonly allowedHosts = viewChild(AllowedHosts);
  protected readonly columns = computed<readonly Column[]>(() => [
    ...COLUMNS,
    ...(this.session.mayOperate() ? [{ name: 'Test' }] : []),
    ...(this.session.mayAdminister() ? [{ name: 'Actions', kind: 'actions' as const }] : []),
  ]);

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.channels);
  }

  protected filterByKind(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.list.filter({ kind: channelKinds.find((kind) => kind === value) });
  }

  protected filterByEnabled(event: Event): void {
    this.list.filter({ enabled: yesOrNo((event.target as HTMLSelectElement).value) });
  }

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.channels.reload();
  }

  protected finishEditing(): void {
    this.edited.set(undefined);
    // A reload of the page would open the form again.
    const address = { queryParams: { add: null }, queryParamsHandling: 'merge', replaceUrl: true } as const;
    void this.router.navigate([], { relativeTo: this.route, ...address });
    this.channels.reload();
    // A host may have been allowed on the way, whatever came of the channel.
    this.allowedHosts()?.reload();
  }
}
