import { Injectable } from '@nestjs/common';
import type { Observation } from '@scanfleet/scan-report';
import type { Tx } from '../platform/database/tx.js';
import type { SeenHost } from '../inventory/seen-host.js';

/** What observations added to a scan, without counting anything twice. */
export interface Tally {
  hostsUp: number;
  openPorts: number;
}

/** Keeps what each scan saw of each host; the only writer of the table. */
@Injectable()
export class ObservationWriter {
  /** What this scan already has of these addresses. */
  async earlier(tx: Tx, scanId: string, addresses: readonly string[]): Promise<Map<string, Observation>> {
    const rows = await tx.query<{ data: Observation }>(
      'SELECT data FROM observation WHERE scan_id = $1 AND address = ANY($2::inet[])',
      [scanId, addresses],
    );
    return new Map(rows.map(({ data }) => [data.address, data]));
  }

  /**
   * Stores observations of hosts that are in the inventory; of an address where nothing ever was, only coverage knows.
   * @param hostIds ids by address
   */
  async record(
    tx: Tx,
    place: { scanId: string; shardId: string },
    hosts: readonly SeenHost[],
    hostIds: ReadonlyMap<string, string>,
  ): Promise<void> {
    const kept = hosts.filter(({ observation }) => hostIds.has(observation.address));
    if (kept.length === 0) return;
    await tx.query(
      `INSERT INTO observation (scan_id, shard_id, address, host_id, status, open_ports, timed_out, duration_ms, data, observed_at)
       SELECT $1::uuid, $2::uuid, address, host_id, status, open_ports, timed_out, duration_ms, data, at
       FROM unnest($3::inet[], $4::bigint[], $5::text[], $6::int[], $7::boolean[], $8::int[], $9::jsonb[], $10::timestamptz[])
         AS seen (address, host_id, status, open_ports, timed_out, duration_ms, data, at)
       ON CONFLICT (scan_id, address) DO UPDATE SET
         shard_id = excluded.shard_id, host_id = excluded.host_id, status = excluded.status, open_ports = excluded.open_ports,
         timed_out = excluded.timed_out, duration_ms = excluded.duration_ms, data = excluded.data, observed_at = excluded.observed_at`,
      [
        place.scanId,
        place.shardId,
        kept.map(({ observation }) => observation.address),
        kept.map(({ observation }) => hostIds.get(observation.address)),
        kept.map(({ observation }) => observation.status),
        kept.map(({ services }) => services.length),
        kept.map(({ observation }) => observation.timedOut),
        kept.map(({ observation }) => durationOf(observation)),
        kept.map(({ observation }) => JSON.stringify(observation)),
        kept.map(({ observedAt }) => observedAt),
      ],
    );
  }
}

function durationOf({ startedAt, endedAt }: Observation): number | null {
  return startedAt === undefined || endedAt === undefined ? null : Math.max(0, endedAt - startedAt);
}
