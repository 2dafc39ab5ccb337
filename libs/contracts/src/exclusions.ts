import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { empty, listQuery, pageOf, reference, timestamp, uuid, writtenText } from './primitives.js';

export const ExclusionScope = { Global: 'global', Zone: 'zone', Site: 'site' } as const;
export type ExclusionScope = (typeof ExclusionScope)[keyof typeof ExclusionScope];

/** What must never be probed. */
export const exclusion = z.object({
  id: uuid,
  scope: z.enum(['global', 'zone', 'site']),
  zone: reference.nullable(),
  site: reference.nullable(),
  /** Address, CIDR, range or host name, as written. */
  target: z.string(),
  reason: z.string(),
  author: z.string(),
  enabled: z.boolean(),
  expiresAt: timestamp.nullable(),
  /** True while it is applied: enabled and not expired. */
  active: z.boolean(),
  createdAt: timestamp,
});
export type Exclusion = z.infer<typeof exclusion>;

/** Creates one exclusion for each target in the text, all or none. */
export const createExclusionsRequest = z
  .object({
    scope: z.enum(['global', 'zone', 'site']),
    zoneId: uuid.optional(),
    siteId: uuid.optional(),
    targets: z.string().min(1, 'name at least one target').max(1_000_000),
    reason: writtenText.trim().max(1000).default(''),
    expiresAt: timestamp.nullable().default(null),
  })
  .strict();
export const updateExclusionRequest = z
  .object({
    reason: writtenText.trim().max(1000).optional(),
    enabled: z.boolean().optional(),
    expiresAt: timestamp.nullable().optional(),
  })
  .strict();

const tag = 'exclusions';
const params = z.object({ exclusionId: uuid });
export const exclusionListQuery = listQuery(['createdAt', 'target', 'scope', 'expiresAt'], {
  sortBy: 'createdAt',
  sortOrder: 'desc',
}).extend({
  site_id: uuid.optional(),
  scope: z.enum(['global', 'zone', 'site']).optional(),
});
export const exclusionsApi = {
  list: endpoint({
    id: 'listExclusions',
    method: 'GET',
    path: '/api/v1/exclusions',
    access: Access.Viewer,
    tag,
    summary: 'List exclusions',
    query: exclusionListQuery,
    response: pageOf(exclusion),
  }),
  create: endpoint({
    id: 'createExclusions',
    method: 'POST',
    path: '/api/v1/exclusions',
    access: Access.Operator,
    tag,
    summary: 'Add exclusions, one for each target',
    body: createExclusionsRequest,
    response: z.object({ data: z.array(exclusion) }),
    status: 201,
  }),
  update: endpoint({
    id: 'updateExclusion',
    method: 'PATCH',
    path: '/api/v1/exclusions/:exclusionId',
    access: Access.Operator,
    tag,
    summary: 'Change an exclusion',
    params,
    body: updateExclusionRequest,
    response: exclusion,
  }),
  remove: endpoint({
    id: 'deleteExclusion',
    method: 'DELETE',
    path: '/api/v1/exclusions/:exclusionId',
    access: Access.Operator,
    tag,
    summary: 'Delete an exclusion',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
