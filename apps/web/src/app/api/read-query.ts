import type * as z from 'zod';

/** Parses what is known and right of `said`, name by name; the schema's defaults stand for the rest. */
export function readQuery<Schema extends z.ZodType>(
  schema: Schema,
  said: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const taken: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(said)) {
    if (schema.safeParse({ [name]: value }).success) taken[name] = value;
  }
  return schema.parse(taken);
}
