import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { listQuery, pageOf, reference, timestamp, uuid, writtenText } from './primitives.js';

export const hostId = z.string().regex(/^\d{1,19}$/);
export const HostStatus = { Up: 'up', Down: 'down', Unknown: 'unknown', Gone: 'gone' } as const;
export type HostStatus = (typeof HostStatus)[keyof typeof HostStatus];

export const hostSummary = z.object({
  id: hostId,
  zone: reference,
  address: z.string(),
  status: z.enum(['up', 'down', 'unknown', 'gone']),
  names: z.array(z.string()),
  mac: z.string().nullable(),
  vendor: z.string().nullable(),
  os: z.string().nullable(),
  osAccuracy: z.number().int().nullable(),
  openPorts: z.array(z.number().int()),
  rttMicros: z.number().int().nullable(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp.nullable(),
  lastScanId: uuid.nullable(),
});
export type HostSummary = z.infer<typeof hostSummary>;

export const scriptResult = z.object({ id: z.string(), output: z.string(), data: z.unknown().optional() });
export type ScriptResultRecord = z.infer<typeof scriptResult>;

/** The X.509 certificate that a service showed. */
export const serviceCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** SHA-1 in hex, as the scanner tells it. */
  fingerprint: z.string(),
  validFrom: timestamp.nullable(),
  expiresAt: timestamp.nullable(),
});
export type ServiceCertificate = z.infer<typeof serviceCertificate>;

