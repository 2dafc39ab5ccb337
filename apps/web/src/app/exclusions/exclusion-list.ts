import { ChangeDetectionStrategy, Component, inject, input, linkedSignal } from '@angular/core';
import { ExclusionScope, exclusionListQuery, exclusionsApi, sitesApi, zonesApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { PageHeader } from '../design/page-header.js';
import { SearchBox } from '../design/search-box.js';
import { reloadOn } from '../realtime/reload-on.js';
import { VisiblePipe } from '../text/pipes.js';
import { AddExclusions } from './add-exclusions.js';
import { ExclusionTable } from './exclusion-table.js';

@Component({
  selector: 'sf-exclusion-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AddExclusions, EmptyState, ExclusionTable, Icon, PageHeader, SearchBox, VisiblePipe],
  templateUrl: './exclusion-list.html',
})
export class ExclusionList {
  /** From the query: open the form at once. */
  readonly add = input<string>();
  protected readonly session = inject(Session);
  protected readonly list = listState(exclusionListQuery);
  protected readonly query = this.list.query;
  protected readonly scopes = Object.values(ExclusionScope);
  protected readonly exclusions = load(exclusionsApi.list, () => ({ query: this.query() }));
  protected readonly sites = load(sitesApi.list, () => ({ query: { page_size: 500 } }));
  protected readonly zones = load(zonesApi.list);
  protected readonly adding = linkedSignal(() => this.add() !== undefined);

  constructor() {
    reloadOn((event) => event.type === 'exclusions_changed', this.exclusions);
  }

  protected scopeOf(event: Event): ExclusionScope | undefined {
    return this.scopes.find((scope) => scope === (event.target as HTMLSelectElement).value);
  }

  protected siteOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }

  protected finishAdding(outcome: 'added' | 'left'): void {
    this.adding.set(false);
    if (outcome === 'added') this.exclusions.reload();
  }
}
