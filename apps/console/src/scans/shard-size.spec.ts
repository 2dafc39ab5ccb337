import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '@scanfleet/scan-options';
import { AddressSet } from '@scanfleet/targets';
import fc from 'fast-check';
import { addressesPerShard, cutIntoShards, MOST_SHARDS } from './shard-size.js';

function sizeOf(scanner: 'nmap' | 'masscan', text: string): number {
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return addressesPerShard(scanner, read.options);
}

describe('addressesPerShard', () => {
  it('is about 256 addresses for the thousand ports that nmap scans by default', () => {
    expect(sizeOf('nmap', '-sT')).toBeGreaterThan(250);
    expect(sizeOf('nmap', '-sT')).toBeLessThanOrEqual(256);
  });

  it('is 4096 addresses for nmap when it only finds hosts', () => {
    expect(sizeOf('nmap', '-sn')).toBe(4096);
  });

  it('is a handful of addresses for all ports', () => {
    expect(sizeOf('nmap', '-p-')).toBe(3);
  });

  it('is five minutes of masscan at its rate, whatever the number of ports', () => {
    expect(sizeOf('masscan', '-p80')).toBe(30_000);
    expect(sizeOf('masscan', '-p80 --rate 10000')).toBe(3_000_000);
    expect(sizeOf('masscan', '-p1-1000 --rate 1000')).toBe(300);
    expect(sizeOf('masscan', '-p0-65535')).toBe(1);
    expect(sizeOf('masscan', '-p80 --rate 10000000')).toBe(16_777_216);
  });
});

describe('cutIntoShards', () => {
  const aSet = fc
    .array(fc.record({ family: fc.constantFrom(4 as const, 6 as const), first: fc.nat(5000), length: fc.nat(700) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map((blocks) =>
      AddressSet.fromIntervals(
        blocks.map(({ family, first, length }) => {
          const begin = (family === 4 ? 0x0a000000n : 0x20010db8n << 96n) + BigInt(first);
          return { family, first: begin, last: begin + BigInt(length) };
        }),
      ),
    );

  it('covers exactly the set, without an address twice, one family a shard', () => {
    fc.assert(
      fc.property(aSet, fc.integer({ min: 1, max: 900 }), (set, size) => {
        const shards = cutIntoShards(set, size);
        expect(AddressSet.uniteAll(shards).equals(set)).toBe(true);
        expect(shards.reduce((sum, shard) => sum + shard.count(), 0n)).toBe(set.count());
        expect(shards.length).toBeLessThanOrEqual(MOST_SHARDS);
        for (const shard of shards) {
          expect(shard.isEmpty()).toBe(false);
          expect(shard.ofFamily(4).isEmpty() || shard.ofFamily(6).isEmpty()).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('makes no shard larger than was asked for, where that is not too many shards', () => {
    const shards = cutIntoShards(AddressSet.parse('10.0.0.0-10.0.1.0'), 256);
    expect(shards.map((shard) => Number(shard.count()))).toEqual([129, 128]);
  });

  it('makes larger shards rather than more than 4096', () => {
    const shards = cutIntoShards(AddressSet.parse('10.0.0.0/8,2001:db8::/64'), 1);
    expect(shards.length).toBeLessThanOrEqual(MOST_SHARDS);
    expect(AddressSet.uniteAll(shards).toString()).toBe(AddressSet.parse('10.0.0.0/8,2001:db8::/64').toString());
  });
});
