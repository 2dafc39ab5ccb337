/** Text as Postgres can keep it: NUL and lone surrogates, which scanners and engines may send, become U+FFFD. */
export function postgresText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** JSON as Postgres can keep it in jsonb. */
export function postgresJson(value: unknown): string {
  return keepableJson(JSON.stringify(value));
}

// JSON.stringify escapes surrogates only where they are lone (ECMA-262, 25.5.2.3). Escapes are taken one after the other, so
// that an escaped backslash before a "u0000" of plain text is not mistaken for the escape.
const ESCAPE = /\\(u0000|ud[89a-f][0-9a-f]{2}|.)/g;
const UNKEEPABLE = /\\u(?:0000|d[89a-f])/;

/** What `JSON.stringify` wrote, as Postgres can keep it in jsonb; the same text where there is nothing to replace. */
export function keepableJson(json: string): string {
  if (!UNKEEPABLE.test(json)) return json;
  return json.replace(ESCAPE, (escape, what: string) => (what.length > 1 ? '\uFFFD' : escape));
}
