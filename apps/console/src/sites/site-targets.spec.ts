import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../platform/http/refusal.js';
import { readSiteTargets } from './site-targets.js';

describe('readSiteTargets', () => {
  it.each([
    ['10.0.0.1', 1n, 0],
    ['10.0.0.0/24 10.0.0.128/25, 10.0.0.250-10.0.1.1', 258n, 0],
    ['10.0.0.1-50', 50n, 0],
    ['2001:db8::/64', 2n ** 64n, 0],
    ['2001:db8::/32\n0.0.0.0/0', 2n ** 96n + 2n ** 32n, 0],
    ['printer.invalid # one\nPRINTER.invalid. 10.0.0.1', 1n, 1],
  ])('counts %j', (text, addressCount, nameCount) => {
    expect(readSiteTargets(text)).toMatchObject({ addressCount, nameCount });
  });

  it('refuses every bad token at once', () => {
    expect.assertions(2);
    try {
      readSiteTargets('10.0.0.1\n10.0.0.999\n  -iL, a..b');
    } catch (error) {
      const refusal = error as Refusal;
      expect([refusal.status, refusal.code]).toEqual([422, 'invalid_targets']);
      expect(refusal.issues.map(({ line, column, token }) => [line, column, token])).toEqual([
        [2, 1, '10.0.0.999'],
        [3, 3, '-iL'],
        [3, 8, 'a..b'],
      ]);
    }
  });

  it.each(['', ' \n', '# later'])('refuses a text that names nothing: %j', (text) => {
    expect(() => readSiteTargets(text)).toThrow('at least one');
  });
});
