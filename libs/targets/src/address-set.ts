import { formatAddress, normaliseAddress, parseAddress, type Address, type AddressFamily } from './address.js';
import { BadAddress, BadAddressSet } from './bad-address.js';
import { ascending, boundariesUpTo, combine, Membership, mergeSorted, overlap, type Boundaries } from './boundaries.js';
import { cidrCover, formatCidr } from './cidr-cover.js';
import { cutIntervals, equalSizes, evenSizes } from './cut-intervals.js';
import { canonicalIntervals, type Interval } from './interval.js';
import { quoted } from './quoted.js';
import { readBlock } from './read-block.js';

/** More pieces than this would fill the memory (a /64 cut into single addresses); splitting refuses it. */
export const mostPieces = 1_000_000;

/**
 * A set of IPv4 and IPv6 addresses: the only form in which it is decided what may be probed. Immutable and canonical:
 * sorted, merged, the families apart, IPv4-mapped addresses kept as IPv4, so that equal sets have equal texts.
 *
 * Costs: `unite`, `subtract`, `intersect` O(n + m) in intervals; `contains` O(log n); `overlaps` O(k log n).
 */
export class AddressSet {
  static readonly empty = new AddressSet([], []);

  // Not `#private`: test runners compare sets by these fields.
  private constructor(
    private readonly v4: Boundaries<number>,
    private readonly v6: Boundaries<bigint>,
  ) {}

  /**
   * Reads what `toString` writes: addresses and `first-last` ranges, separated by commas. CIDR blocks, any order and
   * overlaps are read too; host names are not. Empty text is the empty set. Throws `BadAddressSet` at the first bad part.
   */
  static parse(text: string): AddressSet {
    if (text.trim() === '') return AddressSet.empty;
    const intervals: Interval[] = [];
    for (const part of text.split(',')) {
      const block = readBlock(part.trim());
      if (block === undefined) throw new BadAddressSet(`${quoted(part.trim())} is not an address`);
      if (block.kind === 'fault') throw new BadAddressSet(block.message);
      intervals.push(...block.intervals);
    }
    return AddressSet.fromIntervals(intervals);
  }

  /** The set of all addresses of the intervals, in any order, overlapping or not. Throws `BadAddressSet` for none. */
  static fromIntervals(intervals: Iterable<Interval>): AddressSet {
    const found = newEnds();
    for (const interval of intervals) {
      const canonical = canonicalIntervals(interval);
      if (canonical === undefined) {
        throw new BadAddressSet(`${interval.first} to ${interval.last} is not an interval of IPv${interval.family}`);
      }
      for (const { family, first, last } of canonical) {
        if (family === 4) {
          found.v4.begins.push(Number(first));
          found.v4.ends.push(Number(last) + 1);
        } else {
          found.v6.begins.push(first);
          found.v6.ends.push(last + 1n);
        }
      }
    }
    return AddressSet.between(found);
  }

  /** The union of many sets in one go, O(n log n) in all their intervals; much faster than one `unite` after another. */
  static uniteAll(sets: Iterable<AddressSet>): AddressSet {
    const found = newEnds();
    for (const set of sets) {
      set.v4.forEach((place, index) => (index % 2 === 0 ? found.v4.begins : found.v4.ends).push(place));
      set.v6.forEach((place, index) => (index % 2 === 0 ? found.v6.begins : found.v6.ends).push(place));
    }
    return AddressSet.between(found);
  }

  /** The addresses that are in this set, in the other, or in both. */
  unite(other: AddressSet): AddressSet {
    return this.combined(other, Membership.Either);
  }

  /** The addresses of this set that are not in the other. */
  subtract(other: AddressSet): AddressSet {
    return this.combined(other, Membership.FirstOnly);
  }

  /** The addresses that are in both sets. */
  intersect(other: AddressSet): AddressSet {
    return this.combined(other, Membership.Both);
  }

  /** Only the addresses of one family (nmap runs once for each). */
  ofFamily(family: AddressFamily): AddressSet {
    return family === 4 ? new AddressSet(this.v4, []) : new AddressSet([], this.v6);
  }

  /** Is the address in the set? Throws `BadAddress` for text that is none: a silent "no" would defeat an exclusion. */
  contains(address: Address | string): boolean {
    const { family, value } = readAddress(address);
    const passed = family === 4 ? boundariesUpTo(this.v4, Number(value)) : boundariesUpTo(this.v6, value);
    return passed % 2 === 1;
  }

  /** Is every address of the other set in this one? The empty set is in every set. */
  containsSet(other: AddressSet): boolean {
    return other.subtract(this).isEmpty();
  }

  /** Do the two sets have an address in common? */
  overlaps(other: AddressSet): boolean {
    return overlap(this.v4, other.v4) || overlap(this.v6, other.v6);
  }

  /** The number of addresses. */
  count(): bigint {
    let count = 0n;
    let v4 = 0;
    // Begins count down, ends count up: what remains is the sum of the lengths.
    this.v4.forEach((place, index) => (v4 += index % 2 === 0 ? -place : place));
    this.v6.forEach((place, index) => (count += index % 2 === 0 ? -place : place));
    return count + BigInt(v4);
  }

