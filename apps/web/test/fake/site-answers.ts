import { exclusionsApi, sitesApi, type Reference, type Site } from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { fakeCheckTargets } from './fake-checks.js';
import type { FakeWorld } from './fake-world.js';
import { zoneOf } from './fleet-answers.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal } from './refusal.js';

/** Sites and exclusions. */
export const siteAnswers = [
  on(sitesApi.list, (world, { query }) =>
    pageOfList(
      world.sites.filter((site) => matches(site, query.search)),
      query,
    ),
  ),
  on(sitesApi.stats, (world) => {
    const enabled = world.sites.filter((site) => site.enabled);
    return {
      sites: world.sites.length,
      enabledSites: enabled.length,
      addresses: String(enabled.reduce((sum, site) => sum + BigInt(site.addressCount), 0n)),
      hosts: world.hosts.length,
      hostsUp: world.hosts.filter((host) => host.status === 'up').length,
      exclusions: world.exclusions.filter((exclusion) => exclusion.active).length,
    };
  }),
  on(sitesApi.get, (world, { params }) => found(world.sites, params.siteId, 'site')),
  on(sitesApi.create, (world, { body }) => {
    const check = fakeCheckTargets(body.targets);
    if (!check.valid)
      throw new Refusal(422, { code: 'invalid_targets', message: 'The targets hold mistakes.', issues: check.issues });
    if (world.sites.some((site) => site.name === body.name))
      throw new Refusal(409, {
        code: 'name_taken',
        message: 'There is such a site already.',
        issues: [{ path: 'name', message: 'is the name of another site' }],
      });
    const zone = zoneOf(world, body.zoneId);
    const site = {
      id: fakeId('site', world.sites.length + 1),
      name: body.name,
      description: body.description,
      zone: { id: zone.id, name: zone.name },
      targets: body.targets,
      addressCount: check.addressCount,
      nameCount: check.nameCount,
      exclusionCount: 0,
      enabled: body.enabled,
      scanMailRecipients: body.scanMailRecipients,
      differenceMailRecipients: body.differenceMailRecipients,
      ...defaultsOf(world, body),
      lastScan: null,
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.sites = [...world.sites, site];
    return site;
  }),
  on(sitesApi.update, (world, { params, body }) => {
    const site = found(world.sites, params.siteId, 'site');
    const { name, description, targets, enabled, scanMailRecipients, differenceMailRecipients } = { ...site, ...body };
    return Object.assign(
      site,
      { name, description, targets, enabled, scanMailRecipients, differenceMailRecipients },
      defaultsOf(world, { ...idsOf(site), ...body }),
    );
  }),
  on(sitesApi.remove, (world, { params }) => {
    world.sites = world.sites.filter((site) => site.id !== params.siteId);
    return {};
  }),
  on(sitesApi.checkTargets, (_, { body }) => fakeCheckTargets(body.targets, body.purpose)),
  on(sitesApi.why, (world, { query }) => ({
    address: query.address,
    included: false,
    explanation: `${query.address} is a target (line 1), but a global exclusion holds it out.`,
    targets: [{ token: '10.20.0.0/22', line: 1 }],
    exclusions: [
      {
        id: fakeId('exclusion', 1),
        target: world.voice('10.20.0.1-10.20.0.5'),
        scope: 'global',
        reason: world.voice('Core routers'),
      },
    ],
  })),

  on(exclusionsApi.list, (world, { query }) =>
    pageOfList(
      world.exclusions.filter(
        (each) =>
          matches(each, query.search) &&
          (query.site_id === undefined || each.site?.id === query.site_id) &&
          (query.scope === undefined || each.scope === query.scope),
      ),
      query,
    ),
  ),
  on(exclusionsApi.create, (world, { body }) => {
    const check = fakeCheckTargets(body.targets);
    if (!check.valid)
      throw new Refusal(422, { code: 'invalid_targets', message: 'The targets hold mistakes.', issues: check.issues });
    const site = world.sites.find((each) => each.id === body.siteId);
    const zone = body.zoneId === undefined ? undefined : zoneOf(world, body.zoneId);
    if ((body.scope === 'site' && !site) || (body.scope === 'zone' && !zone))
      throw new Refusal(422, { code: 'invalid_input', message: `Name the ${body.scope} that it holds for.` });
    const data = body.targets
      .split(/\s+/)
      .filter((token) => token !== '')
      .map((target, index) => ({
        id: fakeId('exclusion', world.exclusions.length + index + 1),
        scope: body.scope,
        zone: zone ? { id: zone.id, name: zone.name } : null,
        site: site ? { id: site.id, name: site.name } : null,
        target,
        reason: body.reason,
        author: 'admin',
        enabled: true,
        expiresAt: body.expiresAt,
        active: true,
        createdAt: minutesAgo(0),
      }));
    world.exclusions = [...world.exclusions, ...data];
    return { data };
  }),
  on(exclusionsApi.update, (world, { params, body }) => {
    const exclusion = found(world.exclusions, params.exclusionId, 'exclusion');
    Object.assign(exclusion, body);
    const isPast = exclusion.expiresAt !== null && Date.parse(exclusion.expiresAt) < Date.now();
    return Object.assign(exclusion, { active: exclusion.enabled && !isPast });
  }),
  on(exclusionsApi.remove, (world, { params }) => {
    world.exclusions = world.exclusions.filter((exclusion) => exclusion.id !== params.exclusionId);
    return {};
  }),
] as const;

/** What scans of a site take unless told otherwise, as ids. */
interface Defaults {
  readonly defaultCommandId: string | null;
  readonly defaultEngineId: string | null;
  readonly defaultPoolId: string | null;
  readonly maxShards: number | null;
  readonly maxRate: number | null;
}

function idsOf(site: Site): Defaults {
  return {
    defaultCommandId: site.defaultCommand?.id ?? null,
    defaultEngineId: site.defaultEngine?.id ?? null,
    defaultPoolId: site.defaultPool?.id ?? null,
    maxShards: site.maxShards,
    maxRate: site.maxRate,
  };
}

function defaultsOf(
  world: FakeWorld,
  ids: Defaults,
): Pick<Site, 'defaultCommand' | 'defaultEngine' | 'defaultPool' | 'maxShards' | 'maxRate'> {
  return {
    defaultCommand: referenceTo(world.commands, ids.defaultCommandId),
    defaultEngine: referenceTo(world.engines, ids.defaultEngineId),
    defaultPool: referenceTo(world.pools, ids.defaultPoolId),
    maxShards: ids.maxShards,
    maxRate: ids.maxRate,
  };
}

function referenceTo(items: readonly Reference[], id: string | null): Reference | null {
  const item = items.find((each) => each.id === id);
  return item ? { id: item.id, name: item.name } : null;
}
