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
import { ChangeLines } from './change-lines.js';
import { changeWords } from './describe-change.js';

@Component({
  selector: 'sf-change-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangeLines, EmptyState, Icon, Loading, PageHeader, Pager, SearchBox],
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
      @if (isFiltered()) {
        <button type="button" class="button" (click)="showAll()"><sf-icon name="close" />Show all</button>
      }
    </search>
    <sf-loading [of]="changes" [rows]="12" />
    @if (changes.value(); as page) {
      @if (page.data.length > 0) {
        <div class="table-frame" [attr.aria-busy]="changes.loading()">
          <div class="table-scroll"><sf-change-lines [changes]="page.data" /></div>
          <sf-pager [pagination]="page.pagination" [list]="list" />
        </div>
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
    const { search, kind, scan_id: scanId } = this.query();
    return [search, kind, scanId].some((value) => value !== undefined);
  });

  constructor() {
    reloadOn((event) => event.type === 'hosts_observed', this.changes);
  }

  protected kindOf(event: Event): ChangeKind | undefined {
    return this.kinds.find((kind) => kind === (event.target as HTMLSelectElement).value);
  }

  protected showAll(): void {
    this.list.filter({ search: undefined, kind: undefined, scan_id: undefined });
  }
}
