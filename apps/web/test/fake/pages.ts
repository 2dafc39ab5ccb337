import type { Page } from '@scanfleet/contracts';

interface Asked {
  readonly page: number;
  readonly page_size: number;
  readonly sort_by: string;
  readonly sort_order: 'asc' | 'desc';
}

/** Sorts and cuts a list as the console does. */
export function pageOfList<Item>(items: readonly Item[], asked: Asked): Page<Item> {
  const sorted = [...items].sort((a, b) => compare(sortKey(a, asked.sort_by), sortKey(b, asked.sort_by)));
  if (asked.sort_order === 'desc') sorted.reverse();
  const first = (asked.page - 1) * asked.page_size;
  return {
    data: sorted.slice(first, first + asked.page_size),
    pagination: {
      page: asked.page,
      pageSize: asked.page_size,
      total: items.length,
      pages: Math.ceil(items.length / asked.page_size),
    },
  };
}

export function matches(item: unknown, search: string | undefined): boolean {
  return search === undefined || JSON.stringify(item).toLowerCase().includes(search.toLowerCase());
}

function sortKey(item: unknown, column: string): string | number {
  const value = (item as Record<string, unknown>)[column];
  if (column === 'address')
    return String(value)
      .split('.')
      .reduce((sum, octet) => sum * 256 + Number(octet), 0);
  if (column === 'addressCount') return Number(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' ? value : String(value ?? '');
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
