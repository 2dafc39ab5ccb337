import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { engineListQuery, enginesApi } from '@scanfleet/contracts';
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
import { BytesPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { EngineState } from './engine-state.js';
import { JoinDialog } from './join-dialog.js';
import { JoinTokenList } from './join-token-list.js';
import { WaitingEngines } from './waiting-engines.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'State' },
  { name: 'Last error' },
  { name: 'Zone, pools' },
  { name: 'Busy', kind: 'number' },
  { name: 'CPU', kind: 'number' },
  { name: 'Free RAM', kind: 'number' },
  { name: 'Free disk', kind: 'number' },
  { name: 'Scanners' },
  { name: 'Version', by: 'version' },
  { name: 'Last seen', by: 'lastSeenAt' },
];

@Component({
  selector: 'sf-engine-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BytesPipe,
    EmptyState,
    EngineState,
    HostText,
    Icon,
    JoinDialog,
    JoinTokenList,
    ListRow,
    ListTable,
    PageHeader,
    RouterLink,
    SearchBox,
    WaitingEngines,
    When,
  ],
  templateUrl: './engine-list.html',
  styles: `
    td.clip {
      max-width: 160px;
    }
    td.scanners {
      max-width: 240px;
    }
    @media (max-width: 640px) {
      td.clip {
        max-width: none;
      }
    }
  `,
})
export class EngineList {
  protected readonly session = inject(Session);
  protected readonly columns = COLUMNS;
  protected readonly list = listState(engineListQuery);
  protected readonly query = this.list.query;
  protected readonly engines = load(enginesApi.list, () => ({ query: this.query() }));
  protected readonly waiting = load(enginesApi.list, () => ({
    query: { approval: 'waiting' as const, sort_by: 'createdAt' as const, sort_order: 'desc' as const, page_size: 100 },
  }));
  protected readonly joinTokens = load(enginesApi.listJoinTokens, () =>
    this.session.mayAdminister() ? {} : undefined,
  );
  protected readonly joining = signal(false);

  constructor() {
    reloadOn((event) => event.type === 'engine_changed', this.engines, this.waiting, this.joinTokens);
    reloadOn((event) => event.type === 'shard_changed' || event.type === 'pools_changed', this.engines);
  }

  protected finishJoining(): void {
    this.joining.set(false);
    this.joinTokens.reload();
  }

  protected reload(): void {
    this.engines.reload();
    this.waiting.reload();
  }
}
