import { Injectable } from '@nestjs/common';
import type { Observation } from '@scanfleet/scan-report';
import { copyLine, copyRows } from '../platform/database/copy-rows.js';
import type { Tx } from '../platform/database/tx.js';
import type { SeenHost } from '../inventory/seen-host.js';

/** What a scan has of a host already. */
export interface EarlierObservation {
  readonly status: string;
  readonly openPorts: number;
  /** The shard whose report told of it last. */
  readonly shardId: string;
}

/** Keeps what each scan saw of each host; the only writer of the table. */
@Injectable()
export class ObservationWriter {
  /** What this scan already has of these addresses. */
  async earlier(tx: Tx, scanId: string, addresses: readonly string[]): Promise<Map<string, EarlierObservation>> {
    const rows = await tx.query<EarlierObservation & { place: string }>(
      `SELECT place, status, open_ports AS "openPorts", shard_id AS "shardId"
       FROM unnest($2::inet[]) WITH ORDINALITY AS given (address, place)
         JOIN observation o ON o.scan_id = $1 AND o.address = given.address`,
      [scanId, addresses],
    );
    return new Map(rows.map(({ place, ...row }) => [addresses[Number(place) - 1] ?? '', row]));
  }

  /** The records themselves of addresses that `earlier` knows. */
  async records(tx: Tx, scanId: string, addresses: readonly string[]): Promise<Map<string, Observation>> {
    if (addresses.length === 0) return new Map();
    const rows = await tx.query<{ data: Observation }>(
      'SELECT data FROM observation WHERE scan_id = $1 AND address = ANY ($2::inet[])',
      [scanId, addresses],
    );
    return new Map(rows.map(({ data }) => [data.address, data]));
  }

  /**
   * Stores observations of hosts that are in the inventory; of an address where nothing ever was, only coverage knows.
   * @param hostIds ids by address
   * @param earlier addresses of which this scan has an observation: it is replaced
   */
  async record(
    tx: Tx,
    place: { scanId: string; shardId: string },
    seen: { hosts: readonly SeenHost[]; hostIds: ReadonlyMap<string, string>; earlier: ReadonlyMap<string, unknown> },
  ): Promise<void> {
    const kept = seen.hosts.filter(({ address }) => seen.hostIds.has(address));
    const again = kept.filter(({ address }) => seen.earlier.has(address));
    if (again.length > 0) {
      await tx.query('DELETE FROM observation WHERE scan_id = $1 AND address = ANY ($2::inet[])', [
        place.scanId,
        again.map(({ address }) => address),
      ]);
    }
    await copyRows(
      tx,
      'observation (scan_id, shard_id, address, host_id, status, open_ports, timed_out, duration_ms, data, observed_at)',
      kept.map(({ address, status, services, answers, durationMs, data, observedAt }) =>
        copyLine([
          ...[
            place.scanId,
            place.shardId,
            address,
            seen.hostIds.get(address),
            status,
            services.length,
            answers.timedOut,
          ],
          ...[durationMs, data, observedAt],
        ]),
      ),
    );
  }
}
