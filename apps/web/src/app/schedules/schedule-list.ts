import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scheduleListQuery, schedulesApi, sitesApi, type RealtimeEvent } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { VisiblePipe } from '../text/pipes.js';
import { ScheduleTable } from './schedule-table.js';
import { ScheduleTabs } from './schedule-tabs.js';

/** What changes a schedule, its next run or the scan of its last. */
const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set(['schedules_changed', 'scan_changed', 'sites_changed']);

/** What narrows the list to schedules of a state. */
const STATES = {
  any: { enabled: undefined, ended: undefined },
  enabled: { enabled: 'true', ended: 'false' },
  disabled: { enabled: 'false', ended: undefined },
  ended: { enabled: undefined, ended: 'true' },
} as const;
type State = keyof typeof STATES;

@Component({
  selector: 'sf-schedule-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, Icon, PageHeader, RouterLink, ScheduleTable, ScheduleTabs, SearchBox, VisiblePipe],
  template: `
    <sf-page-header name="Schedules">
      @if (session.mayOperate()) {
        <a class="button primary" routerLink="/schedules/new" [queryParams]="{ site: query().site_id }"
          ><sf-icon name="plus" />New schedule</a
        >
      }
    </sf-page-header>
    <sf-schedule-tabs />
    <search class="filters">
      <sf-search-box label="Name, description" [value]="query().search" (searched)="list.filter({ search: $event })" />
      <select aria-label="Site" (change)="list.filter({ site_id: valueOf($event) })">
        <option value="" [selected]="!query().site_id">Every site</option>
        @for (site of sites.value()?.data ?? []; track site.id) {
          <option [value]="site.id" [selected]="query().site_id === site.id">{{ site.name | visible }}</option>
        }
      </select>
      <select aria-label="Enabled" (change)="list.filter(states[stateOf($event)])">
        <option value="any" [selected]="state() === 'any'">Enabled or not</option>
        <option value="enabled" [selected]="state() === 'enabled'">enabled</option>
        <option value="disabled" [selected]="state() === 'disabled'">disabled</option>
        <option value="ended" [selected]="state() === 'ended'">ended</option>
      </select>
      @if (list.isFiltered()) {
        <button type="button" class="button" (click)="list.showAll()"><sf-icon name="close" />Show all</button>
      }
    </search>
    <sf-schedule-table [of]="schedules" [list]="list">
      <sf-empty icon="schedules" title="No schedules yet">
        <p>
          A schedule scans a site again and again: every night, each second Tuesday, by a cron expression or by rules of
          RFC 5545, in a time zone of its choice. Each run becomes one scan, or is recorded with the reason why not.
        </p>
        @if (session.mayOperate()) {
          <a class="button primary" routerLink="/schedules/new"><sf-icon name="plus" />Create the first schedule</a>
        }
      </sf-empty>
    </sf-schedule-table>
  `,
})
export class ScheduleList {
  protected readonly session = inject(Session);
  protected readonly list = listState(scheduleListQuery);
  protected readonly query = this.list.query;
  protected readonly states = STATES;
  protected readonly state = computed((): State => {
    const { enabled, ended } = this.query();
    if (ended === 'true') return 'ended';
    return enabled === undefined ? 'any' : enabled === 'true' ? 'enabled' : 'disabled';
  });
  protected readonly schedules = load(schedulesApi.list, () => ({ query: this.query() }));
  protected readonly sites = load(sitesApi.list, () => ({ query: { page_size: 500 } }));

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.schedules);
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }

  protected stateOf(event: Event): State {
    const value = this.valueOf(event);
    return value in STATES ? (value as State) : 'any';
  }
}
