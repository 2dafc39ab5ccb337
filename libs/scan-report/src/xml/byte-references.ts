import { decodeByteText } from '../byte-text.js';

/**
 * nmap writes every byte outside of printable ASCII as one numeric reference. Two things follow that plain XML reading
 * gets wrong:
 * - Control characters are written so too, although XML 1.0 forbids it. They are data: each becomes the raw character,
 *   which the XML reader lets through. NUL, surrogates and what lies beyond Unicode become U+FFFD.
 * - A character beyond ASCII arrives as several references. A run of them that is valid UTF-8 becomes that character.
 */
export function resolveByteReferences(markup: string): string {
  if (!mayNeedWork(markup)) return markup;
  return markup.replace(REFERENCE, (written, hex: string | undefined, decimal: string | undefined) => {
    if (hex === undefined && decimal === undefined) return resolveRun(written);
    return resolveOne(written, hex === undefined ? Number(decimal) : parseInt(hex, 16));
  });
}

/** A run of references to bytes from 80 to ff, or any one reference. */
const REFERENCE = /(?:&#x[89a-f][0-9a-f];){2,}|&#(?:x([0-9a-f]+)|(\d+));/gi;

/** Whether there is a reference other than to a line feed, of which script output is full. */
function mayNeedWork(markup: string): boolean {
  for (let at = markup.indexOf('&#'); at !== -1; at = markup.indexOf('&#', at + 2)) {
    if (!markup.startsWith('xa;', at + 2)) return true;
  }
  return false;
}

function resolveRun(written: string): string {
  const bytes = written.replace(/&#x(..);/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  const text = decodeByteText(bytes);
  return text === bytes ? written : text;
}

function resolveOne(written: string, code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) {
    return '\ufffd';
  }
  return code < 0x20 && code !== 9 && code !== 10 && code !== 13 ? String.fromCharCode(code) : written;
}
