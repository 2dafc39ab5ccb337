import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock/clock.js';

/** What a token opens: an engine's API, joining, the public API. */
export const TokenKind = { Engine: 'sfe', Join: 'sfj', ApiKey: 'sfk' } as const;
export type TokenKind = (typeof TokenKind)[keyof typeof TokenKind];

export interface NewToken {
  /** The token itself, to be shown once: kind, 8 characters to recognise it by, 256 random bits. */
  readonly token: string;
  /** Kind and recognisable part; kept in clear and used to find the row. */
  readonly prefix: string;
  readonly hash: Buffer;
}

const shape = /^(sfe|sfj|sfk)_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;

export function newToken(kind: TokenKind, clock: Clock): NewToken {
  const prefix = `${kind}_${clock.bytes(4).toString('hex')}`;
  const token = `${prefix}_${clock.bytes(32).toString('base64url')}`;
  return { token, prefix, hash: hashToken(token) };
}

/** Where to look a token up; undefined for text that is no token of this kind. */
export function prefixOf(token: string, kind: TokenKind): string | undefined {
  const found = shape.exec(token);
  return found && found[1] === kind ? `${found[1]}_${found[2]}` : undefined;
}

/** SHA-256 suffices: the secret has 256 random bits, so there is nothing to guess that a slow hash would slow down. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares in constant time. */
export function fitsHash(token: string, hash: Buffer): boolean {
  const own = hashToken(token);
  return own.length === hash.length && timingSafeEqual(own, hash);
}
