import { OptionClass } from './option-types.js';
import type { OptionRule, ValueKind } from './option-types.js';

const noValue: ValueKind = { kind: 'none' };
const textValue: ValueKind = { kind: 'text' };

type Extra = Partial<Pick<OptionRule, 'aliases' | 'value' | 'valueOptional' | 'repeatable' | 'ownerMayAllow'>>;

function rule(
  classification: OptionClass,
  name: string,
  words: { summary: string; reason: string },
  extra: Extra,
): OptionRule {
  return {
    name,
    aliases: [],
    classification,
    value: noValue,
    valueOptional: false,
    repeatable: false,
    ownerMayAllow: false,
    ...words,
    ...extra,
  };
}

/** A row for an option that any scan command may hold. */
export function allowed(name: string, summary: string, extra: Extra = {}): OptionRule {
  return rule(OptionClass.Allowed, name, { summary, reason: '' }, extra);
}

/** A row for an option that Scanfleet sets itself; `reason` says what to do instead. */
export function ours(name: string, summary: string, reason: string, extra: Extra = {}): OptionRule {
  return rule(OptionClass.Ours, name, { summary, reason }, extra);
}

/** A row for an option that could do harm beyond a scan of the given addresses. */
export function dangerous(name: string, summary: string, reason: string, extra: Extra = {}): OptionRule {
  return rule(OptionClass.Dangerous, name, { summary, reason }, extra);
}

/** A row for a word that the scanner knows but that does nothing for a scan, or that it refuses itself. */
export function noUse(name: string, summary: string, reason: string, extra: Extra = {}): OptionRule {
  return rule(OptionClass.Unknown, name, { summary, reason }, extra);
}

export const takesText: Extra = { value: textValue };

export function aliases(...names: string[]): Extra {
  return { aliases: names };
}

export function integer(min: number, max: number, multipleOf?: number): Extra {
  return { value: { kind: 'integer', min, max, ...(multipleOf === undefined ? {} : { multipleOf }) } };
}

export function number(min: number, max: number): Extra {
  return { value: { kind: 'number', min, max } };
}

/** A duration between two bounds in milliseconds. */
export function duration(minMs: number, maxMs: number): Extra {
  return { value: { kind: 'time', minMs, maxMs } };
}

export function oneOf(...words: string[]): Extra {
  return { value: { kind: 'word', words } };
}
