import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { displayName, empty, timestamp, uuid } from './primitives.js';
import { engineLoad, enginePolicy, engineScanner } from './engines.js';
import { failureReason } from './scans.js';
import { scannerName, scanOption } from './scan-commands.js';

/** Number of the engine protocol spoken here. A console speaks this one and the one before it. */
export const ENGINE_PROTOCOL = 2;
/** The oldest engine protocol that is spoken here. */
export const OLDEST_ENGINE_PROTOCOL = ENGINE_PROTOCOL - 1;
/** Longest that a check-in may wait, seconds. */
export const MAX_CHECK_IN_WAIT_SECONDS = 30;
/** Report bytes in one request, at most. */
export const MAX_REPORT_CHUNK = 4 * 1024 * 1024;

/** Sent with the join token as bearer token. */
export const joinRequest = z
  .object({
    /** Any whole number, so that an engine of whatever age hears what the console speaks. */
    protocol: z.number().int().min(0).max(1_000_000),
    name: displayName,
    version: z.string().max(60),
  })
  .strict();
export const joinAnswer = z.object({ engineId: uuid, name: z.string(), zone: z.string(), token: z.string() });
export type JoinAnswer = z.infer<typeof joinAnswer>;

/** A lease that an engine believes to hold. */
export const heldLease = z.object({ shardId: uuid, epoch: z.number().int() }).strict();

export const checkInRequest = z
  .object({
    protocol: z.number().int().min(0).max(1_000_000),
    version: z.string().max(60),
    scanners: z.array(engineScanner).max(16),
    policy: enginePolicy,
    slots: z.number().int().min(0).max(256),
    freeSlots: z.number().int().min(0).max(256),
    held: z.array(heldLease).max(256),
    /** How long the answer may wait for work, seconds. */
    waitSeconds: z.number().min(0).max(MAX_CHECK_IN_WAIT_SECONDS),
    lastError: z.string().max(1000).nullable(),
    /** Since protocol 2. */
    load: engineLoad.nullable().default(null),
  })
  .strict();
export type CheckInRequest = z.output<typeof checkInRequest>;

/** All that an engine needs to run a shard. Address sets are canonical texts of `@scanfleet/targets`. */
export const manifest = z.object({
  scanId: uuid,
  shardId: uuid,
  epoch: z.number().int(),
  scanner: scannerName,
  options: z.array(scanOption),
  /** Exactly the addresses to probe: exclusions and what is covered already are gone from it. */
  addressSet: z.string(),
  /** What must never be probed, for the scanner's own exclude file. */
  excludedSet: z.string(),
  /** SHA-256 (hex) of `addressSet` + newline + `excludedSet`. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  userAgent: z.string().nullable(),
  /** Seconds after which the engine ends the scanner and keeps what it has; null = no limit. */
  timeLimitSeconds: z.number().int().positive().nullable(),
  /** Masscan's seed, so that a repeated shard probes in the same order. */
  seed: z.number().int().min(0).max(4_294_967_295),
  /** Most packets a second; null = no limit but the engine's own. Since protocol 2; for engines of protocol 1 it is in the options. */
  maxRate: z.number().int().positive().nullable(),
  /** Masscan's `--shard`; null = all of it. Since protocol 2: an engine of protocol 1 gets no such shard. */
  part: z.object({ index: z.number().int().min(1), of: z.number().int().min(2) }).nullable(),
});
export type Manifest = z.infer<typeof manifest>;

export const lease = z.object({ manifest, expiresAt: timestamp, leaseSeconds: z.number() });
export type Lease = z.infer<typeof lease>;

export const Order = { Pause: 'pause', Cancel: 'cancel', Abandon: 'abandon' } as const;
export type Order = (typeof Order)[keyof typeof Order];
/** `abandon`: the lease is not yours any more; kill the scanner and throw its report away. */
export const shardOrder = z.object({ shardId: uuid, epoch: z.number().int(), order: z.enum(Order) });
export type ShardOrder = z.infer<typeof shardOrder>;

export const checkInAnswer = z.object({
  engineId: uuid,
  name: z.string(),
  leases: z.array(lease),
  orders: z.array(shardOrder),
  /** The engine's protocol is about to be dropped: say so in its log. */
  notice: z.string().nullable(),
  /** Fetch a new token now. Since protocol 2. */
  rotateToken: z.boolean(),
});
export type CheckInAnswer = z.infer<typeof checkInAnswer>;

export const shardProgress = z
  .object({
    percent: z.number().min(0).max(100),
    estimatedEndAt: timestamp.nullable(),
    task: z.string().max(120).nullable(),
  })
  .strict();
export type ShardProgress = z.infer<typeof shardProgress>;

