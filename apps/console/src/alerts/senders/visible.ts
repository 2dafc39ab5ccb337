/** Control characters, direction overrides (CVE-2021-42574), zero-width and format characters, line separators, lone surrogates. */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\u2800]/gu;

/** Text in one line with nothing in it that hides or disguises: `invoice‹U+202E›fdp`. */
export function visible(text: string): string {
  return text.replaceAll(DECEIVING, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/** At most so many characters, never half of one; what is cut off is marked. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.slice(0, most - 1);
  return `${end.isWellFormed() ? end : end.slice(0, -1)}…`;
}

/** Longest text of a host, a user or a rule in a message. */
const LONGEST = 300;

/** What somebody else wrote, as every kind of message may show it. */
export function shown(text: string, most = LONGEST): string {
  return cut(visible(cut(text, most)), most);
}
