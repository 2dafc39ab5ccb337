import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { displayName, empty, listQuery, pageOf, reference, timestamp, uuid, writtenText } from './primitives.js';
import { recurrence, recurrenceRequest, timeWindow } from './recurrence.js';

export const BlackoutScope = { Global: 'global', Site: 'site', Engine: 'engine' } as const;
export type BlackoutScope = (typeof BlackoutScope)[keyof typeof BlackoutScope];

/** Times in which nothing is scanned: everywhere, in scans of a site, or by an engine. */
export const blackout = z.object({
  id: uuid,
  name: z.string(),
  reason: z.string(),
  scope: z.enum(BlackoutScope),
  site: reference.nullable(),
  engine: reference.nullable(),
  recurrence,
  /** Recurrence and duration in words. */
  words: z.string(),
  durationMinutes: z.number().int(),
  enabled: z.boolean(),
  /** True while it holds scans back. */
  active: z.boolean(),
  /** The window that is open or comes next; null when disabled or when none is left. */
  window: timeWindow.nullable(),
  /** Scans that it holds paused at this moment. */
  pausedScans: z.number().int(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Blackout = z.infer<typeof blackout>;

const durationMinutes = z
  .number()
  .int('must be whole')
  .min(1, 'must be at least 1')
  .max(44_640, 'must be at most 44640 (31 days)');
const reason = writtenText.trim().max(1000, 'must have at most 1000 characters');

export const createBlackoutRequest = z
  .object({
    name: displayName,
    reason: reason.default(''),
    scope: z.enum(BlackoutScope),
    siteId: uuid.optional(),
    engineId: uuid.optional(),
    recurrence: recurrenceRequest,
    durationMinutes,
    enabled: z.boolean().default(true),
  })
  .strict()
  .refine(({ scope, siteId }) => (scope === BlackoutScope.Site) === (siteId !== undefined), {
    message: 'is needed for the scope site, and for no other',
    path: ['siteId'],
  })
  .refine(({ scope, engineId }) => (scope === BlackoutScope.Engine) === (engineId !== undefined), {
    message: 'is needed for the scope engine, and for no other',
    path: ['engineId'],
  });
export type CreateBlackoutRequest = z.output<typeof createBlackoutRequest>;

/** What it holds for stays: that would be another blackout. */
export const updateBlackoutRequest = z
  .object({
    name: displayName.optional(),
    reason: reason.optional(),
    recurrence: recurrenceRequest.optional(),
    durationMinutes: durationMinutes.optional(),
    enabled: z.boolean().optional(),
  })
  .strict();
export type UpdateBlackoutRequest = z.output<typeof updateBlackoutRequest>;

export const previewBlackoutRequest = z
  .object({ recurrence: recurrenceRequest, durationMinutes, count: z.number().int().min(1).max(100).default(10) })
  .strict();
export const blackoutPreview = z.object({ recurrence, words: z.string(), windows: z.array(timeWindow) });
export type BlackoutPreview = z.infer<typeof blackoutPreview>;

const tag = 'blackouts';
const params = z.object({ blackoutId: uuid });
export const blackoutListQuery = listQuery(['name', 'windowStart', 'createdAt', 'scope'], {
  sortBy: 'name',
  sortOrder: 'asc',
}).extend({
  scope: z.enum(BlackoutScope).optional(),
  site_id: uuid.optional(),
  engine_id: uuid.optional(),
});
export const blackoutsApi = {
  list: endpoint({
    id: 'listBlackouts',
    method: 'GET',
    path: '/api/v1/blackouts',
    access: Access.Viewer,
    tag,
    summary: 'List blackouts',
    query: blackoutListQuery,
    response: pageOf(blackout),
  }),
  create: endpoint({
    id: 'createBlackout',
    method: 'POST',
    path: '/api/v1/blackouts',
    access: Access.Operator,
    tag,
    summary: 'Create a blackout; one that begins at once pauses running scans within 5 seconds',
    body: createBlackoutRequest,
    response: blackout,
    status: 201,
  }),
  preview: endpoint({
    id: 'previewBlackout',
    method: 'POST',
    path: '/api/v1/blackouts/preview',
    access: Access.Viewer,
    tag,
    summary: 'Say a blackout in words with its next windows, without saving it',
    body: previewBlackoutRequest,
    response: blackoutPreview,
  }),
  get: endpoint({
    id: 'getBlackout',
    method: 'GET',
    path: '/api/v1/blackouts/:blackoutId',
    access: Access.Viewer,
    tag,
    summary: 'Get a blackout',
    params,
    response: blackout,
  }),
  update: endpoint({
    id: 'updateBlackout',
    method: 'PATCH',
    path: '/api/v1/blackouts/:blackoutId',
    access: Access.Operator,
    tag,
    summary: 'Change a blackout; disabling it lets the scans that it paused go on',
    params,
    body: updateBlackoutRequest,
    response: blackout,
  }),
  remove: endpoint({
    id: 'deleteBlackout',
    method: 'DELETE',
    path: '/api/v1/blackouts/:blackoutId',
    access: Access.Operator,
    tag,
    summary: 'Delete a blackout; the scans that it paused go on',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
