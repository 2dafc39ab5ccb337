import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import type { ShardRow } from './shard-row.js';

/**
 * Adds addresses to what a shard has covered; those that are not the shard's are left out. New coverage is progress, so
 * failures are counted anew from here. Changes `shard` with the row, which the caller has locked; the scan's own count
 * is raised too, which locks the scan.
 */
export async function addCoverage(tx: Tx, shard: ShardRow, addresses: AddressSet): Promise<void> {
  const before = AddressSet.parse(shard.coveredSet);
  const news = addresses.intersect(AddressSet.parse(shard.addressSet)).subtract(before);
  if (news.isEmpty()) return;
  const covered = before.unite(news);
  await tx.query(
    `UPDATE shard SET covered_set = $2, covered_count = $3, attempts = 0, lost_leases = 0, failed_on = '[]' WHERE id = $1`,
    [shard.id, covered.toString(), covered.count().toString()],
  );
  const done = shard.stage === 2 ? 'follow_up_done' : 'addresses_done';
  await tx.query(`UPDATE scan SET ${done} = ${done} + $2 WHERE id = $1`, [shard.scanId, news.count().toString()]);
  shard.coveredSet = covered.toString();
  shard.attempts = 0;
  shard.lostLeases = 0;
  shard.failedOn = [];
}
