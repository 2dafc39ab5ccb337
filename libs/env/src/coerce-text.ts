import type * as z from 'zod';
import { schemaAt } from './schema-at.js';

/**
 * The text of an environment variable as the value that the schema at `path` wants: numbers, booleans (`true/false/yes/no/on/off/1/0`)
 * and lists (separated by commas or newlines). What does not look like that stays text, so that the schema refuses it by name.
 */
export function coerceText(text: string, schema: z.ZodType, path: readonly string[]): unknown {
  const wanted = schemaAt(schema, path);
  const trimmed = text.trim();
  switch (wanted?.def.type) {
    case 'number':
    case 'int':
      return /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(trimmed)) return true;
      return /^(false|no|off|0)$/i.test(trimmed) ? false : text;
    case 'array':
      return trimmed
        .split(/[,\n]/)
        .map((item) => item.trim())
        .filter(Boolean);
    default:
      return text;
  }
}
