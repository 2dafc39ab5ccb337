import { describe, expect, it } from '@jest/globals';
import { isNetwork, networkMatcher } from './network.js';

describe('networks', () => {
  it.each(['10.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '::/0'])('take %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });
  it.each([
    '',
    'localhost',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0',
    '10.0.0.0/-1',
    '10.0.0.0/1e1',
  ])('refuse "%s"', (text) => {
    expect(isNetwork(text)).toBe(false);
  });

  it('match addresses, also those mapped into IPv6', () => {
    const matches = networkMatcher(['10.0.0.0/8', '192.0.2.7', 'fd00::/8']);
    expect(['10.255.0.1', '192.0.2.7', 'fd12::1', '::ffff:10.0.0.1'].filter(matches)).toHaveLength(4);
    expect(['11.0.0.1', '192.0.2.8', 'fe80::1', '::ffff:11.0.0.1', 'nonsense', ''].filter(matches)).toEqual([]);
  });

  it('match nothing when there are none', () => {
    expect(networkMatcher([])('127.0.0.1')).toBe(false);
  });
});
