import * as z from 'zod';
import { uuid } from './primitives.js';
import { scanState, shardState } from './scans.js';

/** Path of the WebSocket. It is authenticated like every request: by session cookie or API key. */
export const REALTIME_PATH = '/api/v1/ws';

/** What the console tells browsers. Events name what changed; the reader fetches what it shows. */
export const realtimeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('scan_changed'), scanId: uuid, siteId: uuid.nullable(), state: scanState }),
  z.object({ type: z.literal('shard_changed'), scanId: uuid, shardId: uuid, state: shardState, percent: z.number() }),
  z.object({ type: z.literal('hosts_observed'), scanId: uuid, count: z.number().int(), hostsUp: z.number().int() }),
  z.object({ type: z.literal('engine_changed'), engineId: uuid, online: z.boolean() }),
  z.object({ type: z.literal('sites_changed') }),
  z.object({ type: z.literal('exclusions_changed') }),
  z.object({ type: z.literal('pools_changed') }),
  z.object({ type: z.literal('zones_changed') }),
  z.object({ type: z.literal('schedules_changed') }),
  z.object({ type: z.literal('blackouts_changed') }),
  z.object({ type: z.literal('alerts_changed') }),
  z.object({ type: z.literal('changes_acknowledged') }),
]);
export type RealtimeEvent = z.infer<typeof realtimeEvent>;

/** First message from the console after the WebSocket opens, and on every `ping` of the browser. */
export const realtimeHello = z.object({ type: z.literal('hello'), time: z.iso.datetime() });
export const realtimePing = z.object({ type: z.literal('ping') });
