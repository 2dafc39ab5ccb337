import * as z from 'zod';
import { AlertKind, alertMessage, scanEvent } from './alert-message.js';
import { Access, endpoint } from './endpoint.js';
import { displayName, empty, listQuery, pageOf, reference, timestamp, uuid, writtenText } from './primitives.js';

const filterFields = {
  kind: z.literal('fields'),
  /** Sites; none = all, and scans without a site too. */
  siteIds: z.array(uuid).max(500, 'must have at most 500 sites'),
  /** Targets as in a site (addresses, ranges, networks; no names); empty = all addresses. */
  addresses: writtenText.max(100_000, 'must have at most 100000 characters'),
  /** `22,443,8000-8100`, with `T:`, `U:` or `S:` before those of one protocol; empty = all. Changes without a port do not fit then. */
  ports: writtenText.trim().max(1000, 'must have at most 1000 characters'),
  /** Pattern of the service's name, product or version with `*` and `?`; empty = all. */
  service: writtenText.trim().max(200, 'must have at most 200 characters'),
  /** Pattern of a name of the host with `*` and `?`; empty = all. */
  hostName: writtenText.trim().max(200, 'must have at most 200 characters'),
};

/**
 * Narrows what a rule looks at; every field that is given must fit. `kind` leaves room for a query of the inventory in its
 * place.
 */
export const alertFilter = z
  .object({
    kind: filterFields.kind.default('fields'),
    siteIds: filterFields.siteIds.default([]),
    addresses: filterFields.addresses.default(''),
    ports: filterFields.ports.default(''),
    service: filterFields.service.default(''),
    hostName: filterFields.hostName.default(''),
  })
  .strict();
export type AlertFilter = z.output<typeof alertFilter>;

export const DigestMode = { Immediate: 'immediate', Hourly: 'hourly', Daily: 'daily' } as const;
export type DigestMode = (typeof DigestMode)[keyof typeof DigestMode];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 07:30');
/** Times of day in which nothing is sent; what came together is sent as one message at the end. May cross midnight. */
export const quietHours = z
  .object({ from: timeOfDay, to: timeOfDay })
  .strict()
  .refine(({ from, to }) => from !== to, {
    message: 'must differ from its beginning',
    path: ['to'],
  });
export type QuietHours = z.output<typeof quietHours>;

const ruleFields = {
  name: displayName,
  enabled: z.boolean(),
  /** Events of scans that are told. */
  events: z.array(scanEvent).max(7),
  /** Kinds of changes that are told, once the scan that found them has ended. */
  changes: z.array(z.enum(AlertKind)).max(20),
  filter: alertFilter,
  channelIds: z.array(uuid).max(20, 'must have at most 20 channels'),
  digest: z.enum(DigestMode),
  /** When a daily digest is sent, in `zone`. */
  digestAt: timeOfDay,
  quiet: quietHours.nullable(),
  /** IANA time zone of `digestAt` and `quiet`. */
  zone: writtenText.max(64),
  /** What goes to and fro is told once, and then not until it has been the same for so many hours; 0 = everything is told. */
  flapHours: z.number().int('must be whole').min(0, 'must be at least 0').max(720, 'must be at most 720 (30 days)'),
  /** `reprobe` looks a second time at just what changed, and tells what is still so. */
  confirm: z.enum(['none', 'reprobe']),
  /** A certificate is told of when it expires within so many days. */
  certificateDays: z.number().int('must be whole').min(1, 'must be at least 1').max(365, 'must be at most 365'),
};

