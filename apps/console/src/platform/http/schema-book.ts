import * as contracts from '@scanfleet/contracts';
import { z } from 'zod';

export type JsonSchema = Record<string, unknown> & {
  properties?: Record<string, JsonSchema>;
  required?: string[];
  $defs?: Record<string, JsonSchema>;
};

/** Kinds of schemas that deserve a name in the document; texts and numbers are written where they are used. */
const namedKinds = new Set(['object', 'union', 'discriminatedUnion', 'enum']);

/**
 * Turns zod schemas into JSON Schema (draft 2020-12, which OpenAPI 3.1 speaks). Schemas that the contracts export under a
 * name become components; one that is sent in another form than it is answered (defaults) gets the suffix `Input`, so all
 * answers must be written before the first input is.
 */
export class SchemaBook {
  private readonly names = z.registry<{ id: string }>();
  private readonly components = new Map<string, JsonSchema>();

  constructor() {
    for (const [name, value] of Object.entries(contracts)) {
      // Queries are written out as parameters.
      const named = value instanceof z.ZodType && namedKinds.has(value.def.type) && !name.endsWith('Query');
      if (named && !this.names.has(value)) {
        this.names.add(value, { id: name.charAt(0).toUpperCase() + name.slice(1) });
      }
    }
    this.output(contracts.problem);
  }

  /** What a caller may send. */
  input(schema: z.ZodType): JsonSchema {
    return this.write(schema, 'input');
  }

  /** What the console answers. */
  output(schema: z.ZodType): JsonSchema {
    return this.write(schema, 'output');
  }

  /** All named schemas so far, by name. */
  schemas(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.components].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  private write(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const written = z.toJSONSchema(schema, {
      io,
      metadata: this.names,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // Answers may grow: who reads them must not insist on what is there today.
        if (io === 'output') delete jsonSchema.additionalProperties;
        // The name is the key of the component.
        delete jsonSchema['id'];
        // The format says it all, and the range of safe integers goes without saying.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    }) as JsonSchema;
    const { $defs = {}, $schema: _, ...rest } = written;
    const renamed = new Map<string, string>();
    for (const [name, definition] of Object.entries($defs)) renamed.set(name, this.place(name, definition, io));
    for (const name of renamed.values()) {
      const component = this.components.get(name);
      if (component) this.components.set(name, relink(component, renamed));
    }
    return relink(rest, renamed);
  }

  /** Keeps a named schema; a second form of it gets another name. */
  private place(name: string, definition: JsonSchema, io: 'input' | 'output'): string {
    const kept = this.components.get(name);
    const same = kept && JSON.stringify(kept) === JSON.stringify(relink(definition, new Map()));
    const own = kept && !same && io === 'input' ? `${name}Input` : name;
    if (!kept || own !== name) this.components.set(own, definition);
    return own;
  }
}

/** Points references at the components of the document. */
function relink<Value>(value: Value, renamed: ReadonlyMap<string, string>): Value {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => {
      if (key !== '$ref' || typeof inner !== 'string') return inner;
      const name = inner.startsWith('#/$defs/') ? inner.slice('#/$defs/'.length) : undefined;
      return name === undefined ? inner : `#/components/schemas/${renamed.get(name) ?? name}`;
    }),
  ) as Value;
}
