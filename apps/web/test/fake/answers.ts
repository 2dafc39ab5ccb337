import { accessApi, changesApi, hostsApi, scanCommandsApi, systemApi } from '@scanfleet/contracts';
import { alertAnswers } from './alert-answers.js';
import { found, on, type Answer } from './answer.js';
import { blackoutAnswers } from './blackout-answers.js';
import { fakeCheckOptions } from './fake-checks.js';
import { fakeObservations } from './fake-hosts.js';
import type { FakeWorld } from './fake-world.js';
import { fleetAnswers } from './fleet-answers.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal, notFound } from './refusal.js';
import { scanAnswers } from './scan-answers.js';
import { scheduleAnswers } from './schedule-answers.js';
import { siteAnswers } from './site-answers.js';

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

  ...siteAnswers,
  ...fleetAnswers,
  ...alertAnswers,

  on(scanCommandsApi.list, (world, { query }) =>
    pageOfList(
      world.commands.filter((command) => matches(command, query.search)),
      query,
    ),
  ),
  on(scanCommandsApi.get, (world, { params }) => found(world.commands, params.commandId, 'command')),
  on(scanCommandsApi.check, (_, { body }) => fakeCheckOptions(body)),
  on(scanCommandsApi.create, (world, { body }) => {
    const check = fakeCheckOptions(body);
    if (!check.valid)
      throw new Refusal(422, { code: 'invalid_options', message: 'The options hold mistakes.', issues: check.issues });
    const command = {
      ...body,
      id: fakeId('command', world.commands.length + 1),
      argv: check.argv,
      followUpArgv: check.followUpArgv,
      discovery: false,
      builtIn: false,
      usual: false,
      createdAt: minutesAgo(0),
      updatedAt: minutesAgo(0),
    };
    world.commands = [...world.commands, command];
    return command;
  }),
  on(scanCommandsApi.update, (world, { params, body }) => {
    const command = found(world.commands, params.commandId, 'command');
    const { name = command.name, options = command.options, followUp = command.followUp } = body;
    const check = fakeCheckOptions({ scanner: command.scanner, options, followUp });
    if (!check.valid)
      throw new Refusal(422, { code: 'invalid_options', message: 'The options hold mistakes.', issues: check.issues });
    return Object.assign(command, { name, options, followUp, argv: check.argv, followUpArgv: check.followUpArgv });
  }),
  on(scanCommandsApi.clone, (world, { params }) => {
    const copy = {
      ...found(world.commands, params.commandId, 'command'),
      id: fakeId('command', world.commands.length + 1),
      builtIn: false,
      usual: false,
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

  ...scanAnswers,
  ...scheduleAnswers,
  ...blackoutAnswers,

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
        (change) =>
          matches(change, query.search) &&
          (query.kind === undefined || change.kind === query.kind) &&
          (query.acknowledged === undefined || String(change.acknowledged !== null) === query.acknowledged),
      ),
      query,
    ),
  ),
  on(changesApi.acknowledge, (world, { body }) => {
    const named = world.changes.filter(({ id }) => body.changeIds.includes(id));
    for (const change of named)
      change.acknowledged ??= { at: new Date().toISOString(), by: account(world).name, note: body.note };
    return { acknowledged: named.length };
  }),
  on(changesApi.unacknowledge, (world, { body }) => {
    const known = world.changes.filter(({ id, acknowledged }) => body.changeIds.includes(id) && acknowledged !== null);
    for (const change of known) change.acknowledged = null;
    return { unacknowledged: known.length };
  }),
]);

function account(world: FakeWorld) {
  return { id: fakeId('user', 1), name: 'admin', role: world.role, kind: 'user' as const };
}
