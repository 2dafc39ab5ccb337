import { attaches } from './argv-words.js';
import { checkOption } from './check-option.js';
import { findConflicts } from './option-conflicts.js';
import { describeOption, findRule } from './option-table.js';
import { hiddenCharacter, quote } from './tokenize.js';
import { ProblemCode } from './option-types.js';
import type { OptionAllowance, OptionProblem, OptionsResult, ScanOption, Scanner } from './option-types.js';

const mostOptions = 200;

function badShape(column: number, option: string, what: string): OptionProblem {
  return {
    option,
    column,
    code: ProblemCode.BadShape,
    message: `${option === '' ? `option ${column}` : option}: ${what}.`,
  };
}

/**
 * Checks typed options that came from elsewhere, such as a manifest on an engine, by the same table as text. Only canonical names and
 * values are taken, so the answer always equals the input.
 * @param allowance what the owner of this engine allows beyond the table
 * @returns the options, or every problem; `column` is the place in the list, from 1
 */
export function readOptions(scanner: Scanner, json: unknown, allowance: OptionAllowance = {}): OptionsResult {
  if (!Array.isArray(json)) return { ok: false, problems: [badShape(1, '', 'a list of options is expected')] };
  if (json.length > mostOptions) return { ok: false, problems: [badShape(1, '', `more than ${mostOptions} options`)] };
  const options: ScanOption[] = [];
  const problems: OptionProblem[] = [];
  json.forEach((item: unknown, at) => {
    const read = readOption(scanner, item, { column: at + 1, allowance });
    if ('message' in read) problems.push(read);
    else options.push(read);
  });
  if (problems.length === 0) {
    const columns = options.map((_, at) => at + 1);
    problems.push(...findConflicts(scanner, options, columns));
  }
  return problems.length === 0 ? { ok: true, options } : { ok: false, problems };
}

function readOption(
  scanner: Scanner,
  item: unknown,
  { column, allowance }: { column: number; allowance: OptionAllowance },
): ScanOption | OptionProblem {
  if (typeof item !== 'object' || item === null) return badShape(column, '', 'an object with a name is expected');
  const { name, value, ...rest } = item as Record<string, unknown>;
  if (typeof name !== 'string') return badShape(column, '', 'its name is no text');
  if (value !== undefined && typeof value !== 'string') return badShape(column, name, 'its value is no text');
  if (Object.keys(rest).length > 0) return badShape(column, name, 'it has more than a name and a value');
  const hidden = hiddenCharacter({ text: name, column }) ?? hiddenCharacter({ text: value ?? '', column });
  if (hidden !== undefined) return { ...hidden, option: name, message: `${name}: ${hidden.message}` };
  const rule = findRule(scanner, name);
  if (rule === undefined) {
    const { reason } = describeOption(scanner, name);
    return { option: name, column, code: ProblemCode.UnknownOption, message: `${name}: ${reason}. Remove it.` };
  }
  const checked = checkOption({ written: name, column, rule, ...(value === undefined ? {} : { value }) }, allowance);
  if (!checked.ok) return checked.problem;
  if (checked.option.name !== name || checked.option.value !== value) {
    return badShape(column, name, `it is not in canonical form. Write ${formatOptions([checked.option])}`);
  }
  return checked.option;
}

/** Writes typed options as text that `parseOptions` reads back to the same options. */
export function formatOptions(options: readonly ScanOption[]): string {
  return options
    .map(({ name, value }) => {
      if (value === undefined) return name;
      return attaches(name) ? name + quote(value) : `${name} ${quote(value)}`;
    })
    .join(' ');
}