export const alertRule = z.object({
  id: uuid,
  ...ruleFields,
  name: z.string(),
  channels: z.array(reference),
  /** Names of the sites of its filter, for showing. */
  sites: z.array(reference),
  /** What it looks at and how it tells, in words. */
  words: z.string(),
  mutedUntil: timestamp.nullable(),
  /** Things that wait to be told: for a digest, for the end of quiet hours, for a second look. */
  waiting: z.number().int(),
  lastMessageAt: timestamp.nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type AlertRule = z.infer<typeof alertRule>;

/** A rule as it is written. `createAlertRule` and the rehearsal take the same. */
export const alertRuleRequest = z
  .object({
    ...ruleFields,
    enabled: ruleFields.enabled.default(true),
    events: ruleFields.events.default([]),
    changes: ruleFields.changes.default([]),
    filter: ruleFields.filter.default(() => alertFilter.parse({})),
    channelIds: ruleFields.channelIds.default([]),
    digest: ruleFields.digest.default(DigestMode.Immediate),
    digestAt: ruleFields.digestAt.default('08:00'),
    quiet: ruleFields.quiet.default(null),
    zone: ruleFields.zone.default('UTC'),
    flapHours: ruleFields.flapHours.default(0),
    confirm: ruleFields.confirm.default('none'),
    certificateDays: ruleFields.certificateDays.default(30),
  })
  .strict()
  .refine(({ events, changes }) => events.length + changes.length > 0, {
    message: 'choose at least one event or kind of change',
    path: ['events'],
  });
export type AlertRuleRequest = z.output<typeof alertRuleRequest>;
export const updateAlertRuleRequest = z
  .object(
    Object.fromEntries(Object.entries(ruleFields).map(([name, field]) => [name, field.optional()])) as {
      [Name in keyof typeof ruleFields]: z.ZodOptional<(typeof ruleFields)[Name]>;
    },
  )
  .extend({
    /** Fields that are left out stay as they are. */
    filter: z.object(filterFields).partial().strict().optional(),
    /** Until then nothing is told. What happens meanwhile is not told later either; null ends it. */
    mutedUntil: timestamp.nullable().optional(),
  })
  .strict();
export type UpdateAlertRuleRequest = z.output<typeof updateAlertRuleRequest>;

/** What a rule would have sent. */
export const rehearsal = z.object({
  from: timestamp,
  until: timestamp,
  messageCount: z.number().int(),
  lineCount: z.number().int(),
  /** Messages by day in UTC, `2026-03-01`, only days with some. */
  perDay: z.array(z.object({ day: z.string(), messages: z.number().int(), lines: z.number().int() })),
  /** The newest 20 messages, each with at most 20 lines. */
  messages: z.array(z.object({ sentAt: timestamp, message: alertMessage })),
  leftOut: z.object({
    muted: z.number().int(),
    acknowledged: z.number().int(),
    flapping: z.number().int(),
    undone: z.number().int(),
  }),
  /** What cannot be known from the past, in sentences: whether a second look would have confirmed a change. */
  notes: z.array(z.string()),
});
export type Rehearsal = z.infer<typeof rehearsal>;

/** Keeps things from being told for a while. Every field that is given must fit. */
export const alertMute = z.object({
  id: uuid,
  site: reference.nullable(),
  /** Targets; empty = all addresses. */
  addresses: z.string(),
  ports: z.string(),
  until: timestamp,
  reason: z.string(),
  createdBy: z.string(),
  createdAt: timestamp,
});
export type AlertMute = z.infer<typeof alertMute>;
export const createMuteRequest = z
  .object({
    siteId: uuid.nullable().default(null),
    addresses: writtenText.max(100_000, 'must have at most 100000 characters').default(''),
    ports: writtenText.trim().max(1000, 'must have at most 1000 characters').default(''),
    until: timestamp,
    reason: writtenText.trim().max(1000, 'must have at most 1000 characters').default(''),
  })
  .strict()
  .refine(({ siteId, addresses, ports }) => siteId !== null || addresses.trim() !== '' || ports !== '', {
    message: 'name a site, addresses or ports; a rule is muted as a whole by its own mutedUntil',
    path: ['addresses'],
  });

const tag = 'alerts';
const params = z.object({ ruleId: uuid });
export const alertRuleListQuery = listQuery(['name', 'createdAt', 'enabled'], {
  sortBy: 'name',
  sortOrder: 'asc',
}).extend({ enabled: z.enum(['true', 'false']).optional(), channel_id: uuid.optional() });
export const muteListQuery = listQuery(['until', 'createdAt'], { sortBy: 'until', sortOrder: 'asc' });
export const alertRulesApi = {
  list: endpoint({
    id: 'listAlertRules',
    method: 'GET',
    path: '/api/v1/alert-rules',
    access: Access.Viewer,
    tag,
    summary: 'List alert rules',
    query: alertRuleListQuery,
    response: pageOf(alertRule),
  }),
  create: endpoint({
    id: 'createAlertRule',
    method: 'POST',
    path: '/api/v1/alert-rules',
    access: Access.Operator,
    tag,
    summary: 'Create an alert rule; it tells of what happens from now on',
    body: alertRuleRequest,
    response: alertRule,
    status: 201,
  }),
  rehearse: endpoint({
    id: 'rehearseAlertRule',
    method: 'POST',
    path: '/api/v1/alert-rules/rehearse',
    access: Access.Viewer,
    tag,
    summary: 'What a rule would have sent over the last days, without saving or sending anything',
    body: z.object({ rule: alertRuleRequest, days: z.number().int().min(1).max(30).default(30) }).strict(),
    response: rehearsal,
  }),
  get: endpoint({
    id: 'getAlertRule',
    method: 'GET',
    path: '/api/v1/alert-rules/:ruleId',
    access: Access.Viewer,
    tag,
    summary: 'Get an alert rule',
    params,
    response: alertRule,
  }),
  update: endpoint({
    id: 'updateAlertRule',
    method: 'PATCH',
    path: '/api/v1/alert-rules/:ruleId',
    access: Access.Operator,
    tag,
    summary: 'Change an alert rule, or mute it for a while',
    params,
    body: updateAlertRuleRequest,
    response: alertRule,
  }),
  remove: endpoint({
    id: 'deleteAlertRule',
    method: 'DELETE',
    path: '/api/v1/alert-rules/:ruleId',
    access: Access.Operator,
    tag,
    summary: 'Delete an alert rule; messages that were made are still sent',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  listMutes: endpoint({
    id: 'listAlertMutes',
    method: 'GET',
    path: '/api/v1/alert-mutes',
    access: Access.Viewer,
    tag,
    summary: 'What is kept from being told, and until when',
    query: muteListQuery,
    response: pageOf(alertMute),
  }),
  mute: endpoint({
    id: 'createAlertMute',
    method: 'POST',
    path: '/api/v1/alert-mutes',
    access: Access.Operator,
    tag,
    summary: 'Keep changes of a site, of addresses or of ports from being told for a while',
    body: createMuteRequest,
    response: alertMute,
    status: 201,
  }),
  unmute: endpoint({
    id: 'deleteAlertMute',
    method: 'DELETE',
    path: '/api/v1/alert-mutes/:muteId',
    access: Access.Operator,
    tag,
    summary: 'End a mute',
    params: z.object({ muteId: uuid }),
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
