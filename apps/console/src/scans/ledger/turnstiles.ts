import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/database/tx.js';

/** What transactions pass one at a time, until the first commits. */
export type Turnstile = `${'engine' | 'limit' | 'budget' | 'split'} ${string}`;

/**
 * Waits until no other transaction is past any of these turnstiles. They are advisory locks of Postgres, not rows, and those
 * who give leases alone take them: the limited engine's first, then all others in the order of their keys, and afterwards
 * they wait for nothing but scan rows, which whoever holds them gives back without waiting for shards or turnstiles. So
 * they stand before the order report, shard, scan, and no circle of waiting can be.
 */
export async function passTurnstiles(tx: Tx, turnstiles: readonly Turnstile[]): Promise<void> {
  const keys = turnstiles.map(keyOf).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  await tx.query(`SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key`, [keys.map(String)]);
}

/** Passes a turnstile if nobody else is past it, without waiting. */
export async function passIfFree(tx: Tx, turnstile: Turnstile): Promise<boolean> {
  const rows = await tx.query<{ free: boolean }>(`SELECT pg_try_advisory_xact_lock($1::bigint) AS free`, [
    String(keyOf(turnstile)),
  ]);
  return rows[0]?.free === true;
}

/** Two that share a key by chance only wait for each other. */
function keyOf(turnstile: Turnstile): bigint {
  return createHash('sha256').update(`scanfleet ${turnstile}`).digest().readBigInt64BE(0);
}
