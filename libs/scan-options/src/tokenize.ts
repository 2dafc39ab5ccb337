import { ProblemCode } from './option-types.js';
import type { OptionProblem } from './option-types.js';

/** A word of an option text after quotes are taken away. */
export interface Token {
  text: string;
  /** 1-based, in UTF-16 code units of the whole text (a newline counts as one). */
  column: number;
}

export interface Tokens {
  tokens: Token[];
  problems: OptionProblem[];
}

const whitespace = new Set([' ', '\t', '\n', '\r']);
// C0, DEL, C1, zero-width and bidirectional marks: none has a meaning in an option, all can hide one from a reader.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Shows a character that cannot be seen. */
function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * Splits an option text into words the way a POSIX shell quotes them: single quotes are literal, double quotes know
 * `\"` and `\\`, a backslash outside of quotes makes the next character literal. Nothing is ever expanded: no variables, no globs, no
 * substitution, no comments. A newline is a space. (POSIX.1-2024, Shell Command Language, 2.2 Quoting.)
 */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const problems: OptionProblem[] = [];
  let word: string | undefined;
  let start = 0;
  let at = 0;
  const begin = (): void => {
    if (word === undefined) {
      word = '';
      start = at;
    }
  };
  const unclosed = (what: string): void => {
    problems.push({
      option: text.slice(start, start + 40),
      column: at + 1,
      code: ProblemCode.UnclosedQuote,
      message: `${text.slice(start, start + 40)}: the ${what} at column ${at + 1} is never closed. Close it or remove it.`,
    });
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (whitespace.has(character)) {
      if (word !== undefined) tokens.push({ text: word, column: start + 1 });
      word = undefined;
      at += 1;
      continue;
    }
    begin();
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) {
        unclosed('single quote');
        return { tokens, problems };
      }
      word += text.slice(at + 1, end);
      at = end + 1;
    } else if (character === '"') {
      const quoted = readDoubleQuoted(text, at + 1);
      if (quoted === undefined) {
        unclosed('double quote');
        return { tokens, problems };
      }
      word += quoted.text;
      at = quoted.next;
    } else if (character === '\\') {
      if (at + 1 >= text.length) {
        unclosed('backslash');
        return { tokens, problems };
      }
      word += text.charAt(at + 1);
      at += 2;
    } else {
      word += character;
      at += 1;
    }
  }
  if (word !== undefined) tokens.push({ text: word, column: start + 1 });
  const clean = tokens.filter((token) => {
    const problem = hiddenCharacter(token);
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  });
  return { tokens: clean, problems };
}

function readDoubleQuoted(text: string, from: number): { text: string; next: number } | undefined {
  let word = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return { text: word, next: at + 1 };
    const next = text.charAt(at + 1);
    if (character === '\\' && (next === '"' || next === '\\')) {
      word += next;
      at += 1;
    } else {
      word += character;
    }
  }
  return undefined;
}

/** A problem when a word holds a control or invisible character (a quoted newline too), else nothing. */
export function hiddenCharacter(token: Token): OptionProblem | undefined {
  const found = forbidden.exec(token.text)?.[0] ?? /[\n\r\t]/u.exec(token.text)?.[0];
  if (found === undefined) return undefined;
  const shown = token.text.replaceAll(new RegExp(`${forbidden.source}|[\\n\\r\\t]`, 'gu'), codePoint);
  return {
    option: shown,
    column: token.column,
    code: ProblemCode.BadCharacter,
    message: `${shown}: holds the invisible character ${codePoint(found)}. Remove it.`,
  };
}

const needsQuotes = /[^A-Za-z0-9_@%+=:,./*-]/u;

/** Writes a word so that `tokenize` reads it back unchanged. */
export function quote(word: string): string {
  if (word !== '' && !needsQuotes.test(word)) return word;
  return word.includes("'") ? `"${word.replaceAll(/["\\]/gu, '\\$&')}"` : `'${word}'`;
}
