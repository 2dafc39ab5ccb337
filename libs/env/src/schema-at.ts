import type * as z from 'zod';

/** What this needs to know of a zod schema's definition; zod 4 documents `def` for such tools. */
interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  out?: z.ZodType;
  shape?: Record<string, z.ZodType>;
}

const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** The schema without what is wrapped around it: optional, nullable, default, catch, readonly, transforms. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  const { type, innerType, in: input, out } = definitionOf(schema);
  if (innerType) return unwrapped(innerType);
  if (type === 'pipe' && input && out) {
    // z.preprocess puts its transform first; .transform() puts it last.
    return unwrapped(definitionOf(input).type === 'transform' ? out : input);
  }
  return schema;
}

/** The schema of the value at `path` inside of an object schema, unwrapped; undefined when there is none. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let current: z.ZodType | undefined = unwrapped(schema);
  for (const key of path) {
    const next: z.ZodType | undefined = current && definitionOf(current).shape?.[String(key)];
    current = next && unwrapped(next);
  }
  return current;
}

/** The keys of the object schema at `path`; none when it is not an object. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = schemaAt(schema, path);
  return found ? Object.keys(definitionOf(found).shape ?? {}) : [];
}
