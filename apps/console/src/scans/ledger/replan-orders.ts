import type { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Bus } from '../../platform/realtime/bus.js';
import type { ShardRow } from './shard-row.js';

/**
 * Orders running shards to stop and go on from what is not covered, wherever they may: unless they are to stop anyway, or have
 * gone on to another lease since they were looked at.
 * @returns how many were ordered.
 */
export async function orderReplan(
  tx: Tx,
  shards: readonly Pick<ShardRow, 'id' | 'epoch'>[],
  { clock, bus }: { clock: Clock; bus: Bus },
): Promise<number> {
  const ids = shards.map(({ id }) => id);
  await tx.query(`SELECT FROM shard WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`, [ids]);
  const told = await tx.query<{ engineId: string | null }>(
    `UPDATE shard SET ordered = 'replan', ordered_at = $3
     FROM unnest($1::uuid[], $2::int[]) AS seen (id, epoch)
     WHERE shard.id = seen.id AND shard.epoch = seen.epoch AND state IN ('leased', 'scanning')
       AND lease_expires_at IS NOT NULL AND (ordered IS NULL OR ordered = 'split')
     RETURNING engine_id AS "engineId"`,
    [ids, shards.map(({ epoch }) => epoch), clock.now()],
  );
  const engines = new Set(told.map(({ engineId }) => engineId).filter((id) => id !== null));
  tx.afterCommit(async () => {
    for (const engineId of engines) await bus.publish('orders', { engineId });
  });
  return told.length;
}
