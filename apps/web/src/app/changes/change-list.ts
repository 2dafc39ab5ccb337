import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { ChangeKind, changesApi } from '@scanfleet/contracts';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { Pager } from '../design/pager.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ChangeTable } from './change-table.js';
import { changeWords } from './describe-change.js';

@Component({
  selector: 'sf-change-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangeTable, EmptyState, Icon, Loading, PageHeader, Pager, SearchBox],
  template: `
    <sf-page-header name="Changes" />
    <search class="filters">
      <sf-search-box label="Address" [value]="query().search" (searched)="list.filter({ search: $event })" />
      <select aria-label="Kind of change" (change)="list.filter({ kind: kindOf($event) })">
        <option value="" [selected]="!query().kind">Every kind</option>
        @for (kind of kinds; track kind) {
          <option [value]="kind" [selected]="query().kind === kind">{{ words[kind].label }}</option>
        }
      </select>
      <select aria-label="Known" (change)="list.filter({ acknowledged: knownOf($event) })">
        <option value="" [selected]="!query().acknowledged">Known or not</option>
        <option value="false" [selected]="query().acknowledged === 'false'">Not acknowledged</option>
        <option value="true" [selected]="query().acknowledged === 'true'">Acknowledged</option>
      </select>
      @if (isFiltered()) {
        <button type="button" class="button" (click)="showAll()"><sf-icon name="close" />Show all</button>
      }
    </search>
    <sf-loading [of]="changes" [rows]="12" />
    @if (changes.value(); as page) {
      @if (page.data.length > 0) {
        <sf-change-table [changes]="page.data" [isLoading]="changes.loading()" (acknowledged)="changes.reload()">
          <sf-pager [pagination]="page.pagination" [list]="list" />
        </sf-change-table>
      } @else if (isFiltered()) {
        <sf-empty icon="search" title="No change matches">
          <button type="button" class="button" (click)="showAll()">Show all changes</button>
        </sf-empty>
      } @else {
        <sf-empty icon="changes" title="Nothing has changed yet">
          <p>
            When a scan finds a new host, an opened or closed port, or another version of a service, it is listed here
            with the scan that saw it. A port counts as closed only where a scan asked about it.
          </p>
        </sf-empty>
      }
    }
  `,
})
export class ChangeList {
  protected readonly list = listState(changesApi.list.query);
  protected readonly query = this.list.query;
  protected readonly kinds = Object.values(ChangeKind);
  protected readonly words = changeWords;
  protected readonly changes = load(changesApi.list, () => ({ query: this.query() }));
  protected readonly isFiltered = computed(() => {
    const { search, kind, scan_id: scanId, acknowledged } = this.query();
    return [search, kind, scanId, acknowledged].some((value) => value !== undefined);
  });

  constructor() {
    reloadOn(({ type }) => type === 'hosts_observed' || type === 'changes_acknowledged', this.changes);
  }

  protected kindOf(event: Event): ChangeKind | undefined {
    return this.kinds.find((kind) => kind === (event.target as HTMLSelectElement).value);
  }

  protected knownOf(event: Event): 'true' | 'false' | undefined {
    const { value } = event.target as HTMLSelectElement;
    return value === 'true' || value === 'false' ? value : undefined;
  }

  protected showAll(): void {
    this.list.filter({ search: undefined, kind: undefined, scan_id: undefined, acknowledged: undefined });
  }
}
