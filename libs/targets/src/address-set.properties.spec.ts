import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressSet, uniteAll } from './address-set.js';
import { formatAddress } from './address.js';
import { type Interval } from './interval.js';
import { scannerTargetLines } from './scanner-target-lines.js';
import { addressesOf, parseTargetList } from './target-list.js';
import {
  bitCount,
  complementOf,
  maskOf,
  maskOfFamily,
  maskOfWritten,
  universe,
  withinWindow,
  writtenList,
  type Written,
} from './test-data/small-universe.js';

const numRuns = 7_000;

function setOf(list: readonly Written[]): AddressSet {
  const { targets, problems } = parseTargetList(list.map(({ text }) => text).join('\n'));
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return addressesOf(targets);
}

const small = fc.array(withinWindow, { maxLength: 5 });

/** Ordered, apart from each other by at least one address, and never IPv4-mapped. */
function isCanonical(set: AddressSet): boolean {
  let before: Interval | undefined;
  for (const interval of set.intervals()) {
    const { family, first, last } = interval;
    if (first > last) return false;
    if (family === 6 && last >= 0xffff_0000_0000n && first <= 0xffff_ffff_ffffn) return false;
    if (before !== undefined && before.family > family) return false;
    if (before?.family === family && before.last + 1n >= first) return false;
    before = interval;
  }
  return true;
}

