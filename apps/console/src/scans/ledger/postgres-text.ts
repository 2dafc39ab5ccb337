/** Text as Postgres can keep it: NUL and lone surrogates, which scanners and engines may send, become U+FFFD. */
export function postgresText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** JSON as Postgres can keep it in jsonb. */
export function postgresJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'string' ? postgresText(inner) : inner));
}
