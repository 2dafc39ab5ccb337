import type { Hash } from 'node:crypto';

/** A SHA-256 to be fed. node:crypto is loaded when the first one is made: an engine that has nothing to do needs 2 MiB less. */
export function sha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}

/** SHA-256 of a text, in hex. */
export function sha256Hex(text: string): string {
  return sha256().update(text).digest('hex');
}
