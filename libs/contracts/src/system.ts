import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { timestamp } from './primitives.js';
import { change } from './inventory.js';
import { scanSummary } from './scans.js';

export const healthCheck = z.object({ name: z.string(), ok: z.boolean(), detail: z.string().nullable() });
export const health = z.object({ status: z.enum(['ok', 'degraded']), checks: z.array(healthCheck) });
export type Health = z.infer<typeof health>;
export const liveness = z.object({ status: z.literal('alive') });
export const version = z.object({
  name: z.literal('scanfleet'),
  version: z.string(),
  /** Numbers of the engine protocol that this console speaks. */
  engineProtocols: z.array(z.number().int()),
  /** The console's time, for clients that compare clocks. */
  time: timestamp,
});
export type Version = z.infer<typeof version>;

export const dashboard = z.object({
  hosts: z.object({ total: z.number().int(), up: z.number().int(), newLast7Days: z.number().int() }),
  openPorts: z.number().int(),
  sites: z.number().int(),
  scans: z.object({ running: z.number().int(), waiting: z.number().int(), failedLast7Days: z.number().int() }),
  engines: z.object({ total: z.number().int(), online: z.number().int() }),
  /** Ended scans for each of the last seven days, oldest first (UTC days). */
  activity: z.array(z.object({ day: z.iso.date(), completed: z.number().int(), failed: z.number().int() })),
  topPorts: z.array(z.object({ protocol: z.string(), port: z.number().int(), hosts: z.number().int() })),
  recentScans: z.array(scanSummary),
  recentChanges: z.array(change),
});
export type Dashboard = z.infer<typeof dashboard>;

const tag = 'system';
export const systemApi = {
  health: endpoint({
    id: 'getHealth',
    method: 'GET',
    path: '/api/v1/health',
    access: Access.Open,
    tag,
    summary: 'Whether the console can work; 503 with the same body when it cannot',
    response: health,
  }),
  liveness: endpoint({
    id: 'getLiveness',
    method: 'GET',
    path: '/api/v1/liveness',
    access: Access.Open,
    tag,
    summary: 'Whether the process answers',
    response: liveness,
  }),
  version: endpoint({
    id: 'getVersion',
    method: 'GET',
    path: '/api/v1/version',
    access: Access.Open,
    tag,
    summary: 'Version and time of the console',
    response: version,
  }),
  metrics: endpoint({
    id: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    access: Access.Viewer,
    tag,
    summary: 'Prometheus metrics',
    response: z.object({}),
    responseKind: 'bytes',
  }),
  openapi: endpoint({
    id: 'getOpenApi',
    method: 'GET',
    path: '/api/v1/openapi.json',
    access: Access.Viewer,
    tag,
    summary: 'This API as an OpenAPI 3.1 document',
    response: z.looseObject({ openapi: z.literal('3.1.0') }),
  }),
  dashboard: endpoint({
    id: 'getDashboard',
    method: 'GET',
    path: '/api/v1/dashboard',
    access: Access.Viewer,
    tag,
    summary: 'Figures for the dashboard',
    response: dashboard,
  }),
} as const;
