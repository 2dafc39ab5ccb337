import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { bigCount, empty, listQuery, pageOf, reference, timestamp, uuid } from './primitives.js';
import { scannerName } from './scan-commands.js';
import { FailureReason, ScanState, ShardState } from './states.js';
import { targetText } from './sites.js';

export const scanState = z.enum(ScanState);
export const shardState = z.enum(ShardState);
export const failureReason = z.enum(FailureReason);

export const scanProgress = z.object({
  /** 0 to 100, from coverage and the scanners' own statistics. */
  percent: z.number().min(0).max(100),
  addressesDone: bigCount,
  hostsUp: z.number().int(),
  hostsDown: z.number().int(),
  openPorts: z.number().int(),
  /** When the scanners expect to end; null while unknown. */
  estimatedEndAt: timestamp.nullable(),
});
export type ScanProgress = z.infer<typeof scanProgress>;

export const scanSummary = z.object({
  id: uuid,
  state: scanState,
  /** Completed, but with failed shards. */
  partial: z.boolean(),
  /** Why it failed, was cancelled or is partial, in a sentence. */
  reason: z.string().nullable(),
  site: reference.nullable(),
  zone: reference,
  command: z.object({ id: uuid.nullable(), name: z.string(), scanner: scannerName, options: z.string() }),
  engine: reference.nullable(),
  targetSummary: z.string(),
  plannedAddresses: bigCount,
  shardCount: z.number().int(),
  progress: scanProgress,
  /** What a scan that does not run waits for, in a sentence; null while it runs or has ended. */
  waitingFor: z.string().nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type ScanSummary = z.infer<typeof scanSummary>;

export const shard = z.object({
  id: uuid,
  number: z.number().int(),
  state: shardState,
  epoch: z.number().int(),
  attempts: z.number().int(),
  engine: reference.nullable(),
  addressCount: bigCount,
  addressesDone: bigCount,
  percent: z.number(),
  reason: failureReason.nullable(),
  /** The reason in a sentence. */
  detail: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  stderrTail: z.string().nullable(),
  /** The argv that the engine ran. */
  argv: z.array(z.string()).nullable(),
  /** What the engine did differently from what was asked, such as connect instead of SYN. */
  notes: z.array(z.string()),
  reportBytes: z.number().int(),
  leaseExpiresAt: timestamp.nullable(),
  waitingFor: z.string().nullable(),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type Shard = z.infer<typeof shard>;

export const resolvedName = z.object({
  name: z.string(),
  addresses: z.array(z.string()),
  error: z.string().nullable(),
});

/** A scan with the snapshot it was planned from. */
export const scan = scanSummary.extend({
  targets: z.array(z.string()),
  excluded: z.array(z.object({ target: z.string(), scope: z.string(), reason: z.string() })),
  excludedAddresses: bigCount,
  resolvedNames: z.array(resolvedName),
  /** Canonical address set that was planned. */
  addressSet: z.string(),
  /** Addresses that a report named although they were not in the manifest; none of them was taken. */
  refusedAddresses: z.number().int(),
  problems: z.array(z.string()),
  shards: z.array(shard),
});
export type Scan = z.infer<typeof scan>;

/** Starts a scan of a site or of targets given here; exactly one of `siteId` and `targets`. */
export const createScanRequest = z
  .object({
    siteId: uuid.optional(),
    targets: targetText.optional(),
    zoneId: uuid.optional(),
    commandId: uuid.optional(),
    engineId: uuid.optional(),
  })
  .strict()
  .refine((request) => (request.siteId === undefined) !== (request.targets === undefined), {
    message: 'give either siteId or targets',
    path: ['targets'],
  });
export type CreateScanRequest = z.output<typeof createScanRequest>;

/** One host of a scan's results. */
export const scanResult = z.object({
  hostId: z.string().nullable(),
  address: z.string(),
  status: z.enum(['up', 'down', 'unknown']),
  names: z.array(z.string()),
  vendor: z.string().nullable(),
  os: z.string().nullable(),
  openPorts: z.array(
    z.object({
      protocol: z.string(),
      port: z.number().int(),
      service: z.string().nullable(),
      product: z.string().nullable(),
    }),
  ),
  timedOut: z.boolean(),
  durationSeconds: z.number().nullable(),
  observedAt: timestamp,
});
export type ScanResult = z.infer<typeof scanResult>;

const tag = 'scans';
const params = z.object({ scanId: uuid });
export const scanListQuery = listQuery(['createdAt', 'startedAt', 'finishedAt', 'state', 'site'], {
  sortBy: 'createdAt',
  sortOrder: 'desc',
}).extend({
  state: scanState.optional(),
  site_id: uuid.optional(),
});
export const scanResultsQuery = listQuery(['address', 'observedAt', 'openPorts', 'status'], {
  sortBy: 'address',
  sortOrder: 'asc',
}).extend({
  status: z.enum(['up', 'down', 'unknown']).optional(),
});
export const scansApi = {
  list: endpoint({
    id: 'listScans',
    method: 'GET',
    path: '/api/v1/scans',
    access: Access.Viewer,
    tag,
    summary: 'List scans',
    query: scanListQuery,
    response: pageOf(scanSummary),
  }),
  create: endpoint({
    id: 'createScan',
    method: 'POST',
    path: '/api/v1/scans',
    access: Access.Operator,
    tag,
    summary: 'Start a scan now',
    body: createScanRequest,
    response: scan,
    status: 201,
  }),
  get: endpoint({
    id: 'getScan',
    method: 'GET',
    path: '/api/v1/scans/:scanId',
    access: Access.Viewer,
    tag,
    summary: 'Get a scan with its shards',
    params,
    response: scan,
  }),
  results: endpoint({
    id: 'getScanResults',
    method: 'GET',
    path: '/api/v1/scans/:scanId/results',
    access: Access.Viewer,
    tag,
    summary: 'Hosts that a scan observed',
    params,
    query: scanResultsQuery,
    response: pageOf(scanResult),
  }),
  report: endpoint({
    id: 'getScanReport',
    method: 'GET',
    path: '/api/v1/scans/:scanId/shards/:shardId/report',
    access: Access.Viewer,
    tag,
    summary: 'The raw report of a shard, as its scanner wrote it',
    params: z.object({ scanId: uuid, shardId: uuid }),
    query: z.object({ epoch: z.coerce.number().int().min(1).optional() }).strict(),
    response: empty,
    responseKind: 'bytes',
  }),
  stop: endpoint({
    id: 'stopScan',
    method: 'POST',
    path: '/api/v1/scans/:scanId/stop',
    access: Access.Operator,
    tag,
    summary: 'Cancel a scan: its scanners are stopped, what they found is kept',
    params,
    response: scan,
  }),
  pause: endpoint({
    id: 'pauseScan',
    method: 'POST',
    path: '/api/v1/scans/:scanId/pause',
    access: Access.Operator,
    tag,
    summary: 'Pause a scan',
    params,
    response: scan,
  }),
  resume: endpoint({
    id: 'resumeScan',
    method: 'POST',
    path: '/api/v1/scans/:scanId/resume',
    access: Access.Operator,
    tag,
    summary: 'Resume a paused scan at what is not covered yet',
    params,
    response: scan,
  }),
  remove: endpoint({
    id: 'deleteScan',
    method: 'DELETE',
    path: '/api/v1/scans/:scanId',
    access: Access.Operator,
    tag,
    summary: 'Delete an ended scan with its observations; the inventory stays',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
