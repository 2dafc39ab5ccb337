import fc from 'fast-check';
import { formatAddress, type Address, type AddressFamily } from '../address.js';
import { type AddressSet } from '../address-set.js';

/**
 * A few windows of sixteen addresses at the places where address arithmetic goes wrong: both ends of both families, both
 * edges of the IPv4-mapped block, a carry between octets and between groups. A set within the universe is a bit mask, bit
 * i being address i: the oracle that `AddressSet` is compared with.
 */
const windowSize = 16;
const windows: readonly { readonly family: AddressFamily; readonly first: bigint }[] = [
  { family: 4, first: 0n },
  { family: 4, first: 0x0a00_00f8n },
  { family: 4, first: 0x7fff_fff8n },
  { family: 4, first: 2n ** 32n - 16n },
  { family: 6, first: 0n },
  { family: 6, first: 0xffff_0000_0000n - 16n },
  { family: 6, first: 0x1_0000_0000_0000n },
  { family: 6, first: 0x2001_0db8_0000_0000_0000_0000_ffff_fff8n },
  { family: 6, first: 2n ** 128n - 16n },
];
const mapped = 0xffff_0000_0000n;
const ipv4Windows = windows.filter(({ family }) => family === 4).length;

/** Every address of the universe in address order. */
export const universe: readonly Address[] = windows.flatMap(({ family, first }) =>
  Array.from({ length: windowSize }, (_, offset) => ({ family, value: first + BigInt(offset) })),
);

const all = (1n << BigInt(universe.length)) - 1n;
export const maskOfFamily = {
  4: (1n << BigInt(windowSize * ipv4Windows)) - 1n,
  6: all & ~((1n << BigInt(windowSize * ipv4Windows)) - 1n),
} as const;
export const complementOf = (mask: bigint): bigint => all & ~mask;

/** The set as a mask, read off its intervals. */
export function maskOf(set: AddressSet): bigint {
  let mask = 0n;
  for (const { family, first, last } of set.intervals()) {
    windows.forEach((window, index) => {
      const end = window.first + BigInt(windowSize) - 1n;
      if (window.family !== family || last < window.first || first > end) return;
      const from = (first > window.first ? first : window.first) - window.first;
      const to = (last < end ? last : end) - window.first;
      mask |= bits(index, Number(from), Number(to));
    });
  }
  return mask;
}

function bits(window: number, from: number, to: number): bigint {
  return ((1n << BigInt(to - from + 1)) - 1n) << BigInt(window * windowSize + from);
}

export function bitCount(mask: bigint): bigint {
  let count = 0n;
  for (let rest = mask; rest > 0n; rest >>= 1n) count += rest & 1n;
  return count;
}

/** A written target and the addresses of the universe that it stands for. */
export interface Written {
  readonly text: string;
  readonly mask: bigint;
}

/** Targets within one window, in every spelling that fits: address, CIDR with or without host bits, ranges, mapped. */
export const withinWindow: fc.Arbitrary<Written> = fc
  .tuple(
    fc.integer({ min: 0, max: windows.length - 1 }),
    fc.integer({ min: 0, max: windowSize - 1 }),
    fc.integer({ min: 0, max: windowSize - 1 }),
    fc.integer({ min: 0, max: 7 }),
  )
  .map(([index, one, other, spelling]) => {
    const window = windows[index] ?? { family: 4, first: 0n };
    const asMapped = window.family === 4 && spelling >= 4;
    const write = (offset: number): string => {
      const value = window.first + BigInt(offset);
      return asMapped
        ? formatAddress({ family: 6, value: mapped + value })
        : formatAddress({ family: window.family, value });
    };
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    switch (spelling % 4) {
      case 0:
        return { text: write(one), mask: bits(index, one, one) };
      case 1: {
        // Windows begin at a multiple of eight, so a block of up to eight addresses lies within its window.
        const hostBits = other % 4;
        const first = one - (one % 2 ** hostBits);
        const bitsOfFamily = window.family === 6 || asMapped ? 128 : 32;
        return { text: `${write(one)}/${bitsOfFamily - hostBits}`, mask: bits(index, first, first + 2 ** hostBits - 1) };
      }
      case 2: {
        const sameNetwork = (window.first + BigInt(from)) >> 8n === (window.first + BigInt(to)) >> 8n;
        const short = window.family === 4 && !asMapped && sameNetwork;
        const end = short ? write(to).split('.')[3] : write(to);
        return { text: `${write(from)}-${end}`, mask: bits(index, from, to) };
      }
      default:
        return { text: `${write(from)}-${write(to)}`.toUpperCase(), mask: bits(index, from, to) };
    }
  });

const twoWindows = (from: number, to: number): bigint => bits(from, 0, windowSize - 1) | bits(to, 0, windowSize - 1);

/** Targets that reach over many windows, up to whole families. */
export const wide: fc.Arbitrary<Written> = fc.constantFrom<Written>(
  { text: '0.0.0.0/0', mask: maskOfFamily[4] },
  { text: '1.2.3.4/0', mask: maskOfFamily[4] },
  { text: '::ffff:0:0/96', mask: maskOfFamily[4] },
  { text: '0.0.0.0/1', mask: twoWindows(0, 1) | bits(2, 0, 7) },
  { text: '128.0.0.0/1', mask: bits(2, 8, 15) | bits(3, 0, 15) },
  { text: '::ffff:128.0.0.0/97', mask: bits(2, 8, 15) | bits(3, 0, 15) },
  { text: '0.0.0.0-255.255.255.255', mask: maskOfFamily[4] },
  { text: '::/0', mask: maskOfFamily[6] },
  { text: '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', mask: maskOfFamily[6] },
  { text: '::/1', mask: twoWindows(4, 5) | twoWindows(6, 7) },
  { text: '8000::/1', mask: bits(8, 0, 15) },
  { text: '::/80', mask: twoWindows(4, 5) },
  { text: '::fffe:0:0/95', mask: bits(5, 0, 15) },
  { text: '::1:0:0:0/80', mask: bits(6, 0, 15) },
);

/** Lists of targets of both kinds, mostly small ones. */
export const writtenList: fc.Arbitrary<readonly Written[]> = fc.array(
  fc.oneof({ weight: 24, arbitrary: withinWindow }, { weight: 1, arbitrary: wide }),
  { maxLength: 6 },
);

export const maskOfWritten = (list: readonly Written[]): bigint => list.reduce((mask, item) => mask | item.mask, 0n);
