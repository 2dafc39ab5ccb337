import { checkValue } from './check-value.js';
import { OptionClass, ProblemCode } from './option-types.js';
import type { OptionAllowance, OptionProblem, OptionRule, ScanOption } from './option-types.js';

/** An option as written, with its row in the table. */
export interface WrittenOption {
  written: string;
  column: number;
  rule: OptionRule;
  value?: string;
}

export type CheckedOption = { ok: true; option: ScanOption } | { ok: false; problem: OptionProblem };

/** A problem whose message begins with the option and ends with the fix. */
export function problemOf(at: { written: string; column: number }, code: ProblemCode, why: string): OptionProblem {
  return { option: at.written, column: at.column, code, message: `${at.written}: ${why}.` };
}

/** The code and sentence for a row that this allowance does not let through; nothing when it does. */
export function refusalOf(
  rule: OptionRule,
  allowance: OptionAllowance,
): { code: ProblemCode; why: string } | undefined {
  switch (rule.classification) {
    case OptionClass.Allowed:
      return undefined;
    case OptionClass.Ours:
      return { code: ProblemCode.Ours, why: rule.reason };
    case OptionClass.Dangerous:
      if (rule.ownerMayAllow && (allowance.options ?? []).includes(rule.name)) return undefined;
      return { code: ProblemCode.Dangerous, why: rule.reason };
    case OptionClass.Unknown:
      return { code: ProblemCode.UnknownOption, why: rule.reason };
  }
}

/** Checks one option by its row: may it be used, and is its value one? */
export function checkOption(option: WrittenOption, allowance: OptionAllowance): CheckedOption {
  const { rule, value } = option;
  const refusal = refusalOf(rule, allowance);
  if (refusal !== undefined) return { ok: false, problem: problemOf(option, refusal.code, refusal.why) };
  if (value === undefined) {
    if (rule.value.kind === 'none' || rule.valueOptional) return { ok: true, option: { name: rule.name } };
    return { ok: false, problem: problemOf(option, ProblemCode.BadValue, 'it needs a value. Write one behind it') };
  }
  const checked = checkValue(rule.value, value, allowance);
  if (!checked.ok) return { ok: false, problem: problemOf(option, checked.code, checked.why) };
  return { ok: true, option: { name: rule.name, value: checked.value } };
}
