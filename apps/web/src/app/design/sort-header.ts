import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { ListQuery, ListState } from '../api/list-state.js';
import { Icon } from './icon.js';

/** Heading of a column by which the console can sort: `<th [sfSort]="list" by="address">Address</th>`. */
@Component({
  selector: 'th[sfSort]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <button type="button" class="sort" (click)="sfSort().sortBy(by())">
      <ng-content />
      @if (order(); as order) {
        <sf-icon [name]="order === 'ascending' ? 'up' : 'down'" />
      }
    </button>
  `,
  host: { scope: 'col', '[attr.aria-sort]': 'order() ?? null' },
})
export class SortHeader {
  readonly sfSort = input.required<Pick<ListState<ListQuery>, 'query' | 'sortBy'>>();
  readonly by = input.required<string>();

  protected readonly order = computed(() => {
    const query = this.sfSort().query();
    if (query.sort_by !== this.by()) return undefined;
    return query.sort_order === 'asc' ? 'ascending' : 'descending';
  });
}
