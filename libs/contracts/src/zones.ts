import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { description, displayName, empty, shardLimit, timestamp, uuid } from './primitives.js';

/** A network in which an address names one machine. */
export const zone = z.object({
  id: uuid,
  name: z.string(),
  description: z.string(),
  /** Shards that may run in it at a time; null = no limit. */
  maxShards: z.number().int().nullable(),
  siteCount: z.number().int(),
  engineCount: z.number().int(),
  createdAt: timestamp,
});
export type Zone = z.infer<typeof zone>;

const maxShards = shardLimit.nullable();
export const createZoneRequest = z
  .object({ name: displayName, description: description.default(''), maxShards: maxShards.default(null) })
  .strict();
export const updateZoneRequest = z
  .object({ name: displayName.optional(), description: description.optional(), maxShards: maxShards.optional() })
  .strict();

const tag = 'zones';
const params = z.object({ zoneId: uuid });
export const zonesApi = {
  list: endpoint({
    id: 'listZones',
    method: 'GET',
    path: '/api/v1/zones',
    access: Access.Viewer,
    tag,
    summary: 'List zones',
    response: z.object({ data: z.array(zone) }),
  }),
  create: endpoint({
    id: 'createZone',
    method: 'POST',
    path: '/api/v1/zones',
    access: Access.Admin,
    tag,
    summary: 'Create a zone',
    body: createZoneRequest,
    response: zone,
    status: 201,
  }),
  get: endpoint({
    id: 'getZone',
    method: 'GET',
    path: '/api/v1/zones/:zoneId',
    access: Access.Viewer,
    tag,
    summary: 'Get a zone',
    params,
    response: zone,
  }),
  update: endpoint({
    id: 'updateZone',
    method: 'PATCH',
    path: '/api/v1/zones/:zoneId',
    access: Access.Admin,
    tag,
    summary: 'Change a zone',
    params,
    body: updateZoneRequest,
    response: zone,
  }),
  remove: endpoint({
    id: 'deleteZone',
    method: 'DELETE',
    path: '/api/v1/zones/:zoneId',
    access: Access.Admin,
    tag,
    summary: 'Delete a zone in which nothing is: no site, engine, pool, scan or host',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
