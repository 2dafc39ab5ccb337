export type LogFields = Readonly<Record<string, unknown>>;

export const REDACTED = '[redacted]';
/** Fields that each line has anyway; a field of that name gets an underscore instead of a second entry. */
const ownNames = new Set(['time', 'level', 'name', 'msg']);
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 8192;

/** Names whose value is a secret. `tokenPrefix` or `keyId` are not: they exist to be shown. */
const secretName =
  /(^|[a-z0-9_-])(token|password|passwd|passphrase|secret|authorization|cookie|credential|credentials|pin)s?$|^(set-cookie|key)$|(api|private|session|encryption|signing|tls)[-_]?key$/i;

/**
 * Characters that drive a terminal or hide text in it: C0 (but for tab and newline), DEL, C1, the marks that turn the direction
 * of writing (Unicode TR 9), line and paragraph separators, byte order mark.
 */
const hostile = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const lineBreaks = /[\n\t]/g;
const bearer = /\b(Bearer|Token|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;
const urlPassword = /(\/\/[^\s/:@]*):[^\s/@]+@/g;

function spell(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * Makes text that may come from a scanned host harmless in a terminal and in a log: control characters and marks of writing
 * direction are spelled out (`\x1b`), bearer tokens and passwords in URLs are hidden, and what is longer than 8 KiB is cut.
 * Tabs and newlines become `\t` and `\n` too, so that nobody can forge a second line.
 */
export function cleanText(text: string): string {
  return cleanBlock(text).replace(lineBreaks, (found) => (found === '\n' ? '\\n' : '\\t'));
}

/** As `cleanText`, but keeps tabs and newlines: for stack traces. */
function cleanBlock(text: string): string {
  const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
  return cut.replace(hostile, spell).replace(bearer, `$1 ${REDACTED}`).replace(urlPassword, `$1:${REDACTED}@`);
}

/** Copy of log fields with secrets hidden, hostile characters spelled out, errors unfolded, and depth and sizes bounded. */
export function cleanFields(fields: LogFields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(cleanRecord(fields, 0, new Set())).map(([name, value]) => [
      ownNames.has(name) ? `${name}_` : name,
      value,
    ]),
  );
}

function cleanRecord(record: object, depth: number, seen: Set<object>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) continue;
    const hide = secretName.test(name) && value !== null && typeof value !== 'boolean';
    result[cleanText(name)] = hide ? REDACTED : cleanValue(value, depth + 1, seen);
  }
  return result;
}

function cleanValue(value: unknown, depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH || seen.has(value)) return '[…]';
  seen.add(value);
  try {
    return cleanObject(value, depth, seen);
  } finally {
    seen.delete(value);
  }
}

function cleanObject(value: object, depth: number, seen: Set<object>): unknown {
  if (value instanceof Error) return cleanError(value, depth, seen);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) return cleanRecord(Object.fromEntries(value), depth, seen);
  if (Array.isArray(value) || value instanceof Set) {
    const items = [...value];
    const kept = items.slice(0, MAX_ITEMS).map((item) => cleanValue(item, depth + 1, seen));
    return items.length > MAX_ITEMS ? [...kept, `… (${items.length} in all)`] : kept;
  }
  return cleanRecord(value, depth, seen);
}

function cleanError(error: Error, depth: number, seen: Set<object>): Record<string, unknown> {
  const { name, message, stack, cause, ...own } = error as Error & Record<string, unknown>;
  return {
    type: cleanText(error.constructor.name || String(name)),
    message: cleanText(message),
    ...cleanRecord(own, depth, seen),
    ...(stack ? { stack: cleanBlock(stack) } : {}),
    ...(cause === undefined ? {} : { cause: cleanValue(cause, depth + 1, seen) }),
  };
}
