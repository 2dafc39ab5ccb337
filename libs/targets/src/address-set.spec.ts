import { describe, expect, it } from '@jest/globals';
import { AddressSet, mostPieces, uniteAll } from './address-set.js';
import { BadAddress, BadAddressSet } from './bad-address.js';

const parse = (text: string): AddressSet => AddressSet.parse(text);

describe('an address set', () => {
  it.each([
    ['', ''],
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1,10.0.0.2', '10.0.0.1-10.0.0.2'],
    ['10.0.0.9-10.0.1.3,10.0.0.0-10.0.0.8', '10.0.0.0-10.0.1.3'],
    ['0.0.0.0/0', '0.0.0.0-255.255.255.255'],
    ['10.0.0.0/31', '10.0.0.0-10.0.0.1'],
    ['10.0.0.0/32', '10.0.0.0'],
    ['::1/128', '::1'],
    ['::2/127', '::2-::3'],
    ['255.255.255.255,::', '255.255.255.255,::'],
    ['2001:db8::1, 10.0.0.1', '10.0.0.1,2001:db8::1'],
    ['::ffff:10.0.0.1,10.0.0.2', '10.0.0.1-10.0.0.2'],
    ['::ffff:0:0/96', '0.0.0.0-255.255.255.255'],
    ['::/0', '::-::fffe:ffff:ffff,::1:0:0:0-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::/80', '::-::fffe:ffff:ffff'],
    ['::fffe:0:0/95', '::fffe:0:0-::fffe:ffff:ffff'],
  ])('reads "%s" and writes "%s"', (text, canonical) => {
    expect(parse(text).toString()).toBe(canonical);
    expect(parse(canonical).equals(parse(text))).toBe(true);
    expect(JSON.stringify({ set: parse(text) })).toBe(JSON.stringify({ set: canonical }));
  });

  it.each([
    'x',
    'example.com',
    '10.0.0.1,',
    '10.0.0.300',
    '10.0.0.9-10.0.0.1',
    '10.0.0.1 10.0.0.2',
    '-10.0.0.1',
    '::1%lo',
  ])('refuses "%s" by name', (text) => {
    expect(() => parse(text)).toThrow(BadAddressSet);
  });

  it.each([
    ['reversed', { family: 4, first: 2n, last: 1n }],
    ['too great', { family: 4, first: 0n, last: 2n ** 32n }],
    ['negative', { family: 6, first: -1n, last: 1n }],
    ['partly IPv4-mapped', { family: 6, first: 0xfffe_ffff_ffffn, last: 0xffff_0000_0000n }],
  ] as const)('refuses an interval that is %s', (_, interval) => {
    expect(() => AddressSet.fromIntervals([interval])).toThrow(BadAddressSet);
  });

  it('holds an exclusion of one spelling against a target of the other', () => {
    expect(parse('::ffff:10.0.0.0/120').subtract(parse('10.0.0.0/24')).isEmpty()).toBe(true);
    expect(parse('10.0.0.0/24').subtract(parse('::ffff:10.0.0.0/120')).isEmpty()).toBe(true);
    expect(parse('10.0.0.1').contains('::ffff:10.0.0.1')).toBe(true);
    expect(parse('10.0.0.1').contains({ family: 6, value: 0xffff_0a00_0001n })).toBe(true);
  });

  it('takes ::/0 for all IPv6 machines and for no IPv4 one', () => {
    const all = parse('::/0');
    expect(all.contains('10.0.0.1')).toBe(false);
    expect(all.contains('::ffff:10.0.0.1')).toBe(false);
    expect(all.contains('::1')).toBe(true);
    expect(all.count()).toBe(2n ** 128n - 2n ** 32n);
  });

  it('excludes a single address given as /32 or /128', () => {
    expect(parse('10.0.0.0/30').subtract(parse('10.0.0.1/32')).toString()).toBe('10.0.0.0,10.0.0.2-10.0.0.3');
    expect(parse('::8/126').subtract(parse('::9/128')).toString()).toBe('::8,::a-::b');
  });

  it('throws when asked for something that is no address, instead of answering "not in it"', () => {
    expect(() => parse('10.0.0.0/8').contains('10.0.0.0/9')).toThrow(BadAddress);
    expect(() => parse('10.0.0.0/8').contains('\u001b[31m')).toThrow('"U+001B[31m" is not an IPv4 or IPv6 address');
  });

  it('tells whether it has a whole other set', () => {
    const set = parse('10.0.0.0/24,2001:db8::/64');
    expect(set.containsSet(parse('10.0.0.3-10.0.0.9,2001:db8::5'))).toBe(true);
    expect(set.containsSet(parse('10.0.0.255-10.0.1.0'))).toBe(false);
    expect(set.containsSet(AddressSet.empty)).toBe(true);
  });

  it.each([
    ['0.0.0.0/0', ['0.0.0.0/0']],
    ['10.0.0.1-10.0.0.6', ['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31', '10.0.0.6/32']],
    ['255.255.255.254-255.255.255.255', ['255.255.255.254/31']],
    ['ffff::/16', ['ffff::/16']],
    ['::1-::2', ['::1/128', '::2/128']],
    ['10.0.0.0/25,10.0.0.128/25', ['10.0.0.0/24']],
  ])('covers %s with the fewest CIDRs', (text, cidrs) => {
    expect(parse(text).cidrs()).toEqual(cidrs);
  });

  it('counts beyond what a number can hold', () => {
    expect(parse('::1:0:0:0/80,10.0.0.0/8').count()).toBe(2n ** 48n + 2n ** 24n);
    expect(AddressSet.empty.count()).toBe(0n);
  });

  it('lists addresses lazily', () => {
    expect(parse('10.0.0.255-10.0.1.0,8000::/1').first(3)).toEqual([
      { family: 4, value: 0x0a00_00ffn },
      { family: 4, value: 0x0a00_0100n },
      { family: 6, value: 1n << 127n },
    ]);
    expect(parse('10.0.0.1').first(0)).toEqual([]);
  });

  it('splits by count and into parts', () => {
    const set = parse('10.0.0.0/29,::1-::2');
    expect(set.split(4).map(String)).toEqual(['10.0.0.0-10.0.0.3', '10.0.0.4-10.0.0.7', '::1-::2']);
    expect(set.split(9n).map(String)).toEqual(['10.0.0.0-10.0.0.7,::1', '::2']);
    expect(set.splitInto(3).map(String)).toEqual(['10.0.0.0-10.0.0.3', '10.0.0.4-10.0.0.6', '10.0.0.7,::1-::2']);
    expect(set.splitInto(99)).toHaveLength(10);
    expect(AddressSet.empty.split(1)).toEqual([]);
    expect(AddressSet.empty.splitInto(2)).toEqual([]);
  });

  it('splits the whole of IPv6 into a few parts without walking through it', () => {
    const parts = parse('8000::/1').splitInto(4);
    expect(parts.map((part) => part.cidrs())).toEqual([['8000::/3'], ['a000::/3'], ['c000::/3'], ['e000::/3']]);
  });

  it('refuses to split into nothing, into fractions and into more pieces than memory holds', () => {
    const set = parse('::1:0:0:0/80');
    expect(() => set.split(0)).toThrow(RangeError);
    expect(() => set.split(1.5)).toThrow(RangeError);
    expect(() => set.split(1)).toThrow(`281474976710656 pieces are more than ${mostPieces}`);
    expect(() => set.splitInto(0)).toThrow(RangeError);
    expect(() => set.splitInto(2n ** 64n)).toThrow(RangeError);
  });

  it('stays as it is, whatever is made of it', () => {
    const set = parse('10.0.0.0/24');
    set.subtract(parse('10.0.0.7'));
    set.unite(parse('10.0.1.0/24'));
    expect(set.toString()).toBe('10.0.0.0-10.0.0.255');
  });

  it('unites tens of thousands of sets at once', () => {
    const sets = Array.from({ length: 50_000 }, (_, index) => {
      const place = BigInt((index * 7919) % 50_000) * 2n;
      return AddressSet.fromIntervals([{ family: index % 2 === 0 ? 4 : 6, first: place, last: place + 1n }]);
    });
    const united = uniteAll(sets);
    expect(united.count()).toBe(100_000n);
  });
});
