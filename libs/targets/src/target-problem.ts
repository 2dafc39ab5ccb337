/** Every way in which a token can be bad. The codes are stable: translations and tests hang on them. */
export const ProblemCode = {
  Empty: 'empty',
  TooLong: 'too_long',
  OptionLike: 'option_like',
  LoneHyphen: 'lone_hyphen',
  Separator: 'separator',
  HiddenCharacter: 'hidden_character',
  ShellCharacter: 'shell_character',
  BadCharacter: 'bad_character',
  NonAscii: 'non_ascii',
  Dash: 'dash',
  Wildcard: 'wildcard',
  ZoneId: 'zone_id',
  Brackets: 'brackets',
  Url: 'url',
  Port: 'port',
  BareNumber: 'bare_number',
  BadIpv4: 'bad_ipv4',
  LeadingZero: 'leading_zero',
  OctetList: 'octet_list',
  BadIpv6: 'bad_ipv6',
  BadPrefix: 'bad_prefix',
  Netmask: 'netmask',
  ShortCidr: 'short_cidr',
  NamePrefix: 'name_prefix',
  MappedPrefix: 'mapped_prefix',
  RangeForm: 'range_form',
  RangeReversed: 'range_reversed',
  RangeFamilies: 'range_families',
  RangeOctet: 'range_octet',
  NumberName: 'number_name',
  EmptyLabel: 'empty_label',
  LongLabel: 'long_label',
  HyphenLabel: 'hyphen_label',
  LongName: 'long_name',
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

/** Why a token is refused, before its place is known. */
export interface Fault {
  readonly kind: 'fault';
  readonly code: ProblemCode;
  readonly message: string;
}

/**
 * One bad token of a target list. `line` and `column` are 1-based, `column` in UTF-16 code units as text fields count,
 * and both are the place where the token begins. `message` is a whole sentence that repeats the token (made harmless)
 * and says what to write instead. `token` is the raw text, at most 300 characters of it: never show it unescaped.
 */
export interface TargetProblem {
  readonly line: number;
  readonly column: number;
  readonly token: string;
  readonly message: string;
  readonly code: ProblemCode;
}

/** Where a token begins; both 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function fault(code: ProblemCode, message: string): Fault {
  return { kind: 'fault', code, message };
}

/** `line 3, column 5: "10.0.0.256" ...`, for terminals and logs. */
export function describeProblem({ line, column, message }: TargetProblem): string {
  return `line ${line}, column ${column}: ${message}`;
}
