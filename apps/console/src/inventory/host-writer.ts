import { Injectable } from '@nestjs/common';
import { ChangeKind } from '@scanfleet/contracts';
import { ChangeWriter } from '../changes/change-writer.js';
import type { HostChange } from '../changes/host-change.js';
import type { Tx } from '../platform/database/tx.js';
import type { KnownHost, KnownServiceRow, ServiceClosing, ServiceWrite } from './known-host.js';
import { planHost, type HostPlan } from './plan-host.js';
import type { SeenHost } from './seen-host.js';

export interface Sighting {
  readonly zoneId: string;
  readonly scanId: string;
  /** One entry an address. */
  readonly hosts: readonly SeenHost[];
}

/**
 * The only writer of hosts and services. Hosts are always locked in the order of their addresses, so that two reports
 * that name the same hosts wait for each other instead of dead-locking.
 */
@Injectable()
export class HostWriter {
  constructor(private readonly changes: ChangeWriter) {}

  /**
   * Takes observations into the inventory and records what that changes.
   * @returns ids of the hosts by address, for those that are in the inventory; a host never seen up is not
   */
  async apply(tx: Tx, sighting: Sighting): Promise<Map<string, string>> {
    const up = sighting.hosts.filter(({ observation }) => observation.status === 'up');
    const down = sighting.hosts.filter(({ observation }) => observation.status === 'down');
    const ids = new Map<string, string>();
    const changes: HostChange[] = [];
    if (up.length > 0) {
      const known = await this.lockOrCreate(tx, sighting, up);
      for (const host of known.values()) ids.set(host.address, host.id);
      changes.push(...(await this.applyUp(tx, sighting.scanId, up, known)));
    }
    if (down.length > 0) changes.push(...(await this.applyDown(tx, sighting, down, ids)));
    await this.changes.record(tx, sighting.scanId, changes);
    return ids;
  }

  private async lockOrCreate(
    tx: Tx,
    { zoneId, scanId }: Sighting,
    hosts: readonly SeenHost[],
  ): Promise<Map<string, KnownHost>> {
    const rows = await tx.query<KnownHost>(
      `WITH seen AS (
         SELECT address, at FROM unnest($2::inet[], $3::timestamptz[]) AS given (address, at)
       ), made AS (
         INSERT INTO host (zone_id, address, status, status_since, first_seen_at, last_seen_at, last_scan_id)
         SELECT $1, address, 'up', at, at, at, $4::uuid FROM seen
         WHERE NOT EXISTS (SELECT 1 FROM host h WHERE h.zone_id = $1 AND h.address = seen.address)
         ORDER BY address
         ON CONFLICT (zone_id, address) DO NOTHING
         RETURNING id, host(address) AS address, status, names, mac, os, digest, confirmed_at, true AS fresh
       )
       SELECT * FROM made`,
      [zoneId, hosts.map(({ observation }) => observation.address), hosts.map(({ observedAt }) => observedAt), scanId],
    );
    const known = new Map(rows.map((row) => [row.address, row]));
    const others = hosts.map(({ observation }) => observation.address).filter((address) => !known.has(address));
    if (others.length === 0) return known;
    const locked = await tx.query<KnownHost>(
      `SELECT id, host(address) AS address, status, names, mac, os, digest, confirmed_at, false AS fresh
       FROM host WHERE zone_id = $1 AND address = ANY($2::inet[]) ORDER BY address FOR UPDATE`,
      [zoneId, others],
    );
    for (const row of locked) known.set(row.address, row);
    return known;
  }

  private async applyUp(
    tx: Tx,
    scanId: string,
    hosts: readonly SeenHost[],
    known: Map<string, KnownHost>,
  ): Promise<HostChange[]> {
    const pairs = hosts.flatMap((seen) => {
      const host = known.get(seen.observation.address);
      return host ? [{ seen, host }] : [];
    });
    const same = pairs.filter(({ seen, host }) => host.status === 'up' && host.digest === seen.digest);
    const other = pairs.filter(({ seen, host }) => host.status !== 'up' || host.digest !== seen.digest);
    await this.confirm(tx, scanId, same);
    if (other.length === 0) return [];
    const services = await this.servicesOf(
      tx,
      other.filter(({ host }) => !host.fresh).map(({ host }) => host.id),
    );
    const plans = other.map(({ seen, host }) => planHost(host, services.get(host.id) ?? [], seen));
    await this.writeServices(tx, scanId, plans);
    await this.writeHosts(tx, scanId, other, plans);
    return plans.flatMap(({ changes }) => changes);
  }

