import * as z from 'zod';

export const uuid = z.uuid();
/** Point in time as RFC 3339 text in UTC. */
export const timestamp = z.iso.datetime();
/** Numbers of addresses go beyond 2^53 with IPv6, so they travel as decimal text. */
export const bigCount = z.string().regex(/^\d{1,39}$/);
/** Text as a person writes it. Postgres cannot store a NUL character or half of a surrogate pair, and nobody writes them on purpose. */
export const writtenText = z
  .string()
  .refine((text) => !text.includes('\0'), 'must not hold a NUL character')
  .refine((text) => text.isWellFormed(), 'must not hold half of a character (a lone surrogate)');
export const displayName = writtenText.trim().min(1, 'must not be empty').max(120, 'must have at most 120 characters');
export const description = writtenText.max(4000, 'must have at most 4000 characters');
/** How many shards may run at a time. */
export const shardLimit = z
  .number()
  .int('must be whole')
  .min(1, 'must be at least 1')
  .max(10_000, 'must be at most 10000');
/** Packets a second. */
export const packetRate = z
  .number()
  .int('must be whole')
  .min(1, 'must be at least 1')
  .max(100_000_000, 'must be at most 100000000');
export const empty = z.object({});

/** One thing that is wrong with a request. `path` names the field, as in `targets` or `body.name`. */
export const problemIssue = z.object({
  path: z.string(),
  message: z.string(),
  code: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  token: z.string().optional(),
});
export type ProblemIssue = z.infer<typeof problemIssue>;

/** The one shape of every error answer. `code` is stable; `message` is for people and names the fix. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  issues: z.array(problemIssue).optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problem>;

export const SortOrder = { Ascending: 'asc', Descending: 'desc' } as const;
export type SortOrder = (typeof SortOrder)[keyof typeof SortOrder];

export const MAX_PAGE_SIZE = 500;

/** Query of a list: page, size, sort. `sortBy` lists the columns that may be sorted by; the first is the default. */
export function listQuery<const Columns extends readonly [string, ...string[]]>(
  columns: Columns,
  defaults: { sortBy: Columns[number]; sortOrder: SortOrder },
) {
  return z
    .object({
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      page_size: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
      sort_by: z.enum(columns).default(defaults.sortBy as never),
      sort_order: z.enum(['asc', 'desc']).default(defaults.sortOrder),
      search: writtenText.max(200).optional(),
    })
    .strict();
}

export const pagination = z.object({
  page: z.number().int(),
  pageSize: z.number().int(),
  total: z.number().int(),
  pages: z.number().int(),
});
export type Pagination = z.infer<typeof pagination>;

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item), pagination });
}
export interface Page<Item> {
  data: Item[];
  pagination: Pagination;
}

/** A name with its id, for showing and linking. */
export const reference = z.object({ id: z.string(), name: z.string() });
export type Reference = z.infer<typeof reference>;
