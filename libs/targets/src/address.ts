import { readIpv4, readIpv6 } from './address-text.js';

export type AddressFamily = 4 | 6;

/** One IP address. `value` is the address as an unsigned number: 0 to 2^32-1 in family 4, 0 to 2^128-1 in family 6. */
export interface Address {
  readonly family: AddressFamily;
  readonly value: bigint;
}

/** The number of bits of an address, by family. */
export const addressBits = { 4: 32, 6: 128 } as const satisfies Record<AddressFamily, number>;

/** The greatest address of each family. */
export const lastAddress = { 4: 2n ** 32n - 1n, 6: 2n ** 128n - 1n } as const satisfies Record<AddressFamily, bigint>;

/**
 * ::ffff:0:0/96, the IPv4-mapped addresses (RFC 4291 section 2.5.5.2). `::ffff:10.0.0.1` is the machine 10.0.0.1 under
 * another spelling: a socket opened to it sends IPv4 packets. An exclusion of one spelling must hold for the other, so
 * nothing in this library ever keeps a mapped address as IPv6.
 */
export const mappedFirst = 0xffff_0000_0000n;
export const mappedLast = 0xffff_ffff_ffffn;

/** Is this IPv6 value an IPv4-mapped one? */
export function isMapped(value: bigint): boolean {
  return value >= mappedFirst && value <= mappedLast;
}

/** The same machine in the one spelling that sets use: IPv4-mapped IPv6 becomes IPv4, all else stays. */
export function normaliseAddress(address: Address): Address {
  return address.family === 6 && isMapped(address.value) ? { family: 4, value: address.value - mappedFirst } : address;
}

/**
 * Reads one address, strictly: dotted IPv4 of four decimal numbers without leading zeros (RFC 6943 section 3.1.1 tells
 * what the loose forms have done), or IPv6 in any form of RFC 4291 section 2.2. Zone ids (`fe80::1%eth0`) are refused.
 * An IPv4-mapped IPv6 address is answered as IPv4. Answers `undefined` for anything else.
 */
export function parseAddress(text: string): Address | undefined {
  const ipv4 = readIpv4(text);
  if (ipv4 !== undefined) return { family: 4, value: BigInt(ipv4) };
  const ipv6 = readIpv6(text);
  return ipv6 === undefined ? undefined : normaliseAddress({ family: 6, value: ipv6 });
}

/**
 * The canonical text of an address: dotted IPv4, or IPv6 by RFC 5952 (lower case, no leading zeros, the longest run of
 * two or more zero groups, the first of equals, as `::`). A mapped address that someone built by hand is shown in the
 * mixed form of RFC 5952 section 5, `::ffff:192.0.2.1`. Throws `RangeError` when the value does not fit the family.
 */
export function formatAddress({ family, value }: Address): string {
  if (value < 0n || value > lastAddress[family]) throw new RangeError(`${value} is not an IPv${family} address`);
  if (family === 4) return formatIpv4(Number(value));
  return isMapped(value) ? `::ffff:${formatIpv4(Number(value - mappedFirst))}` : formatIpv6(value);
}

/** Order of addresses everywhere in this library: IPv4 before IPv6, then by value. */
export function compareAddresses(one: Address, other: Address): number {
  if (one.family !== other.family) return one.family - other.family;
  return one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
}

function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

function formatIpv6(value: bigint): string {
  const groups: number[] = [];
  for (const shift of [96n, 64n, 32n, 0n]) {
    const word = Number((value >> shift) & 0xffff_ffffn);
    groups.push(word >>> 16, word & 0xffff);
  }
  const zeros = longestZeroRun(groups);
  if (zeros.length < 2) return hexadecimal(groups);
  return `${hexadecimal(groups.slice(0, zeros.start))}::${hexadecimal(groups.slice(zeros.start + zeros.length))}`;
}

function hexadecimal(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  });
  return longest;
}