  isEmpty(): boolean {
    return this.v4.length === 0 && this.v6.length === 0;
  }

  equals(other: AddressSet): boolean {
    return same(this.v4, other.v4) && same(this.v6, other.v6);
  }

  /** The intervals in address order, IPv4 first; no two of them overlap or touch. */
  *intervals(): Generator<Interval> {
    for (let i = 0; i < this.v4.length; i += 2) {
      const [begin, end] = [this.v4[i], this.v4[i + 1]];
      if (begin !== undefined && end !== undefined) yield { family: 4, first: BigInt(begin), last: BigInt(end - 1) };
    }
    for (let i = 0; i < this.v6.length; i += 2) {
      const [begin, end] = [this.v6[i], this.v6[i + 1]];
      if (begin !== undefined && end !== undefined) yield { family: 6, first: begin, last: end - 1n };
    }
  }

  /** The fewest CIDR blocks that hold exactly this set, in address order; single addresses end in /32 or /128. */
  cidrs(): string[] {
    const cidrs: string[] = [];
    for (const interval of this.intervals()) for (const block of cidrCover(interval)) cidrs.push(formatCidr(block));
    return cidrs;
  }

  /** The canonical text, which `parse` reads: `10.0.0.1-10.0.0.50,10.0.0.99,2001:db8::-2001:db8::ff`. */
  toString(): string {
    const parts: string[] = [];
    for (const { family, first, last } of this.intervals()) {
      const text = formatAddress({ family, value: first });
      parts.push(first === last ? text : `${text}-${formatAddress({ family, value: last })}`);
    }
    return parts.join(',');
  }

  /** JSON shows a set as its canonical text. */
  toJSON(): string {
    return this.toString();
  }

  /**
   * Pieces in address order, each of exactly `maxAddresses` addresses but the last, which may be smaller. Together they
   * are this set and no two overlap. Throws `RangeError` for a size below one or more than `mostPieces` pieces.
   */
  split(maxAddresses: bigint | number): AddressSet[] {
    const size = wholeAboveZero(maxAddresses);
    const pieces = (this.count() + size - 1n) / size;
    if (pieces > BigInt(mostPieces)) throw new RangeError(`${pieces} pieces are more than ${mostPieces}`);
    return cutIntervals(this.intervals(), equalSizes(size)).map((piece) => AddressSet.fromIntervals(piece));
  }

  /**
   * At most `parts` pieces in address order whose sizes differ by at most one; fewer where the set has fewer addresses,
   * never an empty one. Throws `RangeError` for parts below one or above `mostPieces`.
   */
  splitInto(parts: bigint | number): AddressSet[] {
    const wanted = wholeAboveZero(parts);
    if (wanted > BigInt(mostPieces)) throw new RangeError(`${wanted} pieces are more than ${mostPieces}`);
    return cutIntervals(this.intervals(), evenSizes(this.count(), wanted)).map((piece) =>
      AddressSet.fromIntervals(piece),
    );
  }

  /** Each address in order, made as it is asked for. */
  *addresses(): Generator<Address> {
    for (const { family, first, last } of this.intervals()) {
      for (let value = first; value <= last; value += 1n) yield { family, value };
    }
  }

  /** The first `n` addresses in order, or all where there are fewer. */
  first(n: number): Address[] {
    const found: Address[] = [];
    if (n < 1) return found;
    for (const address of this.addresses()) {
      found.push(address);
      if (found.length >= n) break;
    }
    return found;
  }

  private static between({ v4, v6 }: Ends): AddressSet {
    return new AddressSet(
      mergeSorted(ascending(v4.begins), ascending(v4.ends)),
      mergeSorted(ascending(v6.begins), ascending(v6.ends)),
    );
  }

  private combined(other: AddressSet, membership: Membership): AddressSet {
    return new AddressSet(combine(this.v4, other.v4, membership), combine(this.v6, other.v6, membership));
  }
}

/** The union of many sets in one go; see `AddressSet.uniteAll`. */
export function uniteAll(sets: Iterable<AddressSet>): AddressSet {
  return AddressSet.uniteAll(sets);
}

/** Where intervals begin and end (exclusive), before they are sorted and merged. */
interface Ends {
  readonly v4: { readonly begins: number[]; readonly ends: number[] };
  readonly v6: { readonly begins: bigint[]; readonly ends: bigint[] };
}

function newEnds(): Ends {
  return { v4: { begins: [], ends: [] }, v6: { begins: [], ends: [] } };
}

function readAddress(address: Address | string): Address {
  if (typeof address !== 'string') return normaliseAddress(address);
  const read = parseAddress(address);
  if (read === undefined) throw new BadAddress(address);
  return read;
}

function wholeAboveZero(value: bigint | number): bigint {
  // BigInt() itself throws a RangeError for a fraction, NaN and infinity.
  const whole = BigInt(value);
  if (whole < 1n) throw new RangeError(`${whole} is below one`);
  return whole;
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
