import type { Tx } from '../../platform/database/tx.js';
import { noteProblems } from './note-problems.js';
import { lockShard } from './shard-row.js';

/**
 * Tells the operator of something that an engine did with a shard and that cannot be true, as a problem of the scan. Locks the
 * shard and the scan.
 * @param what the rest of a sentence that begins with engine and shard.
 */
export async function noteLie(
  tx: Tx,
  { shardId, engineId }: { shardId: string; engineId: string | null },
  what: string,
): Promise<void> {
  const shard = await lockShard(tx, shardId);
  if (!shard) return;
  const engines = await tx.query<{ name: string }>(`SELECT name FROM engine WHERE id = $1`, [engineId]);
  const who = engines[0]?.name ?? 'An engine';
  await noteProblems(tx, shard.scanId, [`${who}, at work on shard ${shard.number}, ${what}`]);
}
