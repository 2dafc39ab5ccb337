import type { ObservedAddress } from './observation.js';

/**
 * Reads an IPv4 or IPv6 address into canonical text: dotted quad without leading zeros, or RFC 5952. A zone index
 * (`%eth0`) is dropped, since it means something on the engine only.
 *
 * @returns undefined where the text is no address
 */
export function canonicalAddress(text: string): ObservedAddress | undefined {
  if (text.includes(':')) {
    const groups = parseIpv6(text.replace(/%.*$/s, ''));
    return groups && { family: 6, address: formatIpv6(groups) };
  }
  return isIpv4(text) ? { family: 4, address: text } : undefined;
}

function isIpv4(text: string): boolean {
  let octets = 0;
  let value = -1;
  let digits = 0;
  for (let i = 0; i <= text.length; i++) {
    const digit = i < text.length ? text.charCodeAt(i) - 48 : -2;
    if (digit === -2) {
      if (value < 0 || value > 255) return false;
      octets++;
      value = -1;
      digits = 0;
    } else if (digit < 0 || digit > 9 || value === 0 || digits === 3) {
      return false;
    } else {
      value = value < 0 ? digit : value * 10 + digit;
      digits++;
    }
  }
  return octets === 4;
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  if (halves.length === 1) return head?.length === 8 ? head : undefined;
  const tail = parseGroups(halves[1] ?? '', true);
  if (!head || !tail || head.length + tail.length > 7) return undefined;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(parseInt(part, 16));
    } else if (mayEndInIpv4 && index === parts.length - 1 && isIpv4(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else {
      return undefined;
    }
  }
  return groups;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups becomes `::`. */
function formatIpv6(groups: number[]): string {
  const [, , , , , mark, high = 0, low = 0] = groups;
  if (mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  }
  let best = { start: 0, length: 0 };
  let run = { start: 0, length: 0 };
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? { start: run.length ? run.start : index, length: run.length + 1 } : { start: 0, length: 0 };
    if (run.length > best.length) best = run;
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best.length < 2) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
