import * as z from 'zod';
import { mailRecipients } from './alert-channels.js';
import { Access, endpoint } from './endpoint.js';
import {
  bigCount,
  description,
  displayName,
  empty,
  listQuery,
  packetRate,
  pageOf,
  problemIssue,
  reference,
  shardLimit,
  timestamp,
  uuid,
  writtenText,
} from './primitives.js';

export const MAX_TARGET_TEXT = 4_194_304;
/** Targets as a person writes them: one or many a line, with `#` comments. Kept as written. */
export const targetText = writtenText.max(MAX_TARGET_TEXT, 'is longer than 4 MiB; split it over several sites');

export const site = z.object({
  id: uuid,
  name: z.string(),
  description: z.string(),
  zone: reference,
  targets: z.string(),
  /** Addresses named by the targets, without host names and before exclusions. */
  addressCount: bigCount,
  nameCount: z.number().int(),
  exclusionCount: z.number().int(),
  enabled: z.boolean(),
  defaultCommand: reference.nullable(),
  defaultEngine: reference.nullable(),
  defaultPool: reference.nullable(),
  /** Shards of its scans that may run at a time; null = no limit. */
  maxShards: z.number().int().nullable(),
  /** Packets a second that all engines together may send to it; null = no limit. */
  maxRate: z.number().int().nullable(),
  /** Who gets a mail when a scan of it starts, ends, fails, is paused or cancelled. */
  scanMailRecipients: z.array(z.string()),
  /** Who gets a mail with what a scan of it found to differ from before. */
  differenceMailRecipients: z.array(z.string()),
  lastScan: z.object({ id: uuid, state: z.string(), at: timestamp }).nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
});
export type Site = z.infer<typeof site>;

/** A site in a list: without its target text. */
export const siteSummary = site.omit({ targets: true });
export type SiteSummary = z.infer<typeof siteSummary>;

export const createSiteRequest = z
  .object({
    name: displayName,
    description: description.default(''),
    zoneId: uuid.optional(),
    targets: targetText,
    enabled: z.boolean().default(true),
    defaultCommandId: uuid.nullable().default(null),
    defaultEngineId: uuid.nullable().default(null),
    defaultPoolId: uuid.nullable().default(null),
    maxShards: shardLimit.nullable().default(null),
    maxRate: packetRate.nullable().default(null),
    scanMailRecipients: mailRecipients.default([]),
    differenceMailRecipients: mailRecipients.default([]),
  })
  .strict();
export const updateSiteRequest = z
  .object({
    name: displayName.optional(),
    description: description.optional(),
    targets: targetText.optional(),
    enabled: z.boolean().optional(),
    defaultCommandId: uuid.nullable().optional(),
    defaultEngineId: uuid.nullable().optional(),
    defaultPoolId: uuid.nullable().optional(),
    maxShards: shardLimit.nullable().optional(),
    maxRate: packetRate.nullable().optional(),
    scanMailRecipients: mailRecipients.optional(),
    differenceMailRecipients: mailRecipients.optional(),
  })
  .strict();

/**
 * Live validation of a target text before it is saved. A `filter` narrows something, as in alert rules and mutes: it takes no
 * host names, and what a scan would make of it does not matter.
 */
export const checkTargetsRequest = z
  .object({
    targets: targetText,
    siteId: uuid.optional(),
    zoneId: uuid.optional(),
    purpose: z.enum(['scan', 'filter']).default('scan'),
  })
  .strict();
export const checkedTargets = z.object({
  valid: z.boolean(),
  addressCount: bigCount,
  nameCount: z.number().int(),
  /** Addresses left after all exclusions that hold now (global, zone, and the site's when one is named). */
  scannableCount: bigCount,
  excludedCount: bigCount,
  issues: z.array(problemIssue),
  /** What to know of targets that are good: special ranges, what was read differently from what was written, host names. */
  notes: z.array(z.string()).optional(),
});
export type CheckedTargets = z.infer<typeof checkedTargets>;

/** Answer to "why is this address in or out?". */
export const addressVerdict = z.object({
  address: z.string(),
  included: z.boolean(),
  /** One sentence for people. */
  explanation: z.string(),
  targets: z.array(z.object({ token: z.string(), line: z.number().int() })),
  exclusions: z.array(z.object({ id: uuid, target: z.string(), scope: z.string(), reason: z.string() })),
});
export type AddressVerdict = z.infer<typeof addressVerdict>;

/** All sites together. */
export const siteStats = z.object({
  sites: z.number().int(),
  enabledSites: z.number().int(),
  /** Addresses named by the targets of enabled sites, before exclusions; what several sites name counts for each. */
  addresses: bigCount,
  /** Hosts of the inventory, and those of them that are up. */
  hosts: z.number().int(),
  hostsUp: z.number().int(),
  /** Exclusions that hold now, of every scope. */
  exclusions: z.number().int(),
});
export type SiteStats = z.infer<typeof siteStats>;

const tag = 'sites';
const params = z.object({ siteId: uuid });
export const siteListQuery = listQuery(['name', 'createdAt', 'updatedAt', 'addressCount', 'enabled'], {
  sortBy: 'name',
  sortOrder: 'asc',
});
export const sitesApi = {
  list: endpoint({
    id: 'listSites',
    method: 'GET',
    path: '/api/v1/sites',
    access: Access.Viewer,
    tag,
    summary: 'List sites',
    query: siteListQuery,
    response: pageOf(siteSummary),
  }),
  create: endpoint({
    id: 'createSite',
    method: 'POST',
    path: '/api/v1/sites',
    access: Access.Operator,
    tag,
    summary: 'Create a site',
    body: createSiteRequest,
    response: site,
    status: 201,
  }),
  stats: endpoint({
    id: 'getSiteStats',
    method: 'GET',
    path: '/api/v1/sites/stats',
    access: Access.Viewer,
    tag,
    summary: 'Numbers over all sites: networks, addresses, hosts, exclusions',
    response: siteStats,
  }),
  checkTargets: endpoint({
    id: 'checkTargets',
    method: 'POST',
    path: '/api/v1/sites/check-targets',
    access: Access.Viewer,
    tag,
    summary: 'Check a target text and count its addresses',
    body: checkTargetsRequest,
    response: checkedTargets,
  }),
  get: endpoint({
    id: 'getSite',
    method: 'GET',
    path: '/api/v1/sites/:siteId',
    access: Access.Viewer,
    tag,
    summary: 'Get a site',
    params,
    response: site,
  }),
  update: endpoint({
    id: 'updateSite',
    method: 'PATCH',
    path: '/api/v1/sites/:siteId',
    access: Access.Operator,
    tag,
    summary: 'Change a site',
    params,
    body: updateSiteRequest,
    response: site,
  }),
  remove: endpoint({
    id: 'deleteSite',
    method: 'DELETE',
    path: '/api/v1/sites/:siteId',
    access: Access.Operator,
    tag,
    summary: 'Delete a site; its scans and hosts stay',
    params,
    response: empty,
    status: 204,
    responseKind: 'none',
  }),
  why: endpoint({
    id: 'whyAddress',
    method: 'GET',
    path: '/api/v1/sites/:siteId/why',
    access: Access.Viewer,
    tag,
    summary: 'Why an address is in or out of a site',
    params,
    query: z.object({ address: z.string().min(1).max(64) }).strict(),
    response: addressVerdict,
  }),
} as const;
