import { describe, expect, it } from '@jest/globals';
import { Conditions, containing } from './read-page.js';

describe('Conditions', () => {
  it('joins conditions and numbers their parameters, so that no value becomes SQL', () => {
    const where = new Conditions().add('a = $? OR b = $?', "x' OR true --").always('c IS NULL').add('d = $?', 2);
    expect(where.sql).toBe('WHERE (a = $1 OR b = $1) AND (c IS NULL) AND (d = $2)');
    expect(where.parameters).toEqual(["x' OR true --", 2]);
  });

  it('is no clause at all without a condition', () => {
    expect(new Conditions().sql).toBe('');
  });
});

describe('containing', () => {
  it.each([
    ['web', '%web%'],
    ['100%', String.raw`%100\%%`],
    ['a_b', String.raw`%a\_b%`],
    [String.raw`c\d`, String.raw`%c\\d%`],
  ])('takes %j as itself', (text, pattern) => {
    expect(containing(text)).toBe(pattern);
  });
});
