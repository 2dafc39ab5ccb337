import type {
  Host,
  HostObservation,
  HostStatus,
  HostSummary,
  ScriptResultRecord,
  Service,
  ServiceCertificate,
} from '@scanfleet/contracts';
import type { Observation, TracerouteHop } from '@scanfleet/scan-report';
import type { ServiceDetail } from '../changes/host-facts.js';

export interface HostRow {
  id: string;
  zone_id: string;
  zone_name: string;
  address: string;
  status: HostStatus;
  status_reason: string | null;
  status_since: Date;
  names: string[];
  mac: string | null;
  vendor: string | null;
  os: string | null;
  os_accuracy: number | null;
  open_ports: number[];
  rtt_micros: number | null;
  detail: HostDetail;
  confirmed_at: Date | null;
  confirmed_scan_id: string | null;
  first_seen_at: Date;
  last_seen_at: Date | null;
  last_scan_id: string | null;
}

interface HostDetail {
  osMatches?: { name: string; accuracy: number; cpes: string[] }[];
  hostScripts?: ScriptResultRecord[];
  traceroute?: TracerouteHop[];
  distance?: number;
}

/** What the last look at a host said that is of that moment only. */
export interface LastLookRow {
  timed_out: boolean;
  duration_ms: number | null;
  rtt: Observation['rtt'] | null;
  uptime: Observation['uptime'] | null;
}

export interface ServiceRow {
  protocol: Service['protocol'];
  port: number;
  state: string;
  reason: string | null;
  name: string | null;
  product: string | null;
  version: string | null;
  detail: ServiceDetail;
  certificate: ServiceCertificate | null;
  first_seen_at: Date;
  last_seen_at: Date;
  last_scan_id: string | null;
}

export interface ObservationRow {
  scan_id: string;
  site_id: string | null;
  site_name: string | null;
  command_name: string;
  status: HostObservation['status'];
  timed_out: boolean;
  duration_ms: number | null;
  data: Observation;
  observed_at: Date;
}

export const hostColumns = `h.id, h.zone_id, z.name AS zone_name, host(h.address) AS address, h.status, h.status_reason, h.status_since,
  h.names, h.mac, h.vendor, h.os, h.os_accuracy, h.open_ports, h.rtt_micros, h.detail, h.confirmed_at, h.confirmed_scan_id,
  h.first_seen_at, h.last_seen_at, h.last_scan_id`;

export function toHostSummary(row: HostRow): HostSummary {
  return {
    id: row.id,
    zone: { id: row.zone_id, name: row.zone_name },
    address: row.address,
    status: row.status,
    names: row.names,
    mac: row.mac?.toUpperCase() ?? null,
    vendor: row.vendor,
    os: row.os,
    osAccuracy: row.os_accuracy,
    openPorts: row.open_ports,
    rttMicros: row.rtt_micros,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastScanId: row.last_scan_id,
  };
}

export function toHost(row: HostRow, services: readonly ServiceRow[], last: LastLookRow | undefined): Host {
  const { detail } = row;
  return {
    ...toHostSummary(row),
    statusReason: row.status_reason,
    statusSince: row.status_since.toISOString(),
    osMatches: detail.osMatches ?? [],
    uptimeSeconds: last?.uptime?.seconds ?? null,
    distance: detail.distance ?? null,
    rttVarianceMicros: last?.rtt?.rttvarMicros ?? null,
    timedOut: last?.timed_out ?? false,
    lastDurationSeconds: typeof last?.duration_ms === 'number' ? last.duration_ms / 1000 : null,
    services: services.map((service) => toService(service, row)),
    hostScripts: detail.hostScripts ?? [],
    traceroute: (detail.traceroute ?? []).map((hop) => ({
      ttl: hop.ttl,
      address: hop.address,
      name: hop.name ?? null,
      rttMicros: hop.rttMicros ?? null,
    })),
  };
}

/** An open service was last seen when it was written last, or when the whole host was confirmed since. */
function toService(row: ServiceRow, host: HostRow): Service {
  const confirmed = row.state === 'open' && host.confirmed_at !== null && host.confirmed_at > row.last_seen_at;
  return {
    protocol: row.protocol,
    port: row.port,
    state: row.state,
    reason: row.reason,
    name: row.name,
    product: row.product,
    version: row.version,
    extraInfo: row.detail.extraInfo ?? null,
    tunnel: row.detail.tunnel ?? null,
    method: row.detail.method ?? null,
    confidence: row.detail.confidence ?? null,
    cpes: [...(row.detail.cpes ?? [])],
    banner: row.detail.banner ?? null,
    scripts: [...(row.detail.scripts ?? [])],
    certificate: row.certificate,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: (confirmed && host.confirmed_at ? host.confirmed_at : row.last_seen_at).toISOString(),
    lastScanId: confirmed ? host.confirmed_scan_id : row.last_scan_id,
  };
}

export function toHostObservation(row: ObservationRow): HostObservation {
  const open = row.data.services.filter(({ state }) => state === 'open').map(({ port }) => port);
  return {
    scanId: row.scan_id,
    site: row.site_id && row.site_name ? { id: row.site_id, name: row.site_name } : null,
    command: row.command_name,
    status: row.status,
    openPorts: [...new Set(open)].sort((a, b) => a - b),
    timedOut: row.timed_out,
    rttMicros: row.data.rtt?.srttMicros ?? null,
    durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    observedAt: row.observed_at.toISOString(),
  };
}
