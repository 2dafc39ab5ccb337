import { describe, expect, it } from '@jest/globals';
import { addressRule, nameRule, pauseAfter } from './back-off.js';

describe('the pause after failed sign-ins', () => {
  it('is nothing at first, then doubles up to its limit', () => {
    const pauses = Array.from({ length: 16 }, (_, failures) => pauseAfter(failures, nameRule));
    expect(pauses).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  it('stays at its limit however often it is tried', () => {
    expect(pauseAfter(1_000_000, nameRule)).toBe(300);
    expect(pauseAfter(1_000_000, addressRule)).toBe(900);
  });
});
