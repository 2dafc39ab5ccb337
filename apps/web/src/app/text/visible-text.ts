/** A stretch of text: either to be shown as it is, or a stand-in for a character that would not be seen or would deceive. */
export interface TextPart {
  readonly text: string;
  /** What stood here, such as `U+202E`; undefined for plain text. */
  readonly hidden?: string;
}

/**
 * Characters that a scanned host may use to hide or disguise what it says: control characters (a terminal's escape
 * sequences begin with one), direction overrides (Trojan Source, CVE-2021-42574), zero-width and other format characters,
 * line separators, lone surrogates and tags.
 */
const DECEIVING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\u2800]/u;
const DECEIVING_OR_PLAIN = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u3164\uffa0\u2800])/u;

/** Splits text into what may be shown and stand-ins. With `keepLines`, line ends and tabs stay what they are. */
export function visibleParts(text: string, layout: 'line' | 'keep-lines' = 'line'): readonly TextPart[] {
  const normal = layout === 'keep-lines' ? text.replaceAll('\r\n', '\n') : text;
  if (!DECEIVING.test(normal)) return normal === '' ? [] : [{ text: normal }];
  return normal
    .split(DECEIVING_OR_PLAIN)
    .filter((part) => part !== '')
    .map((part) =>
      isLayout(part, layout) || !DECEIVING.test(part) || [...part].length > 1 ? { text: part } : standIn(part),
    );
}

/** The same as one string, for places that hold no elements: titles, tool tips, labels. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => part.text)
    .join('');
}

function isLayout(part: string, layout: 'line' | 'keep-lines'): boolean {
  return layout === 'keep-lines' && (part === '\n' || part === '\t');
}

function standIn(character: string): TextPart {
  const code = character.codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return { text: picture(code) ?? `‹${name}›`, hidden: name };
}

/** Unicode's own pictures of the C0 control characters, U+2400 and on. */
function picture(code: number): string | undefined {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : undefined;
}
