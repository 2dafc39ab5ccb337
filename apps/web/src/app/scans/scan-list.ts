import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ScanState, scanListQuery, scansApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { Pager } from '../design/pager.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ScanLines } from './scan-lines.js';

@Component({
  selector: 'sf-scan-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, Icon, Loading, PageHeader, Pager, RouterLink, ScanLines, SearchBox],
  template: `
    <sf-page-header name="Scans">
      @if (session.mayOperate()) {
        <a class="button primary" routerLink="/scans/new"><sf-icon name="play" />Start scan</a>
      }
    </sf-page-header>
    <search class="filters">
      <sf-search-box
        label="Site, targets, command"
        [value]="query().search"
        (searched)="list.filter({ search: $event })"
      />
      <select aria-label="State" (change)="list.filter({ state: stateOf($event) })">
        <option value="" [selected]="!query().state">Any state</option>
        @for (state of states; track state) {
          <option [value]="state" [selected]="query().state === state">{{ state }}</option>
        }
      </select>
      @if (isFiltered()) {
        <button type="button" class="button" (click)="showAll()"><sf-icon name="close" />Show all</button>
      }
    </search>
    <sf-loading [of]="scans" [rows]="10" />
    @if (scans.value(); as page) {
      @if (page.data.length > 0) {
        <div class="table-frame" [attr.aria-busy]="scans.loading()">
          <div class="table-scroll"><sf-scan-lines [scans]="page.data" [list]="list" /></div>
          <sf-pager [pagination]="page.pagination" [list]="list" />
        </div>
      } @else if (isFiltered()) {
        <sf-empty icon="search" title="No scan matches">
          <button type="button" class="button" (click)="showAll()">Show all scans</button>
        </sf-empty>
      } @else {
        <sf-empty icon="scans" title="No scans yet">
          <p>
            A scan runs one command on the addresses of a site, less everything that is excluded. Its hosts appear here
            while it runs.
          </p>
          @if (session.mayOperate()) {
            <a class="button primary" routerLink="/scans/new"><sf-icon name="play" />Start the first scan</a>
          }
        </sf-empty>
      }
    }
  `,
})
export class ScanList {
  protected readonly session = inject(Session);
  protected readonly list = listState(scanListQuery);
  protected readonly query = this.list.query;
  protected readonly states = Object.values(ScanState);
  protected readonly scans = load(scansApi.list, () => ({ query: this.query() }));
  protected readonly isFiltered = computed(() => {
    const { search, state, site_id: siteId } = this.query();
    return [search, state, siteId].some((value) => value !== undefined);
  });

  constructor() {
    reloadOn((event) => ['scan_changed', 'shard_changed', 'hosts_observed'].includes(event.type), this.scans);
  }

  protected stateOf(event: Event): ScanState | undefined {
    return this.states.find((state) => state === (event.target as HTMLSelectElement).value);
  }

  protected showAll(): void {
    this.list.filter({ search: undefined, state: undefined, site_id: undefined });
  }
}