  /** Nothing but times: one write a host, none for its services. */
  private async confirm(tx: Tx, scanId: string, pairs: readonly { seen: SeenHost; host: KnownHost }[]): Promise<void> {
    if (pairs.length === 0) return;
    await tx.query(
      `UPDATE host SET last_seen_at = greatest(last_seen_at, at), last_scan_id = $1::uuid, rtt_micros = coalesce(rtt, rtt_micros),
         confirmed_at = CASE WHEN confirmed_at IS NULL THEN NULL ELSE greatest(confirmed_at, at) END,
         confirmed_scan_id = CASE WHEN confirmed_at IS NULL THEN NULL ELSE $1::uuid END
       FROM unnest($2::bigint[], $3::timestamptz[], $4::int[]) AS seen (id, at, rtt) WHERE host.id = seen.id`,
      [
        scanId,
        pairs.map(({ host }) => host.id),
        pairs.map(({ seen }) => seen.observedAt),
        pairs.map(({ seen }) => rttOf(seen)),
      ],
    );
  }

  private async servicesOf(tx: Tx, hostIds: readonly string[]): Promise<Map<string, KnownServiceRow[]>> {
    const found = new Map<string, KnownServiceRow[]>();
    if (hostIds.length === 0) return found;
    const rows = await tx.query<KnownServiceRow>(
      'SELECT host_id, protocol, port, state, name, product, version FROM service WHERE host_id = ANY($1::bigint[])',
      [hostIds],
    );
    for (const row of rows) {
      const list = found.get(row.host_id);
      if (list) list.push(row);
      else found.set(row.host_id, [row]);
    }
    return found;
  }

  private async writeServices(tx: Tx, scanId: string, plans: readonly HostPlan[]): Promise<void> {
    await this.keepLastSighting(
      tx,
      plans.flatMap(({ unasked }) => unasked),
    );
    await this.openServices(
      tx,
      scanId,
      plans.flatMap(({ opened }) => opened),
    );
    await this.closeServices(
      tx,
      scanId,
      plans.flatMap(({ closed }) => closed),
    );
  }

  /** The host's common confirmation is about to end or to move: what it said of these services is written down. */
  private async keepLastSighting(
    tx: Tx,
    services: readonly { hostId: string; protocol: string; port: number }[],
  ): Promise<void> {
    if (services.length === 0) return;
    await tx.query(
      `UPDATE service s SET last_seen_at = greatest(s.last_seen_at, h.confirmed_at), last_scan_id = coalesce(h.confirmed_scan_id, s.last_scan_id)
       FROM unnest($1::bigint[], $2::text[], $3::int[]) AS kept (host_id, protocol, port) JOIN host h ON h.id = kept.host_id
       WHERE s.host_id = kept.host_id AND s.protocol = kept.protocol AND s.port = kept.port AND h.confirmed_at > s.last_seen_at`,
      [
        services.map(({ hostId }) => hostId),
        services.map(({ protocol }) => protocol),
        services.map(({ port }) => port),
      ],
    );
  }

  private async openServices(tx: Tx, scanId: string, writes: readonly ServiceWrite[]): Promise<void> {
    if (writes.length === 0) return;
    await tx.query(
      `INSERT INTO service (host_id, protocol, port, state, reason, name, product, version, detail, first_seen_at, last_seen_at, last_scan_id)
       SELECT host_id, protocol, port, 'open', reason, name, product, version, detail, at, at, $1::uuid
       FROM unnest($2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::timestamptz[])
         AS seen (host_id, protocol, port, reason, name, product, version, detail, at)
       ON CONFLICT (host_id, protocol, port) DO UPDATE SET
         state = 'open', reason = excluded.reason,
         name = coalesce(excluded.name, service.name), product = coalesce(excluded.product, service.product),
         version = coalesce(excluded.version, service.version),
         detail = service.detail || excluded.detail,
         last_seen_at = greatest(service.last_seen_at, excluded.last_seen_at), last_scan_id = excluded.last_scan_id`,
      [
        scanId,
        writes.map(({ hostId }) => hostId),
        writes.map(({ service }) => service.protocol),
        writes.map(({ service }) => service.port),
        writes.map(({ service }) => service.reason),
        writes.map(({ service }) => service.name),
        writes.map(({ service }) => service.product),
        writes.map(({ service }) => service.version),
        writes.map(({ service }) => JSON.stringify(service.detail)),
        writes.map(({ at }) => at),
      ],
    );
  }

  private async closeServices(tx: Tx, scanId: string, closings: readonly ServiceClosing[]): Promise<void> {
    if (closings.length === 0) return;
    await tx.query(
      `UPDATE service s SET state = gone.state, reason = NULL, last_scan_id = $1::uuid,
         last_seen_at = greatest(s.last_seen_at, h.confirmed_at)
       FROM unnest($2::bigint[], $3::text[], $4::int[], $5::text[]) AS gone (host_id, protocol, port, state)
         JOIN host h ON h.id = gone.host_id
       WHERE s.host_id = gone.host_id AND s.protocol = gone.protocol AND s.port = gone.port`,
      [
        scanId,
        closings.map(({ hostId }) => hostId),
        closings.map(({ protocol }) => protocol),
        closings.map(({ port }) => port),
        closings.map(({ state }) => state),
      ],
    );
  }

