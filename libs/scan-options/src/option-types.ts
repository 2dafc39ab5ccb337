/** The scanners whose options this library knows: nmap 7.93 and masscan 1.3.2. */
export const Scanner = { Nmap: 'nmap', Masscan: 'masscan' } as const;
export type Scanner = (typeof Scanner)[keyof typeof Scanner];

/**
 * What may be done with an option of a scan command.
 * `allowed`: anyone who may edit scan commands. `ours`: Scanfleet sets it itself. `dangerous`: refused unless the owner
 * of an engine allows it. `unknown`: the scanner does not have it, or has it without effect on a scan.
 */
export const OptionClass = { Allowed: 'allowed', Ours: 'ours', Dangerous: 'dangerous', Unknown: 'unknown' } as const;
export type OptionClass = (typeof OptionClass)[keyof typeof OptionClass];

/** One typed option of a scan command: canonical name (`-sS`, `-p`, `--script`) and value. What travels as JSON. */
export interface ScanOption {
  name: string;
  value?: string;
}

/** Why an option was refused; stable codes for API and UI. */
export const ProblemCode = {
  UnknownOption: 'unknown_option',
  Ours: 'ours',
  Dangerous: 'dangerous',
  BadValue: 'bad_value',
  UnclosedQuote: 'unclosed_quote',
  BadCharacter: 'bad_character',
  TargetInOptions: 'target_in_options',
  Repeated: 'repeated',
  Conflict: 'conflict',
  TooLong: 'too_long',
  BadShape: 'bad_shape',
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

/** One thing that is wrong, with the option as it was written. */
export interface OptionProblem {
  option: string;
  /** 1-based: of the option's first character in text, of its place in the list when typed options are read. */
  column: number;
  code: ProblemCode;
  /** Names the option, the reason and the fix, for showing as it is. */
  message: string;
}

export type OptionsResult = { ok: true; options: ScanOption[] } | { ok: false; problems: OptionProblem[] };

/** What the owner of an engine allows beyond the table; the console never fills this by itself. */
export interface OptionAllowance {
  /** Canonical names of options marked `ownerMayAllow`, such as `--dns-servers`. */
  options?: readonly string[];
  /** NSE scripts by exact name that are dangerous otherwise, such as `ssh-brute`. */
  scripts?: readonly string[];
}

/** What a value must look like. */
export type ValueKind =
  | { kind: 'none' }
  | { kind: 'integer'; min: number; max: number; multipleOf?: number }
  | { kind: 'number'; min: number; max: number }
  | { kind: 'time'; minMs: number; maxMs: number }
  | { kind: 'timing' }
  | { kind: 'nmap-ports' }
  | { kind: 'masscan-ports' }
  | { kind: 'port-list' }
  | { kind: 'protocol-list' }
  | { kind: 'tcp-flags' }
  | { kind: 'scripts' }
  | { kind: 'script-args' }
  | { kind: 'word'; words: readonly string[] }
  | { kind: 'text' };

/** One row of the table. */
export interface OptionRule {
  name: string;
  /** Other spellings that mean the same; they are read and turned into `name`. */
  aliases: readonly string[];
  classification: OptionClass;
  value: ValueKind;
  /** The value may be left out; it is then only read when attached (`-PS22`). */
  valueOptional: boolean;
  repeatable: boolean;
  /** One sentence: what the option does. */
  summary: string;
  /** One sentence for everything that is not allowed: why, and what to do instead. */
  reason: string;
  ownerMayAllow: boolean;
}

/** A value in its one canonical form, or why it is none: a sentence that follows the name of the option. */
export type CheckedValue = { ok: true; value: string } | { ok: false; code: ProblemCode; why: string };
