/** Reads a plain decimal number of at most 15 digits, as the scanners write counts, ports and times; else undefined. */
export function readCount(text: string | undefined): number | undefined {
  if (text === undefined || text.length === 0 || text.length > 15) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** Epoch seconds as the scanners write them, into epoch milliseconds. */
export function readEpoch(text: string | undefined): number | undefined {
  const seconds = readCount(text);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Reads a decimal fraction such as `12.34`; else undefined. */
export function readDecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}
