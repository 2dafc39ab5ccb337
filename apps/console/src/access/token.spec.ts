import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../platform/clock/clock.js';
import { fitsHash, newToken, prefixOf, TokenKind } from './token.js';

describe('tokens', () => {
  const { token, prefix, hash } = newToken(TokenKind.Engine, new SystemClock());

  it('have their kind, a part to recognise them by, and 256 random bits', () => {
    expect(token).toMatch(/^sfe_[0-9a-f]{8}_[\w-]{43}$/);
    expect(Buffer.from(token.slice(13), 'base64url')).toHaveLength(32);
    expect(token.startsWith(`${prefix}_`)).toBe(true);
    expect(newToken(TokenKind.Engine, new SystemClock()).token).not.toBe(token);
  });

  it('fit their own hash only', () => {
    expect(fitsHash(token, hash)).toBe(true);
    expect(fitsHash(`${token.slice(0, -2)}AA`, hash)).toBe(false);
    expect(fitsHash(token, Buffer.alloc(5))).toBe(false);
  });

  it('are looked up under their own kind only', () => {
    expect(prefixOf(token, TokenKind.Engine)).toBe(prefix);
    expect(prefixOf(token, TokenKind.ApiKey)).toBeUndefined();
    for (const other of ['', 'sfe_', `${token} `, `${token}x`, token.slice(1), `${token}\n`]) {
      expect(prefixOf(other, TokenKind.Engine)).toBeUndefined();
    }
  });
});