describe('address sets against a bit set', () => {
  it('hold exactly the addresses of all targets written, whatever the spelling', () => {
    fc.assert(
      fc.property(writtenList, (list) => {
        const set = setOf(list);
        return maskOf(set) === maskOfWritten(list) && isCanonical(set);
      }),
      { numRuns: 2 * numRuns },
    );
  });

  it('unite, subtract and intersect as the bits do, and stay canonical', () => {
    fc.assert(
      fc.property(writtenList, writtenList, (one, other) => {
        const [a, b] = [setOf(one), setOf(other)];
        const [x, y] = [maskOfWritten(one), maskOfWritten(other)];
        const [united, less, common] = [a.unite(b), a.subtract(b), a.intersect(b)];
        return (
          maskOf(united) === (x | y) &&
          maskOf(less) === (x & complementOf(y)) &&
          maskOf(common) === (x & y) &&
          [united, less, common].every(isCanonical) &&
          a.overlaps(b) === !common.isEmpty() &&
          a.containsSet(b) === b.subtract(a).isEmpty()
        );
      }),
      { numRuns: 2 * numRuns },
    );
  });

  it('never hold an excluded address after a subtraction, and lose no other', () => {
    fc.assert(
      fc.property(writtenList, writtenList, (targets, exclusions) => {
        const [a, b] = [setOf(targets), setOf(exclusions)];
        const left = a.subtract(b);
        return !left.overlaps(b) && left.unite(a.intersect(b)).equals(a) && left.unite(b).equals(a.unite(b));
      }),
      { numRuns },
    );
  });

  it('contain an address exactly when its bit is set, asked by number, by text and by mapped text', () => {
    fc.assert(
      fc.property(writtenList, fc.integer({ min: 0, max: universe.length - 1 }), (list, index) => {
        const address = universe[index] ?? { family: 4, value: 0n };
        const set = setOf(list);
        const expected = ((maskOfWritten(list) >> BigInt(index)) & 1n) === 1n;
        const spellings = [formatAddress(address)];
        if (address.family === 4) spellings.push(`::ffff:${formatAddress(address)}`);
        return set.contains(address) === expected && spellings.every((text) => set.contains(text) === expected);
      }),
      { numRuns },
    );
  });

  it('count and list their addresses', () => {
    fc.assert(
      fc.property(small, (list) => {
        const set = setOf(list);
        const mask = maskOfWritten(list);
        const listed = [...set.addresses()];
        return (
          set.count() === bitCount(mask) &&
          set.isEmpty() === (mask === 0n) &&
          BigInt(listed.length) === set.count() &&
          listed.every((address) => set.contains(address)) &&
          set.first(3).every((address, index) => address.value === listed[index]?.value)
        );
      }),
      { numRuns },
    );
  });

  it('come back equal from their text, their CIDRs and the lines for scanners', () => {
    fc.assert(
      fc.property(writtenList, (list) => {
        const set = setOf(list);
        return (
          AddressSet.parse(set.toString()).equals(set) &&
          AddressSet.parse(set.cidrs().join(',')).equals(set) &&
          addressesOf(parseTargetList(scannerTargetLines(set).join('\n')).targets).equals(set) &&
          AddressSet.fromIntervals(set.intervals()).equals(set)
        );
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('are equal exactly when their texts are', () => {
    fc.assert(
      fc.property(small, small, (one, other) => {
        const [a, b] = [setOf(one), setOf(other)];
        return a.equals(b) === (a.toString() === b.toString()) && a.equals(b) === (maskOf(a) === maskOf(b));
      }),
      { numRuns },
    );
  });

  it('are covered by CIDRs that are disjoint and so few that no two could be one', () => {
    fc.assert(
      fc.property(writtenList, (list) => {
        const set = setOf(list);
        const blocks = set.cidrs().map((text) => AddressSet.parse(text));
        const siblings = blocks.some((block, index) => {
          const next = blocks[index + 1];
          const united = next === undefined ? undefined : block.unite(next);
          return united?.cidrs().length === 1;
        });
        const total = blocks.reduce((sum, block) => sum + block.count(), 0n);
        return !siblings && total === set.count();
      }),
      { numRuns: numRuns / 4 },
    );
  });

  it('split into pieces of at most the size, in order, disjoint and complete', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 40 }), (list, size) => {
        const set = setOf(list);
        const pieces = set.split(size);
        return (
          pieces.every((piece, index) => piece.count() === BigInt(size) || index === pieces.length - 1) &&
          pieces.every((piece) => !piece.isEmpty() && piece.count() <= BigInt(size)) &&
          pieces.map(String).filter(Boolean).length === pieces.length &&
          isPartition(pieces, set)
        );
      }),
      { numRuns },
    );
  });

  it('split into even parts, in order, disjoint and complete', () => {
    fc.assert(
      fc.property(writtenList, fc.integer({ min: 1, max: 9 }), (list, parts) => {
        const set = setOf(list);
        const counts = set.splitInto(parts).map((piece) => piece.count());
        const expected = set.count() < BigInt(parts) ? Number(set.count()) : parts;
        const [most, least] = [counts[0] ?? 0n, counts.at(-1) ?? 0n];
        return counts.length === expected && most - least <= 1n && isPartition(set.splitInto(parts), set);
      }),
      { numRuns },
    );
  });

  it('unite all at once as they do one after the other', () => {
    fc.assert(
      fc.property(fc.array(writtenList, { maxLength: 5 }), (lists) => {
        const sets = lists.map(setOf);
        return uniteAll(sets).equals(sets.reduce((all, set) => all.unite(set), AddressSet.empty));
      }),
      { numRuns: numRuns / 2 },
    );
  });

  it('divide into their two families', () => {
    fc.assert(
      fc.property(writtenList, (list) => {
        const set = setOf(list);
        const mask = maskOfWritten(list);
        return (
          maskOf(set.ofFamily(4)) === (mask & maskOfFamily[4]) && maskOf(set.ofFamily(6)) === (mask & maskOfFamily[6])
        );
      }),
      { numRuns: numRuns / 2 },
    );
  });
});

/** The pieces follow each other in address order, share nothing, and are the whole together. */
function isPartition(pieces: readonly AddressSet[], whole: AddressSet): boolean {
  const total = pieces.reduce((sum, piece) => sum + piece.count(), 0n);
  const ordered = pieces.every((piece, index) => {
    const [last] = [...piece.intervals()].slice(-1);
    const [next] = pieces[index + 1]?.intervals() ?? [];
    if (last === undefined || next === undefined) return true;
    return last.family < next.family || (last.family === next.family && last.last < next.first);
  });
  return ordered && total === whole.count() && uniteAll(pieces).equals(whole);
}
