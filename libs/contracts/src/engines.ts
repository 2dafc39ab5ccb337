import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import {
  bigCount,
  displayName,
  empty,
  listQuery,
  pageOf,
  reference,
  shardLimit,
  timestamp,
  uuid,
} from './primitives.js';
import { scannerName } from './scan-commands.js';

/** A scanner as an engine found it on its own machine. */
export const engineScanner = z
  .object({
    name: scannerName,
    version: z.string().max(120),
    /** True when it can use raw sockets there (SYN scans, OS detection). */
    raw: z.boolean(),
  })
  .strict();
export type EngineScanner = z.infer<typeof engineScanner>;

/** What an engine's owner allows; shown to operators, enforced by the engine. Address sets are canonical texts. */
export const enginePolicy = z
  .object({
    allowed: z.array(z.string().max(200)).max(10_000),
    denied: z.array(z.string().max(200)).max(10_000),
    scanners: z.array(scannerName),
    maxRate: z.number().int().positive().nullable(),
  })
  .strict();
export type EnginePolicy = z.infer<typeof enginePolicy>;

/** What an engine says of the machine that it runs on. */
export const engineLoad = z
  .object({
    /** Load of the last minute over the number of cores, in percent; may be above 100. */
    cpuPercent: z.number().min(0).max(100_000),
    memoryFreeBytes: z.number().int().min(0),
    /** Room left for reports. */
    diskFreeBytes: z.number().int().min(0),
  })
  .strict();
export type EngineLoad = z.infer<typeof engineLoad>;

export const engine = z.object({
  id: uuid,
  name: z.string(),
  zone: reference,
  online: z.boolean(),
  enabled: z.boolean(),
  /** False until an admin has approved it; it gets no work before. */
  approved: z.boolean(),
  /** It finishes what it has and gets nothing new. */
  draining: z.boolean(),
  pools: z.array(reference),
  /** Shards that it may have at a time; null = as many as it has slots. */
  maxShards: z.number().int().nullable(),
  load: engineLoad.nullable(),
  /** Where it last came from. */
  remoteAddress: z.string().nullable(),
  /** It was asked to fetch a new token and has not used that yet. */
  tokenRotating: z.boolean(),
  version: z.string().nullable(),
  protocol: z.number().int().nullable(),
  scanners: z.array(engineScanner),
  policy: enginePolicy.nullable(),
  slots: z.number().int(),
  busySlots: z.number().int(),
  tokenPrefix: z.string().nullable(),
  lastSeenAt: timestamp.nullable(),
  lastError: z.string().nullable(),
  createdAt: timestamp,
});
export type Engine = z.infer<typeof engine>;

export const updateEngineRequest = z
  .object({
    name: displayName.optional(),
    enabled: z.boolean().optional(),
    draining: z.boolean().optional(),
    maxShards: shardLimit.nullable().optional(),
    /** The pools it is in; all of them, those that are left out are left. */
    poolIds: z.array(uuid).max(100).optional(),
  })
  .strict();

/** Lets one engine enrol itself, once. */
export const joinToken = z.object({
  id: uuid,
  prefix: z.string(),
  zone: reference,
  createdAt: timestamp,
  expiresAt: timestamp,
  /** The engine that uses it waits for an admin's approval. */
  requireApproval: z.boolean(),
  usedAt: timestamp.nullable(),
  usedBy: reference.nullable(),
});
export type JoinToken = z.infer<typeof joinToken>;
export const createJoinTokenRequest = z
  .object({
    zoneId: uuid.optional(),
    expiresInMinutes: z.number().int().min(1).max(10_080).default(60),
    requireApproval: z.boolean().default(true),
  })
  .strict();
export const createdJoinToken = joinToken.extend({ token: z.string() });
export const rotatedToken = z.object({ token: z.string(), prefix: z.string() });

/** A shard that an engine works on now. */
export const engineShard = z.object({
  shardId: uuid,
  scanId: uuid,
  number: z.number().int(),
  stage: z.number().int(),
  state: z.enum(['leased', 'scanning']),
  targetSummary: z.string(),
  commandName: z.string(),
  addressCount: bigCount,
  percent: z.number(),
  leasedAt: timestamp.nullable(),
  leaseExpiresAt: timestamp.nullable(),
  estimatedEndAt: timestamp.nullable(),
});
export type EngineShard = z.infer<typeof engineShard>;