export const renewRequest = z
  .object({
    epoch: z.number().int(),
    progress: shardProgress.nullable(),
    /** Set once, when the scanner was started. */
    started: z
      .object({ argv: z.array(z.string().max(200_000)).max(500), notes: z.array(z.string().max(500)).max(20) })
      .strict()
      .nullable(),
  })
  .strict();
export type RenewRequest = z.output<typeof renewRequest>;
export const renewAnswer = z.object({ expiresAt: timestamp, order: z.enum(Order).nullable() });
export type RenewAnswer = z.infer<typeof renewAnswer>;

export const reportFormat = z.enum(['nmap_xml', 'masscan_xml', 'masscan_json', 'masscan_list']);
export type ReportFormat = z.infer<typeof reportFormat>;
export const reportQuery = z
  .object({ epoch: z.coerce.number().int().min(1), offset: z.coerce.number().int().min(0), format: reportFormat })
  .strict();
/** `received`: the offset up to which the console has the report; the next bytes go there. */
export const reportAnswer = z.object({ received: z.number().int() });
export type ReportAnswer = z.infer<typeof reportAnswer>;

const outcomeFields = {
  exitCode: z.number().int().nullable(),
  signal: z.string().max(20).nullable(),
  stderrTail: z.string().max(8192),
};
/** How the work on a shard ended at the engine. */
export const shardOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('completed'), ...outcomeFields }).strict(),
  /** Stopped by order; what was finished before counts. */
  z.object({ kind: z.literal('stopped'), order: z.enum([Order.Pause, Order.Cancel]), ...outcomeFields }).strict(),
  z
    .object({ kind: z.literal('failed'), reason: failureReason, detail: z.string().max(1000), ...outcomeFields })
    .strict(),
]);
export type ShardOutcome = z.infer<typeof shardOutcome>;
export const finishRequest = z
  .object({
    epoch: z.number().int(),
    outcome: shardOutcome,
    /** Whole size of the report and its SHA-256 (hex); the console must have every byte before it takes this. */
    reportBytes: z.number().int().min(0),
    reportHash: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .strict();
export type FinishRequest = z.output<typeof finishRequest>;
export const refuseRequest = z
  .object({ epoch: z.number().int(), reason: failureReason, detail: z.string().max(1000) })
  .strict();

/**
 * Error codes of the engine API, beside the general ones:
 * `lease_lost` 409 (older epoch, or not yours), `offset_gap` 409 (issues[0].token = wanted offset), `report_incomplete` 409
 * (finish before all bytes arrived, issues[0].token = wanted offset), `report_hash_mismatch` 422, `protocol_too_old` 426, `engine_disabled` 403,
 * `engine_not_approved` 403, `token_rotation_not_asked` 409.
 */
const tag = 'engine protocol';
const params = z.object({ shardId: uuid });
export const engineApi = {
  join: endpoint({
    id: 'engineJoin',
    method: 'POST',
    path: '/api/engine/v1/join',
    access: Access.Join,
    tag,
    summary: 'Trade a join token for an engine token',
    body: joinRequest,
    response: joinAnswer,
    status: 201,
  }),
  checkIn: endpoint({
    id: 'engineCheckIn',
    method: 'POST',
    path: '/api/engine/v1/check-in',
    access: Access.Engine,
    tag,
    summary: 'Report for duty; answers with leases and orders, waiting for them if asked',
    body: checkInRequest,
    response: checkInAnswer,
  }),
  token: endpoint({
    id: 'engineToken',
    method: 'POST',
    path: '/api/engine/v1/token',
    access: Access.Engine,
    tag,
    summary: 'Fetch a new token; the one shown here ends when the new one is used',
    response: z.object({ token: z.string() }),
    status: 201,
  }),
  renew: endpoint({
    id: 'engineRenew',
    method: 'POST',
    path: '/api/engine/v1/shards/:shardId/renew',
    access: Access.Engine,
    tag,
    summary: 'Keep a lease, tell progress, get orders',
    params,
    body: renewRequest,
    response: renewAnswer,
  }),
  report: endpoint({
    id: 'engineReport',
    method: 'PUT',
    path: '/api/engine/v1/shards/:shardId/report',
    access: Access.Engine,
    tag,
    summary: 'Append report bytes at an offset',
    params,
    query: reportQuery,
    requestKind: 'bytes',
    response: reportAnswer,
  }),
  finish: endpoint({
    id: 'engineFinish',
    method: 'POST',
    path: '/api/engine/v1/shards/:shardId/finish',
    access: Access.Engine,
    tag,
    summary: 'Say how a shard ended, after all its bytes',
    params,
    body: finishRequest,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  refuse: endpoint({
    id: 'engineRefuse',
    method: 'POST',
    path: '/api/engine/v1/shards/:shardId/refuse',
    access: Access.Engine,
    tag,
    summary: 'Give a lease back without having probed anything',
    params,
    body: refuseRequest,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
