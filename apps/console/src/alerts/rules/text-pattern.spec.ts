import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TextPattern } from './text-pattern.js';

describe('a pattern', () => {
  it.each([
    ['openssh*', 'OpenSSH 9.2', true],
    ['openssh', 'OpenSSH 9.2', false],
    ['*ssh*', 'OpenSSH 9.2', true],
    ['web-??', 'web-01', true],
    ['web-??', 'web-1', false],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'aXbXbXc', true],
    ['a.c', 'abc', false],
    ['[a]', '[A]', true],
  ])('"%s" fits "%s": %s', (pattern, text, fits) => {
    expect(new TextPattern(pattern).fits(text)).toBe(fits);
  });

  it('fits what a regular expression would', () => {
    const signs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 10 });
    fc.assert(
      fc.property(signs, texts, (pattern, text) => {
        const regular = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(new TextPattern(pattern).fits(text)).toBe(regular.test(text));
      }),
    );
  });

  it('comes to an end for what makes regular expressions hang', () => {
    expect(new TextPattern('*a'.repeat(99)).fits(`${'a'.repeat(98)}${'b'.repeat(1000)}`)).toBe(false);
    expect(new TextPattern('*a*b'.repeat(50)).fits('ab'.repeat(20_000))).toBe(true);
  });
});
