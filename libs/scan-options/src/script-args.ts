import { knownScriptArgs } from './nse-script-args.js';
import { ProblemCode } from './option-types.js';
import type { CheckedValue } from './option-types.js';

function refuse(code: ProblemCode, why: string): CheckedValue {
  return { ok: false, code, why };
}

// nmap's own grammar (nse_main.lua): an unquoted string is everything but newline, comma, braces and the equals sign.
const argument = /^\s*([A-Za-z0-9_.-]+)(?:\s*=\s*(?:"([^"\\\n]*)"|'([^'\\\n]*)'|([^"'\\,{}=\n]*?)))?\s*$/u;

/** Splits at commas outside of quotes. */
function splitArguments(text: string): string[] {
  return text.match(/(?:[^,"']|"[^"]*"|'[^']*'|["'])+/gu) ?? [];
}

/** One script argument; `value` is undefined for a bare flag. */
export interface ScriptArgument {
  name: string;
  value?: string;
}

/**
 * Reads the value of `--script-args` as flat `name=value` pairs. Undefined when it is anything else: a table, an escape, an
 * empty entry.
 */
export function parseScriptArgs(text: string): ScriptArgument[] | undefined {
  const parts = splitArguments(text);
  if (parts.length === 0 || parts.join(',') !== text) return undefined;
  const pairs: ScriptArgument[] = [];
  for (const part of parts) {
    const found = argument.exec(part);
    if (found === null) return undefined;
    const value = found[2] ?? found[3] ?? found[4];
    pairs.push({ name: found[1] ?? '', ...(value === undefined ? {} : { value }) });
  }
  return pairs;
}

/** Writes pairs so that nmap reads exactly these: every value in double quotes unless it is plain. */
export function formatScriptArgs(pairs: readonly ScriptArgument[]): string {
  return pairs
    .map(({ name, value }) => {
      if (value === undefined) return name;
      return /^[A-Za-z0-9_.:/@%+-]+$/u.test(value) ? `${name}=${value}` : `${name}="${value}"`;
    })
    .join(',');
}

/**
 * Checks the value of `--script-args`. Scripts can write files, load code and call other machines by argument, and nmap
 * takes `destination` for `http-fetch.destination` too, so only arguments known to be data are let through, and a
 * value may look like a path only where it is part of a URL asked of the target.
 */
export function checkScriptArgs(text: string): CheckedValue {
  const pairs = parseScriptArgs(text);
  if (pairs === undefined) {
    return refuse(
      ProblemCode.BadValue,
      `"${text}" is not a list of name=value. Tables in braces and backslashes are not supported`,
    );
  }
  for (const { name, value = '' } of pairs) {
    const kind = knownScriptArgs.get(name);
    if (kind === undefined) {
      return refuse(
        ProblemCode.Dangerous,
        `the script argument "${name}" is not one of those known to be plain data; others can write files, load code or call other machines. Remove it`,
      );
    }
    if (!/^[\u0020-\u007e]*$/u.test(value) || /["'\\]/u.test(value)) {
      return refuse(ProblemCode.BadValue, `the script argument "${name}" holds a character that is not plain text`);
    }
    if (
      kind === 'url-path'
        ? !/^[^:]*$/u.test(value) || value.startsWith('//') || value.includes('..')
        : /[/~]|\.\./u.test(value)
    ) {
      return refuse(
        ProblemCode.Dangerous,
        kind === 'url-path'
          ? `the script argument "${name}" takes a path on the target such as /login, not "${value}"`
          : `the script argument "${name}" names a path, "${value}". Write plain data`,
      );
    }
  }
  return { ok: true, value: formatScriptArgs(pairs) };
}