const tag = 'engines';
const params = z.object({ engineId: uuid });
export const engineListQuery = listQuery(['name', 'lastSeenAt', 'createdAt', 'version'], {
  sortBy: 'name',
  sortOrder: 'asc',
}).extend({
  /** `waiting`: only engines that no admin has approved yet. */
  approval: z.enum(['waiting', 'approved']).optional(),
});
export const enginesApi = {
  list: endpoint({
    id: 'listEngines',
    method: 'GET',
    path: '/api/v1/engines',
    access: Access.Viewer,
    tag,
    summary: 'List engines',
    query: engineListQuery,
    response: pageOf(engine),
  }),
  get: endpoint({
    id: 'getEngine',
    method: 'GET',
    path: '/api/v1/engines/:engineId',
    access: Access.Viewer,
    tag,
    summary: 'Get an engine',
    params,
    response: engine,
  }),
  shards: endpoint({
    id: 'getEngineShards',
    method: 'GET',
    path: '/api/v1/engines/:engineId/shards',
    access: Access.Viewer,
    tag,
    summary: 'What an engine works on now, and how many shards wait in its zone',
    params,
    response: z.object({ data: z.array(engineShard), waitingInZone: z.number().int() }),
  }),
  update: endpoint({
    id: 'updateEngine',
    method: 'PATCH',
    path: '/api/v1/engines/:engineId',
    access: Access.Admin,
    tag,
    summary: 'Rename, enable, disable or drain an engine, limit it, put it into pools',
    params,
    body: updateEngineRequest,
    response: engine,
  }),
  approve: endpoint({
    id: 'approveEngine',
    method: 'POST',
    path: '/api/v1/engines/:engineId/approve',
    access: Access.Admin,
    tag,
    summary: 'Approve an engine that has joined; it gets work from now on',
    params,
    response: engine,
  }),
  renewToken: endpoint({
    id: 'renewEngineToken',
    method: 'POST',
    path: '/api/v1/engines/:engineId/token/renew',
    access: Access.Admin,
    tag,
    summary: 'Have the engine fetch a new token by itself; the old one ends when the new one is used',
    params,
    response: engine,
  }),
  remove: endpoint({
    id: 'deleteEngine',
    method: 'DELETE',
    path: '/api/v1/engines/:engineId',
    access: Access.Admin,
    tag,
    summary: 'Retire an engine: its token stops working, its shards go to others',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  revokeToken: endpoint({
    id: 'revokeEngineToken',
    method: 'DELETE',
    path: '/api/v1/engines/:engineId/token',
    access: Access.Admin,
    tag,
    summary: 'Revoke the engine token at once',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  rotateToken: endpoint({
    id: 'rotateEngineToken',
    method: 'POST',
    path: '/api/v1/engines/:engineId/token',
    access: Access.Admin,
    tag,
    summary: 'Issue a new engine token; it is shown this once, and the old one ends',
    params,
    response: rotatedToken,
    status: 201,
  }),
  listJoinTokens: endpoint({
    id: 'listJoinTokens',
    method: 'GET',
    path: '/api/v1/join-tokens',
    access: Access.Admin,
    tag,
    summary: 'List join tokens',
    response: z.object({ data: z.array(joinToken) }),
  }),
  createJoinToken: endpoint({
    id: 'createJoinToken',
    method: 'POST',
    path: '/api/v1/join-tokens',
    access: Access.Admin,
    tag,
    summary: 'Create a single-use join token; it is shown this once',
    body: createJoinTokenRequest,
    response: createdJoinToken,
    status: 201,
  }),
  deleteJoinToken: endpoint({
    id: 'deleteJoinToken',
    method: 'DELETE',
    path: '/api/v1/join-tokens/:tokenId',
    access: Access.Admin,
    tag,
    summary: 'Withdraw a join token',
    params: z.object({ tokenId: uuid }),
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
