import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, contentChild, input } from '@angular/core';
import type { Pagination } from '@scanfleet/contracts';
import type { ListQuery, ListState } from '../api/list-state.js';
import type { Loadable } from '../api/loadable.js';
import { EmptyState } from './empty-state.js';
import { ListRow } from './list-row.js';
import { Loading } from './loading.js';
import { Pager } from './pager.js';
import { RowKeys } from './row-keys.js';
import { SortHeader } from './sort-header.js';

export interface Column {
  readonly name: string;
  /** What the console sorts by; absent where it can't. */
  readonly by?: string;
  /** `number` stands to the right; `actions` has a name for screen readers only. */
  readonly kind?: 'number' | 'actions';
}

/** What the table needs of the state of its list. */
export type ListedState = Pick<
  ListState<ListQuery>,
  'query' | 'sortBy' | 'goToPage' | 'resize' | 'isFiltered' | 'showAll'
>;

/**
 * A list as a table, in all its states: loading, failed, empty (what stands between the tags says so), nothing matches, rows
 * with sortable headings and a pager. On a phone each row is a card.
 */
@Component({
  selector: 'sf-list-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [EmptyState, Loading, NgTemplateOutlet, Pager, RowKeys, SortHeader],
  templateUrl: './list-table.html',
})
export class ListTable<Item extends { readonly id: unknown }> {
  readonly of = input.required<Loadable<{ readonly data: readonly Item[]; readonly pagination?: Pagination }>>();
  readonly columns = input.required<readonly Column[]>();
  /** What one row is, such as `engine`. */
  readonly noun = input.required<string>();
  /** How it is sorted, paged and narrowed; absent for short lists that come whole. */
  readonly list = input<ListedState>();
  /** Grey bars while the first answer is on its way. */
  readonly bars = input(8);
  /** What Enter or a click does on a row. */
  readonly opens = input<'rows' | 'nothing'>('rows');
  /** On a phone: `cards` label each value, `brief` is two lines a row. */
  readonly look = input<'cards' | 'cards brief'>('cards');
  protected readonly row = contentChild.required<ListRow<Item>>(ListRow);

  protected readonly heads = computed(() => {
    const list = this.list();
    return this.columns().map(({ by, ...column }) => ({ ...column, sort: list && by ? { list, by } : undefined }));
  });
  protected readonly caption = computed(() => {
    const nouns = `${this.noun()[0]?.toUpperCase() ?? ''}${this.noun().slice(1)}s`;
    return this.opens() === 'rows' ? `${nouns}. Arrow keys walk through the rows, Enter opens one.` : nouns;
  });
}
