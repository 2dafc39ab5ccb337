import { copyArray, copyLine, copyRows } from '../platform/database/copy-rows.js';
import type { Tx } from '../platform/database/tx.js';
import { postgresJson } from '../scans/ledger/postgres-text.js';
import type { KnownHost } from './known-host.js';
import type { SeenHost } from './seen-host.js';

/** A host that was seen up, with its row's id. */
export interface SeenRow {
  readonly hostId: string;
  readonly seen: SeenHost;
}

/** Columns of a host that was seen up, as `json_to_recordset` reads them. */
const seenColumns = `id bigint, at timestamptz, reason text, names text[], mac macaddr, vendor text, os text,
  os_accuracy smallint, rtt integer, detail text, digest text, ports integer[], confirmed boolean, discovered boolean`;

/**
 * Reads and locks the hosts that are known among `addresses`, in the order of their addresses: two reports that name the
 * same hosts wait for each other instead of dead-locking.
 * @returns hosts by the text that was given; Postgres writes some IPv6 addresses otherwise
 */
export async function lockHosts(tx: Tx, zoneId: string, addresses: readonly string[]): Promise<Map<string, KnownHost>> {
  const rows = await tx.query<KnownHost & { place: string }>(
    `SELECT place, id, status, names, mac, vendor, os, digest, confirmed_at, answers_discovery
     FROM unnest($2::inet[]) WITH ORDINALITY AS given (address, place)
       JOIN host h ON h.zone_id = $1 AND h.address = given.address
     ORDER BY h.address FOR NO KEY UPDATE OF h`,
    [zoneId, addresses],
  );
  return new Map(rows.map(({ place, ...host }) => [addresses[Number(place) - 1] ?? '', host]));
}

/**
 * Adds hosts that were not known a moment ago.
 * @throws a unique violation (23505) where another worker was faster with one of them: then the step is to be tried again
 */
export async function addHosts(
  tx: Tx,
  { zoneId, scanId }: { zoneId: string; scanId: string },
  hosts: readonly SeenHost[],
): Promise<SeenRow[]> {
  if (hosts.length === 0) return [];
  const ids = await tx.query<{ id: string }>(
    `SELECT nextval(pg_get_serial_sequence('host', 'id')) AS id FROM generate_series(1, $1)`,
    [hosts.length],
  );
  // Any order will do, as long as all workers use the same: then they wait for each other instead of dead-locking.
  const ordered = hosts.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const rows = ordered.map((seen, index) => ({ hostId: ids[index]?.id ?? '', seen }));
  await copyRows(
    tx,
    `host (id, zone_id, address, status, status_reason, status_since, names, mac, vendor, os, os_accuracy, open_ports,
       rtt_micros, detail, digest, confirmed_at, confirmed_scan_id, first_seen_at, last_seen_at, last_scan_id,
       answers_discovery)`,
    rows.map(({ hostId, seen }) => {
      const { address, statusReason, rttMicros, facts, digest, discovered } = seen;
      const time = seen.observedAt.toISOString();
      return copyLine([
        ...[
          hostId,
          zoneId,
          address,
          'up',
          statusReason,
          time,
          copyArray(facts.names),
          facts.mac,
          facts.vendor,
          facts.os,
        ],
        ...[
          facts.osAccuracy,
          copyArray(openPorts(seen)),
          rttMicros,
          facts.detail,
          digest,
          time,
          scanId,
          time,
          time,
          scanId,
          discovered,
        ],
      ]);
    }),
  );
  return rows;
}

/**
 * Writes hosts of which something differs from before.
 * @param hosts `confirmed`: whether all their open services were seen at that time
 */
