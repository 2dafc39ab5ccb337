import {
  accessApi,
  changesApi,
  enginesApi,
  exclusionsApi,
  hostsApi,
  scanCommandsApi,
  scansApi,
  sitesApi,
  systemApi,
  type Endpoint,
  type InputOf,
  type Scan,
  type ScanState,
} from '@scanfleet/contracts';
import type * as z from 'zod';
import { fakeCheckOptions, fakeCheckTargets } from './fake-checks.js';
import { fakeObservations } from './fake-hosts.js';
import { fakeArgv } from './fake-plans.js';
import type { FakeWorld } from './fake-world.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal, notFound } from './refusal.js';

export type Answer = (world: FakeWorld, input: { params: never; query: never; body: never }) => unknown;

/** Pairs an endpoint with how the fake answers it, so that inputs and outputs can't differ from the contracts. */
function on<E extends Endpoint>(
  target: E,
  answer: (world: FakeWorld, input: InputOf<E>) => z.input<E['response']>,
): readonly [string, Answer] {
  return [target.id, answer as unknown as Answer];
}

export const answers: ReadonlyMap<string, Answer> = new Map([
  on(systemApi.version, () => ({
    name: 'scanfleet' as const,
    version: '0.1.0',
    engineProtocols: [1],
    time: minutesAgo(0),
  })),
  on(systemApi.dashboard, (world) => ({
    hosts: {
      total: world.hosts.length,
      up: world.hosts.filter((host) => host.status === 'up').length,
      newLast7Days: world.hosts.length === 0 ? 0 : 17,
    },
    openPorts: world.hosts.reduce((sum, host) => sum + host.openPorts.length, 0),
    sites: world.sites.length,
    scans: {
      running: world.scans.filter((scan) => scan.state === 'running').length,
      waiting: world.scans.filter((scan) => scan.state === 'planned').length,
      failedLast7Days: world.scans.filter((scan) => scan.state === 'failed').length,
    },
    engines: { total: world.engines.length, online: world.engines.filter((engine) => engine.online).length },
    activity: [4, 7, 3, 9, 12, 8, 5].map((completed, index) => ({
      day: minutesAgo((6 - index) * 1440).slice(0, 10),
      completed: world.scans.length === 0 ? 0 : completed,
      failed: world.scans.length === 0 ? 0 : ([0, 1, 0, 0, 2, 0, 1][index] ?? 0),
    })),
    topPorts:
      world.hosts.length === 0
        ? []
        : (
            [
              [443, 141],
              [22, 118],
              [80, 97],
              [445, 64],
              [3389, 41],
              [5432, 38],
              [9100, 22],
            ] as const
          ).map(([port, hosts]) => ({ protocol: 'tcp', port, hosts })),
    recentScans: world.scans.slice(0, 6),
    recentChanges: world.changes.slice(0, 8),
  })),

  on(accessApi.signIn, (world, { body }) => {
    if (body.password !== world.password)
      throw new Refusal(401, { code: 'wrong_credentials', message: 'Name or password is wrong.' });
    world.signedIn = true;
    return account(world);
  }),
  on(accessApi.signOut, (world) => {
    world.signedIn = false;
    return {};
  }),
  on(accessApi.me, account),
  on(accessApi.changePassword, (world, { body }) => {
    if (body.currentPassword !== world.password) {
      throw new Refusal(422, {
        code: 'invalid_request',
        message: 'The current password is wrong.',
        issues: [{ path: 'currentPassword', message: 'is wrong' }],
      });
    }
    return {};
  }),
  on(accessApi.listSessions, (world) => ({ data: world.sessions })),
  on(accessApi.endSession, (world, { params }) => {
    world.sessions = world.sessions.filter((session) => session.id !== params.sessionId);
    return {};
  }),
  on(accessApi.listUsers, (world) => ({ data: world.users })),
  on(accessApi.createUser, (world, { body }) => {
    if (world.users.some((user) => user.name === body.name))
      throw new Refusal(409, {
        code: 'name_taken',
        message: 'There is such a user already.',
        issues: [{ path: 'name', message: 'is taken' }],
      });
    const user = {
      id: fakeId('user', world.users.length + 1),
      name: body.name,
      role: body.role,
      disabled: false,
      createdAt: minutesAgo(0),
      lastSignInAt: null,
    };
    world.users = [...world.users, user];
    return user;
  }),
  on(accessApi.updateUser, (world, { params, body }) => {
    const user = world.users.find((each) => each.id === params.userId);
    if (user === undefined) throw notFound('user');
    Object.assign(user, { role: body.role ?? user.role, disabled: body.disabled ?? user.disabled });
    return user;
  }),
  on(accessApi.deleteUser, (world, { params }) => {
    world.users = world.users.filter((user) => user.id !== params.userId);
    return {};
  }),
  on(accessApi.listApiKeys, (world) => ({ data: world.apiKeys })),
  on(accessApi.createApiKey, (world, { body }) => {
    const key = {
      id: fakeId('key', world.apiKeys.length + 1),
      name: body.name,
      role: body.role,
      prefix: 'sfk_9d2e',
      createdAt: minutesAgo(0),
      expiresAt: body.expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    world.apiKeys = [...world.apiKeys, key];
    return { ...key, key: 'sfk_9d2eT0pS3cretKeyThatIsShownOnce' };
  }),
  on(accessApi.revokeApiKey, (world, { params }) => {
    world.apiKeys = world.apiKeys.map((key) => (key.id === params.keyId ? { ...key, revokedAt: minutesAgo(0) } : key));
    return {};
  }),

  on(sitesApi.list, (world, { query }) =>
    pageOfList(
      world.sites.filter((site) => matches(site, query.search)),
      query,
    ),
  ),
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
    const command = world.commands.find((each) => each.id === body.defaultCommandId);
    const site = {
      id: fakeId('site', world.sites.length + 1),
      name: body.name,
      description: body.description,
      zone: { id: fakeId('zone', 1), name: 'default' },
      targets: body.targets,
      addressCount: check.addressCount,
      nameCount: check.nameCount,
      exclusionCount: 0,
      enabled: body.enabled,
      defaultCommand: command ? { id: command.id, name: command.name } : null,
      defaultEngine: null,
      lastScan: null,
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.sites = [...world.sites, site];
    return site;
  }),
  on(sitesApi.update, (world, { params, body }) => {
    const site = found(world.sites, params.siteId, 'site');
    Object.assign(site, {
      name: body.name ?? site.name,
      description: body.description ?? site.description,
      targets: body.targets ?? site.targets,
      enabled: body.enabled ?? site.enabled,
    });
    return site;
  }),
  on(sitesApi.remove, (world, { params }) => {
    world.sites = world.sites.filter((site) => site.id !== params.siteId);
    return {};
  }),
  on(sitesApi.checkTargets, (_, { body }) => fakeCheckTargets(body.targets)),
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
    const data = body.targets
      .split(/\s+/)
      .filter((token) => token !== '')
      .map((target, index) => ({
        id: fakeId('exclusion', world.exclusions.length + index + 1),
        scope: body.scope,
        zone: null,
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
    Object.assign(exclusion, { enabled: body.enabled ?? exclusion.enabled, active: body.enabled ?? exclusion.active });
    return exclusion;
  }),
  on(exclusionsApi.remove, (world, { params }) => {
    world.exclusions = world.exclusions.filter((exclusion) => exclusion.id !== params.exclusionId);
    return {};
  }),

  on(scanCommandsApi.list, (world, { query }) =>
    pageOfList(
      world.commands.filter((command) => matches(command, query.search)),
      query,
    ),
  ),
  on(scanCommandsApi.get, (world, { params }) => found(world.commands, params.commandId, 'command')),
  on(scanCommandsApi.check, (_, { body }) => fakeCheckOptions(body.scanner, body.options)),
  on(scanCommandsApi.create, (world, { body }) => {
    const check = fakeCheckOptions(body.scanner, body.options);
    if (!check.valid)
      throw new Refusal(422, { code: 'invalid_options', message: 'The options hold mistakes.', issues: check.issues });
    const command = {
      ...body,
      id: fakeId('command', world.commands.length + 1),
      argv: check.argv,
      discovery: false,
      builtIn: false,
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.commands = [...world.commands, command];
    return command;
  }),
  on(scanCommandsApi.update, (world, { params, body }) => {
    const command = found(world.commands, params.commandId, 'command');
    Object.assign(command, {
      name: body.name ?? command.name,
      options: body.options ?? command.options,
      argv: fakeArgv(command.scanner, body.options ?? command.options),
    });
    return command;
  }),
  on(scanCommandsApi.clone, (world, { params }) => {
    const copy = {
      ...found(world.commands, params.commandId, 'command'),
      id: fakeId('command', world.commands.length + 1),
      builtIn: false,
    };
    const named = { ...copy, name: `${copy.name} (copy)` };
    world.commands = [...world.commands, named];
    return named;
  }),
  on(scanCommandsApi.remove, (world, { params }) => {
    const user = world.sites.find((site) => site.defaultCommand?.id === params.commandId);
    if (user)
      throw new Refusal(409, {
        code: 'command_in_use',
        message: `The site ${user.name} uses this command. Give the site another one first.`,
      });
    world.commands = world.commands.filter((command) => command.id !== params.commandId);
    return {};
  }),

  on(enginesApi.list, (world, { query }) =>
    pageOfList(
      world.engines.filter((engine) => matches(engine, query.search)),
      query,
    ),
  ),
  on(enginesApi.get, (world, { params }) => found(world.engines, params.engineId, 'engine')),
  on(enginesApi.update, (world, { params, body }) => {
    const engine = found(world.engines, params.engineId, 'engine');
    Object.assign(engine, { name: body.name ?? engine.name, enabled: body.enabled ?? engine.enabled });
    return engine;
  }),
  on(enginesApi.remove, (world, { params }) => {
    world.engines = world.engines.filter((engine) => engine.id !== params.engineId);
    return {};
  }),
  on(enginesApi.rotateToken, () => ({ token: 'sfe_newEngineTokenShownOnce', prefix: 'sfe_newE' })),
  on(enginesApi.revokeToken, (world, { params }) => {
    Object.assign(found(world.engines, params.engineId, 'engine'), { tokenPrefix: null });
    return {};
  }),
  on(enginesApi.listJoinTokens, (world) => ({ data: world.joinTokens })),
  on(enginesApi.createJoinToken, (world) => {
    const token = {
      id: fakeId('token', 9),
      prefix: 'sfj_T9aa',
      zone: { id: fakeId('zone', 1), name: 'default' },
      createdAt: minutesAgo(0),
      expiresAt: minutesAgo(-60),
      usedAt: null,
      usedBy: null,
    };
    world.joinTokens = [token, ...world.joinTokens];
    return { ...token, token: 'sfj_T9aaJoinTokenShownOnce' };
  }),
  on(enginesApi.deleteJoinToken, (world, { params }) => {
    world.joinTokens = world.joinTokens.filter((token) => token.id !== params.tokenId);
    return {};
  }),

  on(scansApi.list, (world, { query }) =>
    pageOfList(
      world.scans.filter(
        (scan) =>
          matches(scan, query.search) &&
          (query.state === undefined || scan.state === query.state) &&
          (query.site_id === undefined || scan.site?.id === query.site_id),
      ),
      query,
    ),
  ),
  on(scansApi.get, (world, { params }) => found(world.scans, params.scanId, 'scan')),
  on(scansApi.create, (world, { body }) => {
    const site = world.sites.find((each) => each.id === body.siteId);
    const [pattern] = world.scans.filter((scan) => scan.state === 'planned');
    const command = world.commands.find((each) => each.id === body.commandId) ?? world.commands[0];
    if (pattern === undefined || command === undefined)
      throw new Refusal(409, {
        code: 'nothing_to_scan',
        message: 'Every address of these targets is excluded. Nothing is left to scan.',
        issues: [{ path: 'targets', message: 'are all excluded' }],
      });
    const scan: Scan = {
      ...pattern,
      id: fakeId('scan', 100 + world.scans.length),
      site: site ? { id: site.id, name: site.name } : null,
      targetSummary: body.targets ?? '',
      command: { id: command.id, name: command.name, scanner: command.scanner, options: command.options },
      createdAt: minutesAgo(0),
    };
    world.scans = [scan, ...world.scans];
    world.results = [];
    return scan;
  }),
  on(scansApi.results, (world, { query }) =>
    pageOfList(
      world.results.filter(
        (result) => matches(result, query.search) && (query.status === undefined || result.status === query.status),
      ),
      query,
    ),
  ),
  on(scansApi.stop, (world, { params }) => turn(world, params.scanId, 'cancelled')),
  on(scansApi.pause, (world, { params }) => turn(world, params.scanId, 'paused')),
  on(scansApi.resume, (world, { params }) => turn(world, params.scanId, 'running')),
  on(scansApi.remove, (world, { params }) => {
    world.scans = world.scans.filter((scan) => scan.id !== params.scanId);
    return {};
  }),

  on(hostsApi.list, (world, { query }) =>
    pageOfList(
      world.hosts.filter(
        (host) =>
          matches(host, query.search) &&
          (query.status === undefined || host.status === query.status) &&
          (query.port === undefined || host.openPorts.includes(query.port)) &&
          matches(host.os, query.os) &&
          matches(host.vendor, query.vendor),
      ),
      query,
    ),
  ),
  on(hostsApi.get, (world, { params }) => found(world.hosts, params.hostId, 'host')),
  on(hostsApi.scans, (world, { params, query }) =>
    pageOfList(fakeObservations(found(world.hosts, params.hostId, 'host'), world.voice), query),
  ),
  on(hostsApi.changes, (world, { params, query }) =>
    pageOfList(
      world.changes.slice(0, 7).map((change) => ({ ...change, hostId: params.hostId })),
      query,
    ),
  ),
  on(changesApi.list, (world, { query }) =>
    pageOfList(
      world.changes.filter(
        (change) => matches(change, query.search) && (query.kind === undefined || change.kind === query.kind),
      ),
      query,
    ),
  ),
]);

function account(world: FakeWorld) {
  return { id: fakeId('user', 1), name: 'admin', role: world.role, kind: 'user' as const };
}

function found<Item extends { readonly id: string }>(items: readonly Item[], id: string, what: string): Item {
  const item = items.find((each) => each.id === id);
  if (item === undefined) throw notFound(what);
  return item;
}

function turn(world: FakeWorld, scanId: string, state: ScanState): Scan {
  return Object.assign(found(world.scans, scanId, 'scan'), { state });
}