export const service = z.object({
  protocol: z.enum(['tcp', 'udp', 'sctp', 'ip']),
  port: z.number().int(),
  state: z.string(),
  reason: z.string().nullable(),
  name: z.string().nullable(),
  product: z.string().nullable(),
  version: z.string().nullable(),
  extraInfo: z.string().nullable(),
  tunnel: z.string().nullable(),
  method: z.string().nullable(),
  confidence: z.number().int().nullable(),
  cpes: z.array(z.string()),
  banner: z.string().nullable(),
  scripts: z.array(scriptResult),
  certificate: serviceCertificate.nullable(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  lastScanId: uuid.nullable(),
});
export type Service = z.infer<typeof service>;

export const osMatch = z.object({ name: z.string(), accuracy: z.number().int(), cpes: z.array(z.string()) });
export const tracerouteHop = z.object({
  ttl: z.number().int(),
  address: z.string().nullable(),
  name: z.string().nullable(),
  rttMicros: z.number().int().nullable(),
});

export const ChangeKind = {
  HostNew: 'host_new',
  HostUp: 'host_up',
  HostDown: 'host_down',
  /** It did not answer in so many scans that covered it. */
  HostGone: 'host_gone',
  PortOpened: 'port_opened',
  PortClosed: 'port_closed',
  ServiceChanged: 'service_changed',
  OsChanged: 'os_changed',
  NameChanged: 'name_changed',
  MacChanged: 'mac_changed',
  CertificateChanged: 'certificate_changed',
} as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** A dated difference of the inventory, with the scan that caused it. */
export const change = z.object({
  id: z.string(),
  kind: z.enum(ChangeKind),
  hostId,
  address: z.string(),
  protocol: z.string().nullable(),
  port: z.number().int().nullable(),
  before: z.unknown().nullable(),
  after: z.unknown().nullable(),
  scanId: uuid.nullable(),
  site: reference.nullable(),
  at: timestamp,
  /** Set once somebody has said that it is known; it is not told again. */
  acknowledged: z.object({ at: timestamp, by: z.string(), note: z.string() }).nullable(),
});
export type Change = z.infer<typeof change>;

export const host = hostSummary.extend({
  statusReason: z.string().nullable(),
  statusSince: timestamp,
  osMatches: z.array(osMatch),
  uptimeSeconds: z.number().int().nullable(),
  distance: z.number().int().nullable(),
  rttVarianceMicros: z.number().int().nullable(),
  timedOut: z.boolean(),
  lastDurationSeconds: z.number().nullable(),
  services: z.array(service),
  hostScripts: z.array(scriptResult),
  traceroute: z.array(tracerouteHop),
});
export type Host = z.infer<typeof host>;

/** One scan in the history of a host. */
export const hostObservation = z.object({
  scanId: uuid,
  site: reference.nullable(),
  command: z.string(),
  status: z.enum(['up', 'down', 'unknown']),
  openPorts: z.array(z.number().int()),
  timedOut: z.boolean(),
  rttMicros: z.number().int().nullable(),
  durationSeconds: z.number().nullable(),
  observedAt: timestamp,
});
export type HostObservation = z.infer<typeof hostObservation>;

const tag = 'inventory';
const params = z.object({ hostId });
export const hostListQuery = listQuery(
  ['address', 'status', 'lastSeenAt', 'firstSeenAt', 'vendor', 'os', 'rttMicros', 'openPorts'],
  { sortBy: 'address', sortOrder: 'asc' },
).extend({
  status: z.enum(['up', 'down', 'unknown', 'gone']).optional(),
  os: z.string().max(200).optional(),
  vendor: z.string().max(200).optional(),
  port: z.coerce.number().int().min(0).max(65_535).optional(),
  zone_id: uuid.optional(),
});
export const hostsApi = {
  list: endpoint({
    id: 'listHosts',
    method: 'GET',
    path: '/api/v1/hosts',
    access: Access.Viewer,
    tag,
    summary: 'List hosts of the inventory',
    query: hostListQuery,
    response: pageOf(hostSummary),
  }),
  get: endpoint({
    id: 'getHost',
    method: 'GET',
    path: '/api/v1/hosts/:hostId',
    access: Access.Viewer,
    tag,
    summary: 'Get a host with its services',
    params,
    response: host,
  }),
  scans: endpoint({
    id: 'getHostScans',
    method: 'GET',
    path: '/api/v1/hosts/:hostId/scans',
    access: Access.Viewer,
    tag,
    summary: 'Scans that observed a host',
    params,
    query: listQuery(['observedAt'], { sortBy: 'observedAt', sortOrder: 'desc' }),
    response: pageOf(hostObservation),
  }),
  changes: endpoint({
    id: 'getHostChanges',
    method: 'GET',
    path: '/api/v1/hosts/:hostId/changes',
    access: Access.Viewer,
    tag,
    summary: 'Timeline of a host',
    params,
    query: listQuery(['at'], { sortBy: 'at', sortOrder: 'desc' }),
    response: pageOf(change),
  }),
} as const;

const changeIds = z.array(hostId).min(1, 'name at least one change').max(500, 'must have at most 500 changes');
export const changesApi = {
  list: endpoint({
    id: 'listChanges',
    method: 'GET',
    path: '/api/v1/changes',
    access: Access.Viewer,
    tag: 'changes',
    summary: 'List changes',
    query: listQuery(['at'], { sortBy: 'at', sortOrder: 'desc' }).extend({
      scan_id: uuid.optional(),
      kind: z.enum(ChangeKind).optional(),
      acknowledged: z.enum(['true', 'false']).optional(),
    }),
    response: pageOf(change),
  }),
  acknowledge: endpoint({
    id: 'acknowledgeChanges',
    method: 'POST',
    path: '/api/v1/changes/acknowledge',
    access: Access.Operator,
    tag: 'changes',
    summary: 'Say that changes are known: alert rules do not tell them again',
    body: z
      .object({
        changeIds,
        note: writtenText.trim().max(1000, 'must have at most 1000 characters').default(''),
      })
      .strict(),
    response: z.object({ acknowledged: z.number().int() }),
  }),
  unacknowledge: endpoint({
    id: 'unacknowledgeChanges',
    method: 'POST',
    path: '/api/v1/changes/unacknowledge',
    access: Access.Operator,
    tag: 'changes',
    summary: 'Take back that changes are known, and answer how many were',
    body: z.object({ changeIds }).strict(),
    response: z.object({ unacknowledged: z.number().int() }),
  }),
} as const;
