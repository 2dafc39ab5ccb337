import type {
  CheckInAnswer,
  JoinAnswer,
  Lease,
  Manifest,
  RenewAnswer,
  ReportAnswer,
  ResponseOf,
  ShardOrder,
  engineApi,
} from '@scanfleet/contracts';
import { list, nullable, numberOf, oneOf, optional, otherwise, record, text, truth, type Reader } from './readers.js';

/**
 * The engine's side of the wire. What each path and answer is, `engineApi` of the contracts says with zod; zod costs about
 * 15 MiB of resident memory once those schemas stand, a quarter of what an idle engine may take. So the engine reads answers with
 * these small readers, and `wire.spec.ts` holds both equal: same paths, and the same verdict over thousands of answers. One
 * difference is wanted: what protocol 2 added may be missing, because a console of protocol 1 does not send it.
 */
export const PROTOCOL = 2;
/** The oldest protocol that this engine speaks too, with consoles that were not updated yet. */
export const OLDEST_PROTOCOL = 1;
/** Seconds that a check-in asks to wait for work. */
export const LONGEST_WAIT_SECONDS = 25;

export const paths = {
  join: '/api/engine/v1/join',
  checkIn: '/api/engine/v1/check-in',
  token: '/api/engine/v1/token',
  renew: (shardId: string) => `/api/engine/v1/shards/${encodeURIComponent(shardId)}/renew`,
  report: (shardId: string, query: { epoch: number; offset: number; format: string }) =>
    `/api/engine/v1/shards/${encodeURIComponent(shardId)}/report?${new URLSearchParams({
      epoch: String(query.epoch),
      offset: String(query.offset),
      format: query.format,
    }).toString()}`,
  finish: (shardId: string) => `/api/engine/v1/shards/${encodeURIComponent(shardId)}/finish`,
  refuse: (shardId: string) => `/api/engine/v1/shards/${encodeURIComponent(shardId)}/refuse`,
} as const;

const uuid = text(
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/i,
);
const anyText = text();
const integer = numberOf({ integer: true });
/** Only looked at by people: the engine measures leases with its own clock. */
const timestamp = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/);
const order = oneOf('pause', 'cancel', 'abandon');

export const readJoinAnswer: Reader<JoinAnswer> = record({
  engineId: uuid,
  name: anyText,
  zone: anyText,
  token: anyText,
});

const readManifest: Reader<Manifest> = record({
  scanId: uuid,
  shardId: uuid,
  epoch: integer,
  scanner: oneOf('nmap', 'masscan'),
  // Strict on purpose, as in the contracts: an option with a field that nobody knows must not run without it.
  options: list(record({ name: text(/^.{0,64}$/su), value: optional(text(/^.{0,65536}$/su)) }, { strict: true })),
  addressSet: anyText,
  excludedSet: anyText,
  hash: text(/^[0-9a-f]{64}$/),
  userAgent: nullable(anyText),
  timeLimitSeconds: nullable(numberOf({ integer: true, above: 0 })),
  seed: numberOf({ integer: true, min: 0, max: 4_294_967_295 }),
  maxRate: otherwise(nullable(numberOf({ integer: true, above: 0 })), null),
  part: otherwise(
    nullable(record({ index: numberOf({ integer: true, min: 1 }), of: numberOf({ integer: true, min: 2 }) })),
    null,
  ),
});

const readLease: Reader<Lease> = record({ manifest: readManifest, expiresAt: timestamp, leaseSeconds: numberOf({}) });
const readShardOrder: Reader<ShardOrder> = record({ shardId: uuid, epoch: integer, order });

export const readCheckInAnswer: Reader<CheckInAnswer> = record({
  engineId: uuid,
  name: anyText,
  leases: list(readLease),
  orders: list(readShardOrder),
  notice: nullable(anyText),
  rotateToken: otherwise(truth(), false),
});
export const readTokenAnswer: Reader<ResponseOf<typeof engineApi.token>> = record({ token: anyText });

export const readRenewAnswer: Reader<RenewAnswer> = record({ expiresAt: timestamp, order: nullable(order) });
export const readReportAnswer: Reader<ReportAnswer> = record({ received: integer });
export const readNothing: Reader<null> = () => null;
