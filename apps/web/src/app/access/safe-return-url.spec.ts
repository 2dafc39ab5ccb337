import { describe, expect, it } from '@jest/globals';
import { safeReturnUrl } from './safe-return-url.js';

describe('safeReturnUrl', () => {
  it('keeps a path of this console with its query', () => {
    expect(safeReturnUrl('/hosts?status=up&page=2')).toBe('/hosts?status=up&page=2');
  });

  it.each([
    '//evil.invalid',
    '/\\evil.invalid',
    'https://evil.invalid/',
    'javascript:alert(1)',
    '',
    undefined,
    7,
    '/sign-in',
    '/sign-in?returnUrl=/x',
  ])('leads to the start instead of %p', (said) => {
    expect(safeReturnUrl(said)).toBe('/');
  });
});
