import { copyLine, copyRows } from '../platform/database/copy-rows.js';
import type { Tx } from '../platform/database/tx.js';
import { postgresJson } from '../scans/ledger/postgres-text.js';
import type { KnownServiceRow, ServiceClosing, ServicePlace, ServiceWrite } from './known-host.js';

/** SQL of when the certificate that was seen ends. */
const expiry = `(seen.certificate ->> 'expiresAt')::timestamptz`;

/** Services of hosts, by host. */
export async function servicesOf(tx: Tx, hostIds: readonly string[]): Promise<Map<string, KnownServiceRow[]>> {
  const found = new Map<string, KnownServiceRow[]>();
  if (hostIds.length === 0) return found;
  const rows = await tx.query<KnownServiceRow>(
    'SELECT host_id, protocol, port, state, name, product, version, certificate FROM service WHERE host_id = ANY($1::bigint[])',
    [hostIds],
  );
  for (const row of rows) {
    const list = found.get(row.host_id);
    if (list) list.push(row);
    else found.set(row.host_id, [row]);
  }
  return found;
}

/** Adds the services of hosts that this transaction has made. */
export async function addServices(tx: Tx, scanId: string, services: readonly ServiceWrite[]): Promise<void> {
  await copyRows(
    tx,
    `service (host_id, protocol, port, state, reason, name, product, version, detail, certificate, certificate_expires_at,
       first_seen_at, last_seen_at, last_scan_id)`,
    services.map(({ hostId, protocol, port, reason, name, product, version, detail, certificate, at }) => {
      const time = at.toISOString();
      const texts = [reason, name, product, version, detail];
      const shown = [certificate && JSON.stringify(certificate), certificate?.expiresAt];
      return copyLine([hostId, protocol, port, 'open', ...texts, ...shown, time, time, scanId]);
    }),
  );
}

/** Writes open services of hosts that were known before. What is another service than before replaces it wholly. */
export async function writeServices(tx: Tx, scanId: string, services: readonly ServiceWrite[]): Promise<void> {
  if (services.length === 0) return;
  await tx.query(
    `INSERT INTO service AS old (host_id, protocol, port, state, reason, name, product, version, detail, certificate,
       certificate_expires_at, first_seen_at, last_seen_at, last_scan_id)
     SELECT "hostId", protocol, port, 'open', reason, name, product, version, detail::jsonb, certificate, ${expiry}, at, at, $1::uuid
     FROM ${written('$2')}
     ON CONFLICT (host_id, protocol, port) DO UPDATE SET
       state = 'open', reason = excluded.reason, name = excluded.name, product = excluded.product, version = excluded.version,
       detail = excluded.detail, certificate = excluded.certificate, certificate_expires_at = excluded.certificate_expires_at,
       last_seen_at = greatest(old.last_seen_at, excluded.last_seen_at),
       last_scan_id = excluded.last_scan_id`,
    [scanId, postgresJson(services.filter(({ known }) => !known))],
  );
  await tx.query(
    `UPDATE service s SET reason = seen.reason, name = coalesce(seen.name, s.name), product = coalesce(seen.product, s.product),
       version = coalesce(seen.version, s.version), detail = s.detail || seen.detail::jsonb,
       certificate = coalesce(seen.certificate, s.certificate),
       certificate_expires_at = CASE WHEN seen.certificate IS NULL THEN s.certificate_expires_at ELSE ${expiry} END,
       last_seen_at = greatest(s.last_seen_at, at), last_scan_id = $1::uuid
     FROM ${written('$2')}
     WHERE s.host_id = seen."hostId" AND s.protocol = seen.protocol AND s.port = seen.port`,
    [scanId, postgresJson(services.filter(({ known }) => known))],
  );
}

/** The host's common confirmation is about to end: what it said of these services is written down. */
export async function keepLastSighting(tx: Tx, services: readonly ServicePlace[]): Promise<void> {
  if (services.length === 0) return;
  await tx.query(
    `UPDATE service s SET last_seen_at = h.confirmed_at, last_scan_id = coalesce(h.confirmed_scan_id, s.last_scan_id)
     FROM ${places('$1')} JOIN host h ON h.id = place."hostId"
     WHERE s.host_id = place."hostId" AND s.protocol = place.protocol AND s.port = place.port AND h.confirmed_at > s.last_seen_at`,
    [JSON.stringify(services)],
  );
}

/** Closes services; when they were seen last stays as it was. */
export async function closeServices(tx: Tx, scanId: string, services: readonly ServiceClosing[]): Promise<void> {
  if (services.length === 0) return;
  await tx.query(
    `UPDATE service s SET state = place.state, reason = NULL, last_scan_id = $1::uuid, last_seen_at = greatest(s.last_seen_at, h.confirmed_at)
     FROM ${places('$2')} JOIN host h ON h.id = place."hostId"
     WHERE s.host_id = place."hostId" AND s.protocol = place.protocol AND s.port = place.port`,
    [scanId, JSON.stringify(services)],
  );
}

function places(parameter: string): string {
  return `json_to_recordset(${parameter}::json) AS place ("hostId" bigint, protocol text, port int, state text)`;
}

function written(parameter: string): string {
  return `json_to_recordset(${parameter}::json) AS seen ("hostId" bigint, protocol text, port int, reason text, name text,
    product text, version text, detail text, certificate jsonb, at timestamptz)`;
}
