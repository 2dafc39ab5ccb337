import { describe, expect, it } from '@jest/globals';
import { builtInName } from './built-in-name.js';

describe('builtInName', () => {
  it.each([
    [[], 'Fast sweep'],
    [['fast sweep'], 'Fast sweep (built in)'],
    [['fast sweep', 'fast sweep (built in)'], 'Fast sweep (built in 2)'],
  ])('leaves an operator the names %j', (taken, name) => {
    expect(builtInName('Fast sweep', new Set(taken))).toBe(name);
  });
});
