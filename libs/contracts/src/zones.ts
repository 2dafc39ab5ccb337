import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { timestamp, uuid } from './primitives.js';

/** A network in which an address names one machine. */
export const zone = z.object({ id: uuid, name: z.string(), description: z.string(), createdAt: timestamp });
export type Zone = z.infer<typeof zone>;

export const zonesApi = {
  list: endpoint({
    id: 'listZones',
    method: 'GET',
    path: '/api/v1/zones',
    access: Access.Viewer,
    tag: 'zones',
    summary: 'List zones',
    response: z.object({ data: z.array(zone) }),
  }),
} as const;
