import { checkOption, problemOf, refusalOf } from './check-option.js';
import type { WrittenOption } from './check-option.js';
import { findConflicts } from './option-conflicts.js';
import { readMasscanWord } from './masscan-words.js';
import { readNmapWord } from './nmap-words.js';
import { OptionClass, ProblemCode, Scanner } from './option-types.js';
import type { OptionAllowance, OptionProblem, OptionsResult, ScanOption } from './option-types.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';

const longestText = 8192;
const mostOptions = 200;
// Hyphens and dashes of Unicode; word processors put them where a hyphen was typed.
const dashes = /^[\u00ad\u058a\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]/u;

/**
 * Reads an option text such as `-sS -p1-1024 --script default` into typed options.
 * @param allowance what the owner of the engine allows beyond the table; leave it out anywhere else.
 * @returns the options in canonical form, or every problem with the column (1-based) of the word it is about.
 */
export function parseOptions(scanner: Scanner, text: string, allowance: OptionAllowance = {}): OptionsResult {
  if (text.length > longestText) return tooLong(`the text has more than ${longestText} characters`);
  const { tokens, problems } = tokenize(text);
  if (tokens.length > mostOptions) return tooLong(`the text has more than ${mostOptions} words`);
  const options: ScanOption[] = [];
  const columns: number[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    const refusal = noOption(token);
    if (refusal !== undefined) {
      problems.push(refusal);
      continue;
    }
    const read = scanner === Scanner.Nmap ? readNmapWord(token.text) : readMasscanWord(token.text);
    for (const reading of read) {
      const place = { written: reading.written, column: token.column };
      if (reading.kind === 'refused') {
        const refused = reading.rule === undefined ? undefined : refusalOf(reading.rule, allowance);
        problems.push(
          problemOf(place, refused?.code ?? ProblemCode.UnknownOption, withReason(reading.why, refused?.why)),
        );
        if (reading.rule !== undefined && !token.text.includes('=') && takesNext(reading.rule, tokens[at + 1])) at += 1;
        continue;
      }
      const written: WrittenOption = { ...place, rule: reading.rule };
      if (reading.attached !== undefined) written.value = reading.attached;
      else if (takesNext(reading.rule, tokens[at + 1])) written.value = tokens[++at]?.text ?? '';
      const checked = checkOption(written, allowance);
      if (checked.ok) {
        options.push(checked.option);
        columns.push(token.column);
      } else {
        problems.push(checked.problem);
      }
    }
  }
  if (problems.length === 0) problems.push(...findConflicts(scanner, options, columns));
  return problems.length === 0 ? { ok: true, options } : { ok: false, problems };
}

function tooLong(why: string): OptionsResult {
  return {
    ok: false,
    problems: [{ option: '', column: 1, code: ProblemCode.TooLong, message: `${why}. Shorten it.` }],
  };
}

function withReason(why: string, reason: string | undefined): string {
  return reason === undefined ? why : `${why.split('. ')[0] ?? why}; ${reason}`;
}

/** A word that cannot be an option at all. */
function noOption(token: Token): OptionProblem | undefined {
  const place = { written: token.text, column: token.column };
  if (dashes.test(token.text)) {
    return problemOf(place, ProblemCode.UnknownOption, 'it begins with a long dash. Write a plain hyphen (-)');
  }
  if (token.text === '--' || token.text === '-') {
    return problemOf(place, ProblemCode.TargetInOptions, 'it would make what follows a target. Remove it');
  }
  if (!token.text.startsWith('-')) {
    const shown = token.text === '' ? '""' : token.text;
    return problemOf(
      { ...place, written: shown },
      ProblemCode.TargetInOptions,
      'it is no option, and targets do not belong here. Put targets into a site, or write the option that takes this value before it',
    );
  }
  return undefined;
}

/**
 * Whether the next word is the value of this option. A word that begins with a dash is not, though the scanners would take it: it is
 * far more often a forgotten value than a value. Only open ranges of ports begin so (`-p -100`).
 */
function takesNext(rule: WrittenOption['rule'], next: Token | undefined): boolean {
  if (next === undefined || rule.value.kind === 'none') return false;
  if (rule.valueOptional) return rule.value.kind === 'integer' && /^\d+$/u.test(next.text);
  if (!next.text.startsWith('-')) return !dashes.test(next.text) || rule.classification === OptionClass.Allowed;
  return rule.value.kind.endsWith('ports') && /^-(?:\d+(?:,.*)?)?$/u.test(next.text);
}
