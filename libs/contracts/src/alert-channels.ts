import * as z from 'zod';
import { Access, endpoint } from './endpoint.js';
import { displayName, empty, listQuery, pageOf, timestamp, uuid, writtenText } from './primitives.js';

export const ChannelKind = {
  Email: 'email',
  Webhook: 'webhook',
  Slack: 'slack',
  Teams: 'teams',
  Discord: 'discord',
  Syslog: 'syslog',
} as const;
export type ChannelKind = (typeof ChannelKind)[keyof typeof ChannelKind];

/** An address of RFC 5321 without quotes, comments or line breaks, so that nothing of it can become a header. */
export const mailAddress = z
  .string()
  .trim()
  .max(254, 'must have at most 254 characters')
  .regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*$/,
    'is no mail address; write one such as ops@example.org',
  );
export const mailRecipients = z.array(mailAddress).max(50, 'must have at most 50 addresses');

const hookUrl = z
  .string()
  .trim()
  .max(2000, 'must have at most 2000 characters')
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'must be a URL such as https://hooks.example.org/scans',
  });
const host = writtenText
  .trim()
  .min(1, 'must not be empty')
  .max(253)
  .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address, such as log.example.org');

/** What a channel is set up with. Addresses of hooks hold secrets, so they are never given back whole. */
export const channelSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('email'), to: mailRecipients.min(1, 'name at least one address') }).strict(),
  /** Without a secret, one is made and shown once. */
  z
    .object({
      kind: z.literal('webhook'),
      url: hookUrl,
      secret: writtenText.min(16, 'must have at least 16 characters').max(200).optional(),
    })
    .strict(),
  z.object({ kind: z.literal('slack'), url: hookUrl }).strict(),
  z.object({ kind: z.literal('teams'), url: hookUrl }).strict(),
  z.object({ kind: z.literal('discord'), url: hookUrl }).strict(),
  z
    .object({
      kind: z.literal('syslog'),
      host,
      port: z.number().int().min(1, 'must be at least 1').max(65_535, 'must be at most 65535'),
      transport: z.enum(['udp', 'tcp', 'tls']),
      /** Facility of RFC 5424, 16 = local0. */
      facility: z.number().int().min(0, 'must be at least 0').max(23, 'must be at most 23').default(16),
      /** Authority of the server's certificate in PEM, where it is a private one. */
      ca: writtenText.max(100_000, 'must have at most 100000 characters').nullable().default(null),
    })
    .strict(),
]);
export type ChannelSettings = z.output<typeof channelSettings>;

