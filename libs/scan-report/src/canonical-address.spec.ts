import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalAddress } from './canonical-address.js';

describe('canonical addresses', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['::', '::'],
    ['1::', '1::'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::FFFF:192.0.2.1', '::ffff:192.0.2.1'],
    ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ])('%s is %s', (text, address) => {
    expect(canonicalAddress(text)?.address).toBe(address);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    ' 1.2.3.4',
    '1::2::3',
    ':1',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::',
    'host',
    '1.2.3.4:80',
  ])('%j is none', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  });

  it("are the same as the platform's for any IPv6 and IPv4 address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = canonicalAddress(text)?.address ?? '';
        expect(isIP(address)).toBe(6);
        expect(new URL(`http://[${address}]/`).hostname).toBe(new URL(`http://[${text}]/`).hostname);
        expect(canonicalAddress(address)?.address).toBe(address);
      }),
    );
    fc.assert(fc.property(fc.ipV4(), (text) => expect(canonicalAddress(text)).toEqual({ family: 4, address: text })));
  });
});
