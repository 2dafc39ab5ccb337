import { computed, inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import type * as z from 'zod';
import { readQuery } from './read-query.js';

/** What every list can be asked for. */
export interface ListQuery {
  page: number;
  page_size: number;
  sort_by: string;
  sort_order: 'asc' | 'desc';
  search?: string | undefined;
}

/** What of a query says how the list is shown; all else narrows it. */
const SHOWING: ReadonlySet<string> = new Set([
  'page',
  'page_size',
  'sort_by',
  'sort_order',
] satisfies (keyof ListQuery)[]);

type Patch<Query> = { readonly [Name in keyof Query]?: Query[Name] | undefined };

/** The query of a list, kept in the address bar so that it can be shared, reloaded and walked back. */
export class ListState<Query extends ListQuery> {
  constructor(
    readonly query: Signal<Query>,
    private readonly navigate: (patch: Record<string, unknown>, kind: 'push' | 'replace') => void,
  ) {}

  private readonly filters = computed(() =>
    Object.entries(this.query()).flatMap(([name, value]) => (value === undefined || SHOWING.has(name) ? [] : [name])),
  );
  /** True while something narrows the list. */
  readonly isFiltered = computed(() => this.filters().length > 0);

  /** Narrows the list; it starts at its first page again. */
  filter(patch: Patch<Query>): void {
    this.navigate({ ...patch, page: undefined }, 'replace');
  }

  /** Takes away all that narrows the list. */
  showAll(): void {
    this.navigate(Object.fromEntries([...this.filters(), 'page'].map((name) => [name, undefined])), 'replace');
  }

  goToPage(page: number): void {
    this.navigate({ page: page === 1 ? undefined : page }, 'push');
  }

  resize(pageSize: number): void {
    this.navigate({ page_size: pageSize, page: undefined }, 'replace');
  }

  /** Sorts by a column, or turns the order round when it is sorted by it already. */
  sortBy(column: string): void {
    const { sort_by: current, sort_order: order } = this.query();
    const next = current === column && order === 'asc' ? 'desc' : 'asc';
    this.navigate({ sort_by: column, sort_order: next, page: undefined }, 'replace');
  }
}

/** Reads the query of a list from the address bar; what the schema does not accept there counts as not said. */
export function listState<Schema extends z.ZodType<ListQuery>>(schema: Schema): ListState<z.output<Schema>> {
  const route = inject(ActivatedRoute);
  const router = inject(Router);
  const said = toSignal(route.queryParams, { requireSync: true });
  const query = computed(() => readQuery(schema, said()));
  return new ListState(query, (patch, kind) => {
    void router.navigate([], {
      relativeTo: route,
      queryParams: Object.fromEntries(
        Object.entries(patch).map(([name, value]) => [name, value === '' ? null : (value ?? null)]),
      ),
      queryParamsHandling: 'merge',
      replaceUrl: kind === 'replace',
    });
  });
}
