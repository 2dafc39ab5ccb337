import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { description, displayName, empty, listQuery, pageOf, reference, timestamp, uuid } from './primitives.js';

/** A set of engines of one zone that share work. */
export const enginePool = z.object({
  id: uuid,
  name: z.string(),
  description: z.string(),
  zone: reference,
  engines: z.array(reference.extend({ online: z.boolean() })),
  /** Slots of its engines that are online, approved and enabled, and those of them that are busy. */
  slots: z.number().int(),
  busySlots: z.number().int(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type EnginePool = z.infer<typeof enginePool>;

const engineIds = z.array(uuid).max(10_000);
export const createEnginePoolRequest = z
  .object({
    name: displayName,
    description: description.default(''),
    zoneId: uuid.optional(),
    engineIds: engineIds.default([]),
  })
  .strict();
export const updateEnginePoolRequest = z
  .object({ name: displayName.optional(), description: description.optional(), engineIds: engineIds.optional() })
  .strict();

const tag = 'engine-pools';
const params = z.object({ poolId: uuid });
export const enginePoolListQuery = listQuery(['name', 'createdAt'], { sortBy: 'name', sortOrder: 'asc' }).extend({
  zone_id: uuid.optional(),
});
export const enginePoolsApi = {
  list: endpoint({
    id: 'listEnginePools',
    method: 'GET',
    path: '/api/v1/engine-pools',
    access: Access.Viewer,
    tag,
    summary: 'List pools of engines',
    query: enginePoolListQuery,
    response: pageOf(enginePool),
  }),
  create: endpoint({
    id: 'createEnginePool',
    method: 'POST',
    path: '/api/v1/engine-pools',
    access: Access.Admin,
    tag,
    summary: 'Create a pool',
    body: createEnginePoolRequest,
    response: enginePool,
    status: 201,
  }),
  get: endpoint({
    id: 'getEnginePool',
    method: 'GET',
    path: '/api/v1/engine-pools/:poolId',
    access: Access.Viewer,
    tag,
    summary: 'Get a pool',
    params,
    response: enginePool,
  }),
  update: endpoint({
    id: 'updateEnginePool',
    method: 'PATCH',
    path: '/api/v1/engine-pools/:poolId',
    access: Access.Admin,
    tag,
    summary: 'Change a pool',
    params,
    body: updateEnginePoolRequest,
    response: enginePool,
  }),
  remove: endpoint({
    id: 'deleteEnginePool',
    method: 'DELETE',
    path: '/api/v1/engine-pools/:poolId',
    access: Access.Admin,
    tag,
    summary: 'Delete a pool that no running scan needs; its engines stay',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
