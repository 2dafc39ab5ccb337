import { replaceNul } from '../byte-text.js';

/** Copies plain JSON data with U+FFFD in place of every NUL, which no database text takes. */
export function withoutNul<T>(value: T): T {
  return replaced(value) as T;
}

function replaced(value: unknown): unknown {
  if (typeof value === 'string') return replaceNul(value);
  if (Array.isArray(value)) return value.map(replaced);
  if (typeof value !== 'object' || value === null) return value;
  const copy: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) copy.push([replaceNul(key), replaced(item)]);
  return Object.fromEntries(copy);
}
