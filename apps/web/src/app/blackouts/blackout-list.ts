import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { BlackoutScope, blackoutListQuery, blackoutsApi, sitesApi, type RealtimeEvent } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { VisiblePipe } from '../text/pipes.js';
import { BlackoutTable } from './blackout-table.js';

/** What opens or changes a blackout, or the scans that it holds. */
const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set(['blackouts_changed', 'scan_changed']);
const SCOPE_WORDS: Readonly<Record<BlackoutScope, string>> = {
  global: 'for everything',
  site: 'for a site',
  engine: 'for an engine',
};

@Component({
  selector: 'sf-blackout-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BlackoutTable, EmptyState, Icon, PageHeader, RouterLink, SearchBox, VisiblePipe],
  template: `
    <sf-page-header name="Blackouts">
      @if (session.mayOperate()) {
        <a class="button primary" routerLink="/blackouts/new"><sf-icon name="plus" />New blackout</a>
      }
    </sf-page-header>
    <search class="filters">
      <sf-search-box label="Name, reason" [value]="query().search" (searched)="list.filter({ search: $event })" />
      <select aria-label="Holds for" (change)="list.filter({ scope: scopeOf($event) })">
        <option value="" [selected]="!query().scope">Every scope</option>
        @for (scope of scopes; track scope) {
          <option [value]="scope" [selected]="query().scope === scope">{{ words[scope] }}</option>
        }
      </select>
      <select aria-label="Site" (change)="list.filter({ site_id: valueOf($event) })">
        <option value="" [selected]="!query().site_id">Every site</option>
        @for (site of sites.value()?.data ?? []; track site.id) {
          <option [value]="site.id" [selected]="query().site_id === site.id">{{ site.name | visible }}</option>
        }
      </select>
      @if (list.isFiltered()) {
        <button type="button" class="button" (click)="list.showAll()"><sf-icon name="close" />Show all</button>
      }
    </search>
    <sf-blackout-table [of]="blackouts" [list]="list">
      <sf-empty icon="blackouts" title="No blackouts">
        <p>
          A blackout names times in which nothing is scanned: everywhere, at a site, or by an engine. Running scans are
          paused within 5 seconds of its beginning and go on after its end, without looking at any host twice.
        </p>
        @if (session.mayOperate()) {
          <a class="button primary" routerLink="/blackouts/new"><sf-icon name="plus" />Create the first blackout</a>
        }
      </sf-empty>
    </sf-blackout-table>
  `,
})
export class BlackoutList {
  protected readonly session = inject(Session);
  protected readonly list = listState(blackoutListQuery);
  protected readonly query = this.list.query;
  protected readonly scopes = Object.values(BlackoutScope);
  protected readonly words = SCOPE_WORDS;
  protected readonly blackouts = load(blackoutsApi.list, () => ({ query: this.query() }));
  protected readonly sites = load(sitesApi.list, () => ({ query: { page_size: 500 } }));

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.blackouts);
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }

  protected scopeOf(event: Event): BlackoutScope | undefined {
    return this.scopes.find((scope) => scope === this.valueOf(event));
  }
}
