import { type Address } from './address.js';
import { AddressSet } from './address-set.js';
import { type Interval } from './interval.js';
import { refusedUses, SpecialUse, specialRanges } from './special-ranges.js';

/**
 * What special uses an address, or any address of a set, has; narrow uses first, none twice. 169.254.169.254 is
 * `['metadata', 'link_local']`, 8.8.8.8 is `[]`. An IPv6 address that NAT64 (RFC 6052) or 6to4 (RFC 3056) turns into a
 * refused IPv4 address has that address's uses too. Throws `BadAddress` for text that is no address.
 */
export function specialUse(what: Address | AddressSet | string): SpecialUse[] {
  return Object.values(SpecialUse).filter((use) => {
    const set = specialSet(use);
    return what instanceof AddressSet ? set.overlaps(what) : set.contains(what);
  });
}

/** All addresses of one special use. */
export function specialSet(use: SpecialUse): AddressSet {
  return setsByUse.get(use) ?? AddressSet.empty;
}

const setsByUse = new Map(Object.values(SpecialUse).map((use) => [use, collect(use)]));

/**
 * What nobody means to scan from afar and what does harm: loopback, link-local with the clouds' metadata services,
 * multicast, limited broadcast, unspecified with all of 0.0.0.0/8, reserved 240.0.0.0/4 and ::/96, and the same IPv4
 * ranges seen through NAT64 and 6to4. Refused unless an engine's owner allows them. Private ranges are not in it: they
 * are what this program is for.
 */
export const SPECIAL_REFUSED: AddressSet = AddressSet.uniteAll(refusedUses.map(specialSet));

function collect(use: SpecialUse): AddressSet {
  const blocks = specialRanges.filter((range) => range.use === use).flatMap((range) => range.blocks);
  const set = AddressSet.parse(blocks.join(','));
  if (!refusedUses.includes(use)) return set;
  const embedded = [...set.ofFamily(4).intervals()].flatMap((interval) => [
    throughNat64(interval),
    through6to4(interval),
  ]);
  return set.unite(AddressSet.fromIntervals(embedded));
}

/** 64:ff9b::/96 holds an IPv4 address in its last 32 bits. */
function throughNat64({ first, last }: Interval): Interval {
  const prefix = 0x64_ff9bn << 96n;
  return { family: 6, first: prefix + first, last: prefix + last };
}

/** 2002::/16 holds an IPv4 address in bits 16 to 47; the 80 bits after it are a whole site. */
function through6to4({ first, last }: Interval): Interval {
  const prefix = 0x2002n << 112n;
  return { family: 6, first: prefix + (first << 80n), last: prefix + ((last + 1n) << 80n) - 1n };
}
