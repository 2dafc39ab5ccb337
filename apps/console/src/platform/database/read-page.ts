import type { Page, SortOrder } from '@scanfleet/contracts';
import type { Database } from './database.js';

/** Conditions of a WHERE clause with their parameters, so that no value ever becomes part of the SQL text. */
export class Conditions {
  private readonly clauses: string[] = [];
  readonly parameters: unknown[] = [];

  /** Adds a condition; each `$?` in it stands for `value`. */
  add(sql: string, value: unknown): this {
    this.clauses.push(sql.replaceAll('$?', this.parameter(value)));
    return this;
  }

  /** Adds a parameter outside of the WHERE clause and answers with its placeholder, such as `$3`. */
  parameter(value: unknown): string {
    this.parameters.push(value);
    return `$${this.parameters.length}`;
  }

  /** Adds a condition that has no parameter. */
  always(sql: string): this {
    this.clauses.push(sql);
    return this;
  }

  get sql(): string {
    return this.clauses.length === 0 ? '' : `WHERE ${this.clauses.map((clause) => `(${clause})`).join(' AND ')}`;
  }
}

/** Pattern for ILIKE that finds `text` anywhere, taking `%`, `_` and `\` in it as themselves. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** A list as SQL. All texts come from the program; what callers send is in the parameters of `where`. */
export interface ListSource<Column extends string> {
  /** Select list. */
  readonly select: string;
  /** FROM clause without the word, joins included; each joined row at most once. */
  readonly from: string;
  readonly where: Conditions;
  /** SQL expression for every column that the contract sorts by. */
  readonly sortBy: Readonly<Record<Column, string>>;
  /** Unique expression that puts equal rows in a stable order. */
  readonly tieBreak: string;
}

/** Page and order as a list's query has them after validation. */
export interface PageRequest<Column extends string> {
  readonly page: number;
  readonly page_size: number;
  readonly sort_by: Column;
  readonly sort_order: SortOrder;
}

/** Reads one page of a list and the total. Rows without a value in the sort column come last in both directions. */
export async function readPage<Row, Column extends string>(
  database: Database,
  source: ListSource<Column>,
  request: PageRequest<Column>,
): Promise<Page<Row>> {
  const { select, from, where, sortBy, tieBreak } = source;
  const direction = request.sort_order === 'desc' ? 'DESC' : 'ASC';
  const counted = await database.query<{ total: string }>(
    `SELECT count(*) AS total FROM ${from} ${where.sql}`,
    where.parameters,
  );
  const total = Number(counted[0]?.total ?? 0);
  const next = where.parameters.length;
  const data = await database.query<Row>(
    `SELECT ${select} FROM ${from} ${where.sql}
     ORDER BY ${sortBy[request.sort_by]} ${direction} NULLS LAST, ${tieBreak}
     LIMIT $${next + 1} OFFSET $${next + 2}`,
    [...where.parameters, request.page_size, (request.page - 1) * request.page_size],
  );
  const pages = Math.ceil(total / request.page_size);
  return { data, pagination: { page: request.page, pageSize: request.page_size, total, pages } };
}
