import argon2 from 'argon2';

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. */
const cost = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hash of a password as an encoded argon2id string, salt and cost included. */
export function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, cost);
}

let standIn: Promise<string> | undefined;

/**
 * Whether the password fits. Without a hash (no such user) it does the same work and says no, so that the time it takes
 * does not tell who exists.
 */
export async function fitsPassword(hash: string | undefined, password: string): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password');
  const fits = await argon2.verify(hash ?? (await standIn), password);
  return fits && hash !== undefined;
}

/** Whether the hash was made at another cost than today's and should be made anew. */
export function isOutdated(hash: string): boolean {
  return argon2.needsRehash(hash, cost);
}
