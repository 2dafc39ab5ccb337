import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatAddress, lastAddress, mappedFirst, normaliseAddress, parseAddress } from './address.js';

const v4 = fc.bigInt({ min: 0n, max: lastAddress[4] });
const group = fc.oneof(fc.constant(0), fc.constant(1), fc.constant(0xffff), fc.integer({ min: 0, max: 0xffff }));
const v6Groups = fc.array(group, { minLength: 8, maxLength: 8 });
const valueOf = (groups: readonly number[]): bigint =>
  groups.reduce((value, each) => (value << 16n) | BigInt(each), 0n);

describe('reading an address', () => {
  it.each([
    ['0.0.0.0', 4, 0n],
    ['255.255.255.255', 4, 2n ** 32n - 1n],
    ['10.0.0.1', 4, 0x0a00_0001n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['1::', 6, 1n << 112n],
    ['2001:DB8::8:800:200C:417A', 6, 0x2001_0db8_0000_0000_0008_0800_200c_417an],
    ['2001:0db8:0000:0000:0008:0800:200c:417a', 6, 0x2001_0db8_0000_0000_0008_0800_200c_417an],
    ['1:2:3:4:5:6:7::', 6, 0x0001_0002_0003_0004_0005_0006_0007_0000n],
    ['::2:3:4:5:6:7:8', 6, 0x0000_0002_0003_0004_0005_0006_0007_0008n],
    ['64:ff9b::192.0.2.33', 6, (0x64_ff9bn << 96n) | 0xc000_0221n],
    ['::13.1.68.3', 6, 0x0d01_4403n],
    ['0:0:0:0:0:0:13.1.68.3', 6, 0x0d01_4403n],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 6, 2n ** 128n - 1n],
  ] as const)('reads %s', (text, family, value) => {
    expect(parseAddress(text)).toEqual({ family, value });
  });

  it.each([
    '::ffff:10.0.0.1',
    '::FFFF:10.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:0a00:0001',
    '0:0:0:0:0:ffff:10.0.0.1',
  ])('reads the IPv4-mapped %s as the IPv4 address 10.0.0.1', (text) => {
    expect(parseAddress(text)).toEqual({ family: 4, value: 0x0a00_0001n });
  });

  it.each([
    '',
    ' ',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '10.0.0.',
    '.1.2.3',
    '1..2.3',
    '1.2.3.256',
    '1.2.3.1000',
    '01.2.3.4',
    '1.2.3.00',
    '0x1.2.3.4',
    '1.2.3.4 ',
    '١.2.3.4',
    '+1.2.3.4',
    '1.2.3.-4',
    '1e1.2.3.4',
    ':',
    ':::',
    '1::2::3',
    ':1::2',
    '1::2:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.256',
    '::01.2.3.4',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    '::1/128',
    '٠::',
    '::ffff:1.2.3.4.5',
  ])('refuses "%s"', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f:.%/-]{0,45}$/));
    fc.assert(
      fc.property(hostile, (text) => {
        const address = parseAddress(text);
        return address === undefined || parseAddress(formatAddress(address))?.value === address.value;
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('writing an address', () => {
  it.each([
    // The examples of RFC 5952 sections 4 and 5
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::AAAA', '2001:db8::aaaa'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['fe80::0:0:1', 'fe80::1'],
  ])('writes %s as %s', (text, canonical) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(canonical);
  });

  it('shows a mapped address made by hand in its mixed form, and normalises it on demand', () => {
    const address = { family: 6, value: mappedFirst + 0xc000_0201n } as const;
    expect(formatAddress(address)).toBe('::ffff:192.0.2.1');
    expect(formatAddress(normaliseAddress(address))).toBe('192.0.2.1');
  });

  it.each([
    [4, -1n],
    [4, 2n ** 32n],
    [6, 2n ** 128n],
  ] as const)('refuses a number outside of family %d', (family, value) => {
    expect(() => formatAddress({ family, value })).toThrow(RangeError);
  });

  it('round-trips every IPv4 address', () => {
    fc.assert(
      fc.property(v4, (value) => parseAddress(formatAddress({ family: 4, value }))?.value === value),
      { numRuns: 10_000 },
    );
  });

  it('round-trips every IPv6 address, in the shortest text and in the long one', () => {
    fc.assert(
      fc.property(v6Groups, (groups) => {
        const address = normaliseAddress({ family: 6, value: valueOf(groups) });
        const text = formatAddress(address);
        const long = groups.map((each) => each.toString(16).padStart(4, '0')).join(':');
        const reread = [parseAddress(text), parseAddress(long), parseAddress(long.toUpperCase())];
        return reread.every((each) => each?.family === address.family && each.value === address.value);
      }),
      { numRuns: 10_000 },
    );
  });

  it('writes IPv6 as the URL standard does, which follows RFC 5952 too', () => {
    fc.assert(
      fc.property(v6Groups, (groups) => {
        const address = { family: 6, value: valueOf(groups) } as const;
        if (normaliseAddress(address).family === 4) return true;
        return (
          new URL(`http://[${groups.map((each) => each.toString(16)).join(':')}]/`).hostname ===
          `[${formatAddress(address)}]`
        );
      }),
      { numRuns: 5_000 },
    );
  });
});
