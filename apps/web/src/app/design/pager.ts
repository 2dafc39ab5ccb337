import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Pagination } from '@scanfleet/contracts';
import type { ListQuery, ListState } from '../api/list-state.js';
import { formatCount } from '../text/format-count.js';
import { Icon } from './icon.js';

const SIZES = [25, 50, 100, 250, 500];

/** Where in a long list one is, and the ways onward. */
@Component({
  selector: 'sf-pager',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <nav class="pager" aria-label="Pages of the list">
      <span class="pager-range" role="status">{{ range() }}</span>
      <label class="pager-size">
        <span>Rows</span>
        <select [value]="pagination().pageSize" (change)="resize($event)">
          @for (size of sizes(); track size) {
            <option [value]="size" [selected]="size === pagination().pageSize">{{ size }}</option>
          }
        </select>
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label="Previous page"
        [disabled]="isFirst()"
        (click)="list().goToPage(pagination().page - 1)"
      >
        <sf-icon name="left" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Next page"
        [disabled]="isLast()"
        (click)="list().goToPage(pagination().page + 1)"
      >
        <sf-icon name="right" />
      </button>
    </nav>
  `,
})
export class Pager {
  readonly pagination = input.required<Pagination>();
  readonly list = input.required<Pick<ListState<ListQuery>, 'goToPage' | 'resize'>>();

  protected readonly isFirst = computed(() => this.pagination().page <= 1);
  protected readonly isLast = computed(() => this.pagination().page >= this.pagination().pages);
  protected readonly sizes = computed(() => [...new Set([...SIZES, this.pagination().pageSize])].sort((a, b) => a - b));
  protected readonly range = computed(() => {
    const { page, pageSize, total } = this.pagination();
    const first = Math.min((page - 1) * pageSize + 1, total);
    return `${formatCount(first)}–${formatCount(Math.min(page * pageSize, total))} of ${formatCount(total)}`;
  });

  protected resize(event: Event): void {
    this.list().resize(Number((event.target as HTMLSelectElement).value));
  }
}
