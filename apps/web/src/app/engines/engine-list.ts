import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { engineListQuery, enginesApi } from '@scanfleet/contracts';
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
import { When } from '../text/when.js';
import { EngineState } from './engine-state.js';
import { JoinDialog } from './join-dialog.js';
import { JoinTokenList } from './join-token-list.js';

@Component({
  selector: 'sf-engine-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    EmptyState,
    EngineState,
    HostText,
    Icon,
    JoinDialog,
    JoinTokenList,
    Loading,
    PageHeader,
    Pager,
    RouterLink,
    RowKeys,
    SearchBox,
    SortHeader,
    When,
  ],
  templateUrl: './engine-list.html',
})
export class EngineList {
  protected readonly session = inject(Session);
  protected readonly list = listState(engineListQuery);
  protected readonly query = this.list.query;
  protected readonly engines = load(enginesApi.list, () => ({ query: this.query() }));
  protected readonly joinTokens = load(enginesApi.listJoinTokens, () =>
    this.session.mayAdminister() ? {} : undefined,
  );
  protected readonly joining = signal(false);

  constructor() {
    reloadOn((event) => event.type === 'engine_changed', this.engines, this.joinTokens);
    reloadOn((event) => event.type === 'shard_changed', this.engines);
  }

  protected finishJoining(): void {
    this.joining.set(false);
    this.joinTokens.reload();
  }
}
