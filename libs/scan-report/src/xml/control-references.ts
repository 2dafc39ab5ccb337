/**
 * nmap writes every byte outside of printable ASCII as a numeric reference, control characters included, although XML
 * 1.0 forbids those. They are data: each becomes the raw character, which the XML reader lets through. NUL, surrogates
 * and what lies beyond Unicode become U+FFFD, because no database column takes them.
 */
export function resolveControlReferences(markup: string): string {
  if (!mayNeedWork(markup)) return markup;
  return markup.replace(REFERENCE, (reference, hex: string | undefined, decimal: string | undefined) => {
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) {
      return '\ufffd';
    }
    return code < 0x20 && code !== 9 && code !== 10 && code !== 13 ? String.fromCharCode(code) : reference;
  });
}

const REFERENCE = /&#(?:x([0-9a-f]+)|(\d+));/gi;

/** Whether there is a reference other than to a line feed, of which script output is full. */
function mayNeedWork(markup: string): boolean {
  for (let at = markup.indexOf('&#'); at !== -1; at = markup.indexOf('&#', at + 2)) {
    if (!markup.startsWith('xa;', at + 2)) return true;
  }
  return false;
}