export async function updateHosts(
  tx: Tx,
  scanId: string,
  hosts: readonly (SeenRow & { confirmed: boolean })[],
): Promise<void> {
  if (hosts.length === 0) return;
  await tx.query(
    `UPDATE host SET
       status = 'up', status_reason = seen.reason,
       status_since = CASE WHEN host.status = 'up' THEN status_since ELSE at END, misses = 0,
       answers_discovery = answers_discovery OR discovered,
       names = CASE WHEN cardinality(seen.names) = 0 THEN host.names ELSE seen.names END,
       mac = coalesce(seen.mac, host.mac), vendor = coalesce(seen.vendor, host.vendor),
       os = coalesce(seen.os, host.os), os_accuracy = CASE WHEN seen.os IS NULL THEN host.os_accuracy ELSE seen.os_accuracy END,
       rtt_micros = coalesce(rtt, rtt_micros), detail = host.detail || seen.detail::jsonb, digest = seen.digest,
       confirmed_at = CASE WHEN confirmed THEN greatest(confirmed_at, at) END,
       confirmed_scan_id = CASE WHEN confirmed THEN $1::uuid END,
       open_ports = CASE WHEN confirmed THEN ports
         ELSE ARRAY(SELECT DISTINCT port FROM service s WHERE s.host_id = host.id AND s.state = 'open' ORDER BY port) END,
       last_seen_at = greatest(last_seen_at, at), last_scan_id = $1::uuid
     FROM json_to_recordset($2::json) AS seen (${seenColumns})
     WHERE host.id = seen.id`,
    [scanId, seenJson(hosts)],
  );
}

/** Notes that hosts were seen again and nothing differs; with `confirmed`, all their open services too. */
export async function touchHosts(
  tx: Tx,
  scanId: string,
  hosts: readonly (SeenRow & { confirmed: boolean })[],
): Promise<void> {
  if (hosts.length === 0) return;
  await tx.query(
    `UPDATE host SET last_seen_at = greatest(last_seen_at, at), last_scan_id = $1::uuid, rtt_micros = coalesce(rtt, rtt_micros),
       confirmed_at = CASE WHEN confirmed THEN greatest(confirmed_at, at) ELSE confirmed_at END,
       confirmed_scan_id = CASE WHEN confirmed THEN $1::uuid ELSE confirmed_scan_id END,
       answers_discovery = answers_discovery OR discovered
     FROM unnest($2::bigint[], $3::timestamptz[], $4::int[], $5::boolean[], $6::boolean[])
       AS seen (id, at, rtt, confirmed, discovered)
     WHERE host.id = seen.id`,
    [
      scanId,
      hosts.map(({ hostId }) => hostId),
      hosts.map(({ seen }) => seen.observedAt.toISOString()),
      hosts.map(({ seen }) => seen.rttMicros),
      hosts.map(({ confirmed }) => confirmed),
      hosts.map(({ seen }) => seen.discovered),
    ],
  );
}

/** Notes that hosts, which were not down before, are. */
export async function markDown(tx: Tx, scanId: string, hosts: readonly SeenRow[]): Promise<void> {
  if (hosts.length === 0) return;
  await tx.query(
    `UPDATE host SET status = 'down', status_reason = reason, status_since = at, last_scan_id = $1::uuid
     FROM unnest($2::bigint[], $3::timestamptz[], $4::text[]) AS seen (id, at, reason) WHERE host.id = seen.id`,
    [
      scanId,
      hosts.map(({ hostId }) => hostId),
      hosts.map(({ seen }) => seen.observedAt.toISOString()),
      hosts.map(({ seen }) => seen.statusReason),
    ],
  );
}

function seenJson(hosts: readonly (SeenRow & { confirmed: boolean })[]): string {
  return postgresJson(
    hosts.map(({ hostId, seen, confirmed }) => ({
      id: hostId,
      at: seen.observedAt,
      reason: seen.statusReason,
      names: seen.facts.names,
      mac: seen.facts.mac,
      vendor: seen.facts.vendor,
      os: seen.facts.os,
      os_accuracy: seen.facts.osAccuracy,
      rtt: seen.rttMicros,
      detail: seen.facts.detail,
      digest: seen.digest,
      ports: openPorts(seen),
      confirmed,
      discovered: seen.discovered,
    })),
  );
}

function openPorts({ services }: SeenHost): number[] {
  return [...new Set(services.map(({ port }) => port))].sort((a, b) => a - b);
}