export const alertChannel = z.object({
  id: uuid,
  name: z.string(),
  kind: z.enum(ChannelKind),
  enabled: z.boolean(),
  /** Where it leads, without secrets: `ops@example.org and 2 more`, `https://hooks.slack.com/…`, `udp://log.example.org:514`. */
  target: z.string(),
  /** Recipients of mail; null for other kinds. */
  to: z.array(z.string()).nullable(),
  /** Settings of syslog; null for other kinds. */
  syslog: z
    .object({
      host: z.string(),
      port: z.number().int(),
      transport: z.enum(['udp', 'tcp', 'tls']),
      facility: z.number().int(),
    })
    .nullable(),
  /** How many alert rules use it. */
  ruleCount: z.number().int(),
  lastDelivery: z
    .object({
      state: z.string(),
      /** One that waits and was tried before failed then. */
      attempts: z.number().int(),
      at: timestamp,
      error: z.string().nullable(),
    })
    .nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type AlertChannel = z.infer<typeof alertChannel>;

export const createChannelRequest = z
  .object({ name: displayName, enabled: z.boolean().default(true), settings: channelSettings })
  .strict();
/** Settings are given whole and of the same kind, or left as they are; a webhook keeps its secret unless one is given. */
export const updateChannelRequest = z
  .object({ name: displayName.optional(), enabled: z.boolean().optional(), settings: channelSettings.optional() })
  .strict();

/** A channel with the secret of its signatures, which is shown this once; null when nothing was made. */
export const savedChannel = alertChannel.extend({ secret: z.string().nullable() });
export type SavedChannel = z.infer<typeof savedChannel>;

export const channelTest = z.object({
  ok: z.boolean(),
  /** Status of HTTP or reply code of SMTP; null where there is none. */
  code: z.number().int().nullable(),
  milliseconds: z.number().int(),
  /** What went wrong and what to do, or that it arrived. */
  message: z.string(),
});
export type ChannelTest = z.infer<typeof channelTest>;

/**
 * Code of the issue, at `settings.url` or `settings.host`, of a channel that is refused since it leads inside; its `token` is
 * the host that an admin would have to allow.
 */
export const INSIDE_HOST = 'inside_host';

/** A host on the inside to which webhooks and syslog may go, although its addresses are private, loopback or the like. */
export const allowedHost = z.object({
  host: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: timestamp,
});
export type AllowedHost = z.infer<typeof allowedHost>;
export const allowHostRequest = z
  .object({ host, reason: writtenText.trim().max(1000, 'must have at most 1000 characters').default('') })
  .strict();

const tag = 'alerts';
const params = z.object({ channelId: uuid });
export const channelListQuery = listQuery(['name', 'kind', 'createdAt'], { sortBy: 'name', sortOrder: 'asc' }).extend({
  kind: z.enum(ChannelKind).optional(),
  enabled: z.enum(['true', 'false']).optional(),
});
export const channelPage = pageOf(alertChannel).extend({
  /** What is missing before this console can send mail, also that of sites; null when nothing is. */
  mailProblem: z.string().nullable(),
});
export type ChannelPage = z.infer<typeof channelPage>;
export const alertChannelsApi = {
  list: endpoint({
    id: 'listAlertChannels',
    method: 'GET',
    path: '/api/v1/alert-channels',
    access: Access.Viewer,
    tag,
    summary: 'List channels: where alerts go',
    query: channelListQuery,
    response: channelPage,
  }),
  create: endpoint({
    id: 'createAlertChannel',
    method: 'POST',
    path: '/api/v1/alert-channels',
    access: Access.Admin,
    tag,
    summary: 'Create a channel',
    body: createChannelRequest,
    response: savedChannel,
    status: 201,
  }),
  get: endpoint({
    id: 'getAlertChannel',
    method: 'GET',
    path: '/api/v1/alert-channels/:channelId',
    access: Access.Viewer,
    tag,
    summary: 'Get a channel',
    params,
    response: alertChannel,
  }),
  update: endpoint({
    id: 'updateAlertChannel',
    method: 'PATCH',
    path: '/api/v1/alert-channels/:channelId',
    access: Access.Admin,
    tag,
    summary: 'Change a channel',
    params,
    body: updateChannelRequest,
    response: savedChannel,
  }),
  remove: endpoint({
    id: 'deleteAlertChannel',
    method: 'DELETE',
    path: '/api/v1/alert-channels/:channelId',
    access: Access.Admin,
    tag,
    summary: 'Delete a channel that no alert rule uses; what waits for it is not sent any more',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  test: endpoint({
    id: 'testAlertChannel',
    method: 'POST',
    path: '/api/v1/alert-channels/:channelId/test',
    access: Access.Operator,
    tag,
    summary: 'Send a test message now and say how it went',
    params,
    response: channelTest,
  }),
  listAllowedHosts: endpoint({
    id: 'listAlertAllowedHosts',
    method: 'GET',
    path: '/api/v1/alert-allowed-hosts',
    access: Access.Viewer,
    tag,
    summary: 'Hosts on the inside that webhooks and syslog may reach',
    response: z.object({ data: z.array(allowedHost) }),
  }),
  allowHost: endpoint({
    id: 'allowAlertHost',
    method: 'POST',
    path: '/api/v1/alert-allowed-hosts',
    access: Access.Admin,
    tag,
    summary: 'Allow webhooks and syslog to reach a host on the inside',
    body: allowHostRequest,
    response: allowedHost,
    status: 201,
  }),
  disallowHost: endpoint({
    id: 'disallowAlertHost',
    method: 'DELETE',
    path: '/api/v1/alert-allowed-hosts/:host',
    access: Access.Admin,
    tag,
    summary: 'Take that back',
    params: z.object({ host: z.string().min(1).max(253) }),
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
} as const;
