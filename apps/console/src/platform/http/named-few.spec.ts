import { describe, expect, it } from '@jest/globals';
import { namedFew } from './named-few.js';

const named = (...names: string[]): string => namedFew(names.map((name) => ({ name })));

describe('namedFew', () => {
  it('names up to three, and says when there are more', () => {
    expect(named('a')).toBe('"a"');
    expect(named('a', 'b', 'c')).toBe('"a", "b", "c"');
    expect(named('a', 'b', 'c', 'd')).toBe('"a", "b", "c" and more');
  });
});