  private async writeHosts(
    tx: Tx,
    scanId: string,
    pairs: readonly { seen: SeenHost; host: KnownHost }[],
    plans: readonly HostPlan[],
  ): Promise<void> {
    await tx.query(
      `UPDATE host SET
         status = 'up', status_reason = seen.reason,
         status_since = CASE WHEN host.status = 'up' THEN status_since ELSE at END,
         names = CASE WHEN seen.names = '[]' THEN host.names ELSE ARRAY(SELECT jsonb_array_elements_text(seen.names)) END,
         mac = coalesce(seen.mac, host.mac), vendor = coalesce(seen.vendor, host.vendor),
         os = coalesce(seen.os, host.os), os_accuracy = coalesce(seen.os_accuracy, host.os_accuracy),
         rtt_micros = coalesce(seen.rtt, rtt_micros), detail = host.detail || seen.detail, digest = seen.digest,
         confirmed_at = CASE WHEN seen.whole THEN greatest(confirmed_at, at) ELSE confirmed_at END,
         confirmed_scan_id = CASE WHEN seen.whole THEN $1::uuid ELSE confirmed_scan_id END,
         open_ports = CASE WHEN seen.whole THEN ARRAY(SELECT jsonb_array_elements_text(seen.ports)::int)
           ELSE ARRAY(SELECT DISTINCT port FROM service s WHERE s.host_id = host.id AND s.state = 'open' ORDER BY port) END,
         last_seen_at = greatest(last_seen_at, at), last_scan_id = $1::uuid
       FROM unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::jsonb[], $6::macaddr[], $7::text[], $8::text[], $9::int[],
         $10::int[], $11::jsonb[], $12::text[], $13::boolean[], $14::jsonb[])
         AS seen (id, at, reason, names, mac, vendor, os, os_accuracy, rtt, detail, digest, whole, ports)
       WHERE host.id = seen.id`,
      [
        scanId,
        pairs.map(({ host }) => host.id),
        pairs.map(({ seen }) => seen.observedAt),
        pairs.map(({ seen }) => seen.observation.statusReason ?? null),
        pairs.map(({ seen }) => JSON.stringify(seen.facts.names)),
        pairs.map(({ seen }) => seen.facts.mac),
        pairs.map(({ seen }) => seen.facts.vendor),
        pairs.map(({ seen }) => seen.facts.os),
        pairs.map(({ seen }) => seen.facts.osAccuracy),
        pairs.map(({ seen }) => rttOf(seen)),
        pairs.map(({ seen }) => JSON.stringify(detailOf(seen))),
        pairs.map(({ seen }) => seen.digest),
        plans.map(({ unasked }) => unasked.length === 0),
        pairs.map(({ seen }) =>
          JSON.stringify([...new Set(seen.services.map(({ port }) => port))].sort((a, b) => a - b)),
        ),
      ],
    );
  }

  private async applyDown(
    tx: Tx,
    { zoneId, scanId }: Sighting,
    hosts: readonly SeenHost[],
    ids: Map<string, string>,
  ): Promise<HostChange[]> {
    const rows = await tx.query<{ id: string; address: string; before: string; at: Date }>(
      `WITH locked AS (
         SELECT h.id, h.status, h.address, seen.at, seen.reason
         FROM unnest($2::inet[], $3::timestamptz[], $4::text[]) AS seen (address, at, reason)
           JOIN host h ON h.zone_id = $1 AND h.address = seen.address
         ORDER BY h.address FOR UPDATE OF h
       ), changed AS (
         UPDATE host SET status = 'down', status_reason = locked.reason, status_since = locked.at, last_scan_id = $5::uuid
         FROM locked WHERE host.id = locked.id AND locked.status <> 'down'
       )
       SELECT id, host(address) AS address, status AS before, at FROM locked`,
      [
        zoneId,
        hosts.map(({ observation }) => observation.address),
        hosts.map(({ observedAt }) => observedAt),
        hosts.map(({ observation }) => observation.statusReason ?? null),
        scanId,
      ],
    );
    for (const row of rows) ids.set(row.address, row.id);
    return rows
      .filter(({ before }) => before !== 'down')
      .map(({ id, before, at }) => ({
        hostId: id,
        kind: ChangeKind.HostDown,
        protocol: null,
        port: null,
        before: { status: before },
        after: { status: 'down' },
        at,
      }));
  }
}

function rttOf(seen: SeenHost): number | null {
  return seen.observation.rtt?.srttMicros ?? null;
}

/** What the host page shows beyond columns; a fact that this scan did not tell keeps its old value. */
function detailOf({ facts, observation }: SeenHost): Record<string, unknown> {
  const seconds = (observation.endedAt ?? 0) - (observation.startedAt ?? 0);
  return {
    ...facts.detail,
    timedOut: observation.timedOut,
    ...(observation.uptime && { uptimeSeconds: observation.uptime.seconds }),
    ...(observation.rtt && { rttVarianceMicros: observation.rtt.rttvarMicros }),
    ...(observation.endedAt !== undefined && observation.startedAt !== undefined && { durationMs: seconds }),
  };
}
