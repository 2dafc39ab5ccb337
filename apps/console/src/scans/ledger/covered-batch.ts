import type { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import { addCoverage } from './coverage.js';
import { MOST_PROBLEMS } from './note-problems.js';
import { postgresJson } from './postgres-text.js';
import { lockShard } from './shard-row.js';

/** Coverage and results that one batch of a shard's report brought. */
export interface CoveredBatch {
  readonly scanId: string;
  readonly shardId: string;
  /** Hosts that are complete in the report, up or down. */
  readonly addresses: AddressSet;
  /** Hosts and ports that this batch added to the scan, not totals. */
  readonly hostsUp: number;
  readonly hostsDown: number;
  readonly openPorts: number;
  /** Addresses that were not in the manifest and were not taken. */
  readonly refused: number;
  /** Sentences for the operator. */
  readonly problems: readonly string[];
}

/**
 * Adds what a batch brought to its shard and scan, which it locks. A shard that is gone is passed over.
 */
export async function coverBatch(tx: Tx, batch: CoveredBatch): Promise<void> {
  const shard = await lockShard(tx, batch.shardId);
  if (!shard) return;
  await addCoverage(tx, shard, batch.addresses);
  await tx.query(
    `UPDATE scan SET hosts_up = hosts_up + $2, hosts_down = hosts_down + $3, open_ports = open_ports + $4,
       refused_addresses = refused_addresses + $5,
       problems = CASE WHEN jsonb_array_length(problems) >= ${MOST_PROBLEMS} THEN problems
         ELSE (SELECT problems || coalesce(jsonb_agg(DISTINCT new), '[]')
               FROM jsonb_array_elements($6::jsonb) AS new WHERE NOT problems @> new) END
     WHERE id = $1`,
    [
      shard.scanId,
      batch.hostsUp,
      batch.hostsDown,
      batch.openPorts,
      batch.refused,
      postgresJson(batch.problems.slice(0, MOST_PROBLEMS)),
    ],
  );
}
