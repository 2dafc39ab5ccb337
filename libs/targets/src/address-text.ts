/**
 * Dotted IPv4 text to a number from 0 to 2^32-1, or `undefined`. Exactly four decimal numbers from 0 to 255 and no
 * leading zeros: C libraries read `010` as 8, so such text means two different machines to two programs.
 */
export function readIpv4(text: string): number | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (digits === 0 || dots === 3) return undefined;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      dots += 1;
      continue;
    }
    if (code < zero || code > nine || (digits === 1 && part === 0)) return undefined;
    part = part * 10 + (code - zero);
    digits += 1;
    if (part > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? value * 256 + part : undefined;
}

/**
 * IPv6 text (RFC 4291 section 2.2, all three forms) to a number from 0 to 2^128-1, or `undefined`. No zone id, no
 * brackets, no prefix. `::` stands for at least one group. A mapped address stays what it is here.
 */
export function readIpv6(text: string): bigint | undefined {
  if (text.length < 2 || text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [before = '', after] = halves;
  if (after === undefined) return joined(readGroups(before, { mayEndDotted: true }));
  const head = before === '' ? [] : readGroups(before, { mayEndDotted: false });
  const tail = after === '' ? [] : readGroups(after, { mayEndDotted: true });
  if (head === undefined || tail === undefined || head.length + tail.length > 7) return undefined;
  const zeros = Array<number>(8 - head.length - tail.length).fill(0);
  return joined([...head, ...zeros, ...tail]);
}

const dot = 46;
const zero = 48;
const nine = 57;
const group = /^[0-9a-f]{1,4}$/i;

function readGroups(text: string, { mayEndDotted }: { mayEndDotted: boolean }): number[] | undefined {
  const parts = text.split(':');
  const values: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (group.test(part)) {
      values.push(Number.parseInt(part, 16));
      continue;
    }
    const dotted = mayEndDotted && index === parts.length - 1 ? readIpv4(part) : undefined;
    if (dotted === undefined) return undefined;
    values.push(dotted >>> 16, dotted & 0xffff);
  }
  return values;
}

function joined(groups: readonly number[] | undefined): bigint | undefined {
  if (groups?.length !== 8) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  // Three groups at a time are exact as a number, and much cheaper than eight steps with bigint.
  const high = BigInt((a * 65536 + b) * 65536 + c);
  const middle = BigInt((d * 65536 + e) * 65536 + f);
  return (high << 80n) | (middle << 32n) | BigInt(g * 65536 + h);
}
