import { describe, expect, it } from '@jest/globals';
import { parseOptions, type ScanOption } from '@scanfleet/scan-options';
import { AddressSet } from '@scanfleet/targets';
import fc from 'fast-check';
import { addressesPerShard, cutIntoShards, MOST_SHARDS, shardBounds, type ShardBounds } from './shard-size.js';

function optionsOf(scanner: 'nmap' | 'masscan', text: string): ScanOption[] {
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.options;
}
const sizeOf = (scanner: 'nmap' | 'masscan', text: string): number =>
  addressesPerShard(scanner, optionsOf(scanner, text));
const boundsOf = (scanner: 'nmap' | 'masscan', text: string): ShardBounds =>
  shardBounds(scanner, optionsOf(scanner, text));
const atMost = (most: number): ShardBounds => ({ least: 1, most, rounds: 4 });

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

describe('shardBounds', () => {
  it('lets an nmap have 20 seconds of probes, and 16 addresses, at least', () => {
    expect(boundsOf('nmap', '-sT -p 1-250')).toMatchObject({ least: 40, rounds: 4 });
    expect(boundsOf('nmap', '-sT -T4 -p 1-250').least).toBe(79);
    expect(boundsOf('nmap', '-sT').least).toBe(16);
    expect(boundsOf('nmap', '-T1').least).toBe(16);
  });

  it('never asks for more than one shard has at most', () => {
    expect(boundsOf('nmap', '-p-')).toMatchObject({ least: 3, most: 3 });
    expect(boundsOf('masscan', '-p0-65535')).toMatchObject({ least: 1, most: 1 });
  });

  it('lets a masscan have a minute at least, once for each slot', () => {
    expect(boundsOf('masscan', '-p80')).toEqual({ least: 6_000, most: 30_000, rounds: 1 });
  });
});

describe('cutIntoShards', () => {
  const bounds: ShardBounds = { least: 40, most: 1007, rounds: 4 };
  const countFor = (addresses: number, slots: number, of = bounds): number =>
    cutIntoShards(
      AddressSet.parse(`10.0.0.0-10.${(addresses - 1) >> 16}.${((addresses - 1) >> 8) & 255}.${(addresses - 1) & 255}`),
      of,
      slots,
    ).length;

  it('cuts for the slots that there are, the same number for each', () => {
    expect(countFor(8192, 0)).toBe(9);
    expect([1, 2, 3, 4, 8].map((slots) => countFor(8192, slots))).toEqual([9, 10, 12, 16, 32]);
    expect(countFor(60_000, 7)).toBe(63);
  });

  it('leaves no slot less than the least where a whole shard would do', () => {
    expect(countFor(8192, 100)).toBe(200);
    expect(countFor(8192, 150)).toBe(150);
    expect(countFor(8192, 1000)).toBe(204);
    expect(countFor(39, 8)).toBe(1);
    expect(countFor(81, 8)).toBe(2);
  });

  it('keeps a masscan as large as ever while its shards give every slot something to do', () => {
    const masscan: ShardBounds = { least: 6_000, most: 30_000, rounds: 1 };
    expect([0, 1, 2, 4].map((slots) => countFor(65_536, slots, masscan))).toEqual([3, 3, 4, 4]);
    expect(countFor(65_536, 100, masscan)).toBe(10);
  });

  it('gives two families the shards that are theirs by their addresses', () => {
    const shards = cutIntoShards(AddressSet.parse('10.0.0.0/22,2001:db8::/118'), bounds, 2);
    expect(shards.map((shard) => Number(shard.count()))).toEqual(Array.from({ length: 8 }, () => 256));
  });

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
      fc.property(aSet, fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 300 }), (set, size, slots) => {
        const shards = cutIntoShards(set, atMost(size), slots);
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
    const shards = cutIntoShards(AddressSet.parse('10.0.0.0-10.0.1.0'), atMost(256), 0);
    expect(shards.map((shard) => Number(shard.count()))).toEqual([129, 128]);
  });

  it('makes larger shards rather than more than 4096', () => {
    const shards = cutIntoShards(AddressSet.parse('10.0.0.0/8,2001:db8::/64'), atMost(1), 7);
    expect(shards.length).toBeLessThanOrEqual(MOST_SHARDS);
    expect(AddressSet.uniteAll(shards).toString()).toBe(AddressSet.parse('10.0.0.0/8,2001:db8::/64').toString());
  });
});
