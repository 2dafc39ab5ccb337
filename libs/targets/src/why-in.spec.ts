import { describe, expect, it } from '@jest/globals';
import { AddressSet } from './address-set.js';
import { BadAddress } from './bad-address.js';
import { parseTargetList } from './target-list.js';
import { whyIn } from './why-in.js';

describe('why an address is in a list', () => {
  const { targets } = parseTargetList('10.0.0.0/8\n10.0.0.1-50\nprinter.example\n2001:db8::/64');

  it('is answered by every line that holds it', () => {
    expect(whyIn(targets, '10.0.0.7').map(({ token, line }) => [token, line])).toEqual([
      ['10.0.0.0/8', 1],
      ['10.0.0.1-50', 2],
    ]);
    expect(whyIn(targets, '::ffff:10.9.9.9').map(({ token }) => token)).toEqual(['10.0.0.0/8']);
    expect(whyIn(targets, '192.0.2.1')).toEqual([]);
  });

  it('includes a host name once its addresses are known', () => {
    const resolved = [{ name: 'printer.example', set: AddressSet.parse('192.0.2.1') }];
    expect(whyIn(resolved, '192.0.2.1')).toEqual(resolved);
  });

  it('is not asked of text that is no address', () => {
    expect(() => whyIn(targets, 'printer.example')).toThrow(BadAddress);
  });
});
