import type { Observation } from '@scanfleet/scan-report';
import { formatAddress, parseAddress } from '@scanfleet/targets';
import type { Database } from '../../platform/database/database.js';

/**
 * Hosts that several shards of a second stage looked at, each at other ports, because they were found again with more. None
 * of the records tells all; what the scan has united of them does.
 */
export class SharedHosts {
  private readonly told = new Set<string>();

  private constructor(
    private readonly database: Database,
    private readonly scanId: string,
    private readonly addresses: ReadonlySet<string>,
  ) {}

  static async of(database: Database, scan: { id: string; stage: 1 | 2 }): Promise<SharedHosts> {
    const rows =
      scan.stage === 1
        ? []
        : await database.query<{ address: string }>(
            `SELECT host(address) AS address FROM stage_find WHERE scan_id = $1 AND shard_id IS NOT NULL
             GROUP BY address HAVING count(DISTINCT shard_id) > 1`,
            [scan.id],
          );
    return new SharedHosts(database, scan.id, new Set(rows.map(({ address }) => canonical(address))));
  }

  /** The hosts, where several shards have one with all that is known of it, once. */
  async replace(hosts: readonly Observation[]): Promise<Observation[]> {
    const fresh = hosts.filter(({ address }) => !this.told.has(address));
    const shared = fresh.filter(({ address }) => this.addresses.has(address));
    if (shared.length === 0) return fresh;
    for (const { address } of shared) this.told.add(address);
    const rows = await this.database.query<{ data: Observation }>(
      'SELECT data FROM observation WHERE scan_id = $1 AND address = ANY ($2::inet[])',
      [this.scanId, shared.map(({ address }) => address)],
    );
    const united = new Map(rows.map(({ data }) => [data.address, data]));
    return fresh.map((host) => united.get(host.address) ?? host);
  }
}

/** Postgres writes some IPv6 addresses otherwise than RFC 5952 wants. */
function canonical(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? text : formatAddress(address);
}
