/** What one `--script` rule asks of one script: its name and its categories. */
export interface ScriptEntry {
  name: string;
  categories: readonly string[];
}

/** A checked rule: `matches` says whether it chooses a script. */
export interface ScriptRule {
  /** Every word that is neither an operator nor true or false, as written. */
  words: string[];
  matches: (script: ScriptEntry) => boolean;
}

type Test = (script: ScriptEntry) => boolean;

/**
 * Reads one rule of `--script`, such as `default and not (broadcast or external)` or `http-*`, with the meaning that nmap
 * 7.93 gives it (`get_chosen_scripts` in nse_main.lua): `not` binds to one value; `and` and `or` are read from left to
 * right with everything behind them as their right side, so `a and b or c` is `a and (b or c)`. Keywords and
 * categories ignore case, names do not; `*` in a name stands for anything. Answers with a sentence when it is no rule.
 */
export function parseScriptRule(text: string): ScriptRule | string {
  const pieces = text.match(/[()]|[^\s()]+/gu) ?? [];
  if (pieces.length > 200) return 'is too long';
  const words: string[] = [];
  let at = 0;
  let depth = 0;

  function expression(): Test | string {
    const left = value();
    if (typeof left === 'string') return left;
    const operator = pieces[at]?.toLowerCase();
    if (operator !== 'and' && operator !== 'or') return left;
    at += 1;
    const right = expression();
    if (typeof right === 'string') return right;
    return operator === 'and' ? (script) => left(script) && right(script) : (script) => left(script) || right(script);
  }

  function value(): Test | string {
    const piece = pieces[at];
    if (piece === undefined) return 'ends where a script or category is expected';
    at += 1;
    const keyword = piece.toLowerCase();
    if (keyword === 'not') {
      if (++depth > 50) return 'is nested too deeply';
      const inner = value();
      depth -= 1;
      return typeof inner === 'string' ? inner : (script) => !inner(script);
    }
    if (piece === '(') {
      if (++depth > 50) return 'is nested too deeply';
      const inner = expression();
      depth -= 1;
      if (typeof inner === 'string') return inner;
      if (pieces[at] !== ')') return 'has a parenthesis that is never closed';
      at += 1;
      return inner;
    }
    if (piece === ')' || keyword === 'and' || keyword === 'or')
      return `has "${piece}" where a script or category is expected`;
    if (keyword === 'true') return () => true;
    if (keyword === 'false') return () => false;
    words.push(piece);
    return word(piece);
  }

  const test = expression();
  if (typeof test === 'string') return test;
  const extra = pieces[at];
  if (extra !== undefined) return `has "${extra}" where "and", "or" or the end is expected`;
  return { words, matches: test };
}

/** A word chooses by category, or by name with `*` as a wildcard; `all` chooses everything. */
function word(piece: string): Test {
  const category = piece.toLowerCase();
  if (category === 'all') return () => true;
  const parts = piece.split('*');
  return (script) => script.categories.includes(category) || matchesWildcard(script.name, parts);
}

/** Linear wildcard match; a regular expression made from the text could be made to run for ever. */
function matchesWildcard(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  if (parts.length === 1) return name === first;
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
