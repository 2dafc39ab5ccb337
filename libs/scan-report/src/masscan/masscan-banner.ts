import { decodeByteText, replaceNul } from '../byte-text.js';

/** A banner of masscan's JSON: one character for each byte that the service sent. */
export function readBanner(text: string): string {
  return replaceNul(decodeByteText(text));
}

/**
 * A banner of masscan's XML and list, where each byte that is not plain text stands as `\x` and two digits. masscan writes
 * a backslash that the service sent as `\x5c`, so nothing is ambiguous.
 */
export function readEscapedBanner(text: string): string {
  return readBanner(text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
}
