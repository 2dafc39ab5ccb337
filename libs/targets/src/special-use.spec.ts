import { describe, expect, it } from '@jest/globals';
import { AddressSet } from './address-set.js';
import { specialRanges } from './special-ranges.js';
import { SPECIAL_REFUSED, specialSet, specialUse } from './special-use.js';

describe('special addresses', () => {
  it.each([
    ['0.0.0.0', ['unspecified']],
    ['0.255.255.255', ['unspecified']],
    ['1.0.0.0', []],
    ['8.8.8.8', []],
    ['10.1.2.3', ['private']],
    ['172.15.255.255', []],
    ['172.16.0.0', ['private']],
    ['172.31.255.255', ['private']],
    ['172.32.0.0', []],
    ['192.168.1.1', ['private']],
    ['100.64.0.1', ['shared']],
    ['100.100.100.200', ['metadata', 'shared']],
    ['127.0.0.1', ['loopback']],
    ['127.255.255.255', ['loopback']],
    ['::ffff:127.0.0.1', ['loopback']],
    ['169.254.1.1', ['link_local']],
    ['169.254.169.254', ['metadata', 'link_local']],
    ['192.0.0.8', ['protocol']],
    ['192.0.2.1', ['documentation']],
    ['198.51.100.1', ['documentation']],
    ['203.0.113.1', ['documentation']],
    ['198.19.255.255', ['benchmarking']],
    ['223.255.255.255', []],
    ['224.0.0.1', ['multicast']],
    ['239.255.255.255', ['multicast']],
    ['240.0.0.1', ['reserved']],
    ['255.255.255.255', ['broadcast', 'reserved']],
    ['::', ['unspecified', 'reserved']],
    ['::1', ['loopback', 'reserved']],
    ['::127.0.0.1', ['reserved']],
    ['fe80::1', ['link_local']],
    ['fe80::a9fe:a9fe', ['metadata', 'link_local']],
    ['febf::1', ['link_local']],
    ['fec0::1', ['private']],
    ['fd00::1', ['private']],
    ['fd00:ec2::254', ['metadata', 'private']],
    ['ff02::1', ['multicast']],
    ['2001:db8::1', ['documentation']],
    ['3fff::1', ['documentation']],
    ['2001::1', ['tunnel', 'protocol']],
    ['2001:20::1', ['protocol', 'identifier']],
    ['2002:a00:1::1', ['tunnel']],
    ['2002:7f00:1::1', ['loopback', 'tunnel']],
    ['64:ff9b::10.0.0.1', ['translation']],
    ['64:ff9b::169.254.169.254', ['metadata', 'link_local', 'translation']],
    ['100::1', ['discard']],
    ['2606:4700:4700::1111', []],
  ])('%s has the uses %j', (address, uses) => {
    expect([...specialUse(address)].sort()).toEqual([...uses].sort());
  });

  it('are found in a set that only touches them', () => {
    expect(specialUse(AddressSet.parse('126.0.0.0-127.0.0.0'))).toEqual(['loopback']);
    expect(specialUse(AddressSet.parse('11.0.0.0/8'))).toEqual([]);
    expect(specialUse(AddressSet.parse('127.0.0.0/8'))).toEqual(['loopback']);
    expect(specialUse(AddressSet.empty)).toEqual([]);
  });

  it.each([
    '127.0.0.1',
    '127.0.0.0/8',
    '::1',
    '169.254.0.0/16',
    '169.254.169.254',
    'fe80::/10',
    '224.0.0.0/4',
    'ff00::/8',
    '255.255.255.255',
    '0.0.0.0/8',
    '::',
    '240.0.0.0/4',
    '::ffff:127.0.0.0/104',
    '64:ff9b::7f00:1',
    '64:ff9b::224.0.0.1',
    '2002:a9fe:a9fe::/48',
    '100.100.100.200',
    'fd00:ec2::254',
  ])('%s is refused', (text) => {
    expect(SPECIAL_REFUSED.containsSet(AddressSet.parse(text))).toBe(true);
  });

  it.each(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '192.0.2.0/24', '2001:db8::/32', 'fd12::/16', '8.8.8.8'])(
    '%s is not refused',
    (text) => {
      expect(SPECIAL_REFUSED.overlaps(AddressSet.parse(text))).toBe(false);
    },
  );

  it('can be allowed again by an owner, as a set', () => {
    const allowed = AddressSet.parse('127.0.0.0/8');
    expect(SPECIAL_REFUSED.subtract(allowed).contains('127.0.0.1')).toBe(false);
    expect(SPECIAL_REFUSED.subtract(allowed).contains('169.254.169.254')).toBe(true);
  });

  it('come from a table in which every block is canonical and has a source', () => {
    for (const { use, blocks, source } of specialRanges) {
      expect(source).not.toBe('');
      for (const block of blocks) {
        expect(specialSet(use).containsSet(AddressSet.parse(block))).toBe(true);
        expect(AddressSet.parse(block).cidrs()).toEqual([block]);
      }
    }
  });
});
