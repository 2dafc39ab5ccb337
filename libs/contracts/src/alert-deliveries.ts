import * as z from 'zod';
import { ChannelKind } from './alert-channels.js';
import { alertMessage } from './alert-message.js';
import { Access, endpoint } from './endpoint.js';
import { listQuery, pageOf, reference, timestamp, uuid } from './primitives.js';

/** `waiting`: to be tried, again or for the first time. `dead`: given up, may be replayed. `dropped`: its channel was deleted. */
export const DeliveryState = { Waiting: 'waiting', Delivered: 'delivered', Dead: 'dead', Dropped: 'dropped' } as const;
export type DeliveryState = (typeof DeliveryState)[keyof typeof DeliveryState];

/** One attempt chain to tell one message through one channel. */
export const alertDelivery = z.object({
  /** Also the idempotency key that every attempt carries. */
  id: uuid,
  state: z.enum(DeliveryState),
  subject: z.string(),
  messageKind: z.string(),
  rule: reference.nullable(),
  scanId: uuid.nullable(),
  channel: reference.nullable(),
  channelKind: z.enum(ChannelKind),
  /** Where it goes, without secrets. */
  target: z.string(),
  attempts: z.number().int(),
  /** Status of HTTP or reply code of SMTP of the last attempt. */
  code: z.number().int().nullable(),
  /** What went wrong last; never what the other side sent. */
  error: z.string().nullable(),
  nextAttemptAt: timestamp.nullable(),
  createdAt: timestamp,
  deliveredAt: timestamp.nullable(),
});
export type AlertDelivery = z.infer<typeof alertDelivery>;

export const deliveryAttempt = z.object({
  number: z.number().int(),
  at: timestamp,
  ok: z.boolean(),
  code: z.number().int().nullable(),
  error: z.string().nullable(),
  milliseconds: z.number().int(),
});
export const deliveryDetail = alertDelivery.extend({ message: alertMessage, log: z.array(deliveryAttempt) });
export type DeliveryDetail = z.infer<typeof deliveryDetail>;

const tag = 'alerts';
const params = z.object({ deliveryId: uuid });
export const deliveryListQuery = listQuery(['createdAt', 'nextAttemptAt', 'deliveredAt'], {
  sortBy: 'createdAt',
  sortOrder: 'desc',
}).extend({
  state: z.enum(DeliveryState).optional(),
  channel_id: uuid.optional(),
  rule_id: uuid.optional(),
  scan_id: uuid.optional(),
});
export const alertDeliveriesApi = {
  list: endpoint({
    id: 'listAlertDeliveries',
    method: 'GET',
    path: '/api/v1/alert-deliveries',
    access: Access.Viewer,
    tag,
    summary: 'The delivery log',
    query: deliveryListQuery,
    response: pageOf(alertDelivery),
  }),
  get: endpoint({
    id: 'getAlertDelivery',
    method: 'GET',
    path: '/api/v1/alert-deliveries/:deliveryId',
    access: Access.Viewer,
    tag,
    summary: 'A delivery with its message and every attempt',
    params,
    response: deliveryDetail,
  }),
  replay: endpoint({
    id: 'replayAlertDelivery',
    method: 'POST',
    path: '/api/v1/alert-deliveries/:deliveryId/replay',
    access: Access.Operator,
    tag,
    summary: 'Try a delivery again now that is dead or waits for its next attempt, with the same idempotency key',
    params,
    response: alertDelivery,
  }),
  replayAll: endpoint({
    id: 'replayAlertDeliveries',
    method: 'POST',
    path: '/api/v1/alert-deliveries/replay',
    access: Access.Operator,
    tag,
    summary: 'Try all dead deliveries again, of one channel or of all',
    body: z.object({ channelId: uuid.optional() }).strict(),
    response: z.object({ replayed: z.number().int() }),
  }),
} as const;
