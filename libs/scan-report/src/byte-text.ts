/**
 * nmap and masscan write what a host sent byte by byte: one reference or escape for each byte, so that `é` arrives as
 * the two characters `Ã©`. Puts such text together again.
 *
 * @param text one character for each byte
 * @returns the text with each run of bytes beyond ASCII read as UTF-8, where it is valid UTF-8
 */
export function decodeByteText(text: string): string {
  return text.replace(/[\u0080-\u00ff]{2,}/g, (run) => {
    const decoded = Buffer.from(run, 'latin1').toString();
    return decoded.includes('\ufffd') ? run : decoded;
  });
}

/** NUL, which no database text takes, becomes U+FFFD. */
export function replaceNul(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
