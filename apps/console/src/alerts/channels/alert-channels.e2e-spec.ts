import { createHmac, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { AlertChannel, AlertDelivery, DeliveryDetail, SavedChannel } from '@scanfleet/contracts';
import { SMTPServer } from 'smtp-server';
import { aMessage, TableLookup } from '../../../test/alert-messages.js';
import { HookServer } from '../../../test/delivery-bench.js';
import { aConsole, type TestConsole } from '../../../test/harness.js';
import { hasOpenssl, testCertificates } from '../../../test/test-certificates.js';
import { Database } from '../../platform/database/database.js';
import { Outbox } from '../outbox/outbox.js';
import { HostLookup } from '../senders/host-lookup.js';

const channels = '/api/v1/alert-channels';
const deliveries = '/api/v1/alert-deliveries';
const hosts = '/api/v1/alert-allowed-hosts';
const noOne = '00000000-0000-4000-8000-0000000000ff';
const lookup = new TableLookup({
  'hooks.example': [['8.8.8.8']],
  'chat.corp.example': [['10.1.2.3']],
  'log.example': [['127.0.0.1']],
});

let console: TestConsole;
let hook: HookServer;
let mailServer: SMTPServer;
const mailedTo: string[] = [];

beforeAll(async () => {
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, taken) {
      stream.resume();
      stream.once('end', () => {
        mailedTo.push(...session.envelope.rcptTo.map(({ address }) => address));
        taken();
      });
    },
  });
  await new Promise<void>((done) => mailServer.listen(0, '127.0.0.1', done));
  const { port } = mailServer.server.address() as AddressInfo;
  console = await aConsole({
    settings: { smtpUrl: `smtp://127.0.0.1:${port}`, mailFrom: 'scanfleet@example.org' },
    overrides: (builder) => builder.overrideProvider(HostLookup).useValue(lookup),
  });
}, 60_000);
afterAll(async () => {
  await console?.close();
  await new Promise<void>((done) => mailServer.close(done));
});
beforeEach(async () => {
  await console.empty('alert_message', 'alert_rule', 'alert_channel', 'alert_allowed_host');
  hook = await HookServer.open();
});
afterEach(() => hook.close());

const admin = () => console.asRole('admin');
const allow = async (host: string): Promise<void> => {
  await admin().post(hosts).send({ host, reason: 'the test is here' }).expect(201);
};
const add = async (settings: object, more: object = {}): Promise<SavedChannel> => {
  const wish = { name: `channel ${randomUUID()}`, settings, ...more };
  return (await admin().post(channels).send(wish).expect(201)).body as SavedChannel;
};
const aHook = async (more: object = {}): Promise<SavedChannel> => {
  await allow('127.0.0.1');
  return add({ kind: 'webhook', url: hook.url, ...more });
};
const refused = async (
  settings: object,
  status = 422,
): Promise<{ path: string; message: string; code?: string; token?: string }> => {
  const { body } = await admin().post(channels).send({ name: 'refused', settings }).expect(status);
  return body.issues[0];
};
const post = async (channelIds: string[], more: object = {}): Promise<void> => {
  const outbox = console.app.get(Outbox);
  await console.app.get(Database).transaction((tx) => outbox.post(tx, { message: aMessage(), channelIds, ...more }));
};
const log = async (query = ''): Promise<AlertDelivery[]> =>
  (await console.asRole('viewer').get(`${deliveries}?${query}`).expect(200)).body.data as AlertDelivery[];
const eventually = async (state: string): Promise<AlertDelivery> => {
  for (let round = 0; round < 400; round += 1) {
    const [first] = await log();
    if (first?.state === state) return first;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`no delivery became ${state}`);
};

/** The newest delivery, once an attempt of it has failed. */
const tried = async (): Promise<AlertDelivery> => {
  for (let round = 0; round < 400; round += 1) {
    const [first] = await log();
    if (first && first.attempts > 0) return first;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error('nothing is tried');
};

describe(channels, () => {
  it('adds one of each kind and shows where it leads, without its secrets', async () => {
    const email = await add({ kind: 'email', to: ['ops@example.org', 'noc@example.org'] });
    expect(email).toMatchObject({ target: 'ops@example.org and 1 more', to: ['ops@example.org', 'noc@example.org'] });
    for (const kind of ['webhook', 'slack', 'teams', 'discord']) {
      const made = await add({ kind, url: 'https://hooks.example:8443/T0/B0/s3cret?token=s3cret' });
      expect(made).toMatchObject({
        kind,
        target: 'https://hooks.example:8443/…',
        to: null,
        syslog: null,
        enabled: true,
      });
      expect(made.secret === null).toBe(kind !== 'webhook');
    }
    await allow('log.example');
    const syslog = await add({ kind: 'syslog', host: 'log.example', port: 514, transport: 'udp' });
    expect(syslog).toMatchObject({
      target: 'udp://log.example:514',
      syslog: { host: 'log.example', port: 514, transport: 'udp', facility: 16 },
      createdBy: 'test admin',
      lastDelivery: null,
      ruleCount: 0,
    });
    const list = await console.asRole('viewer').get(channels).expect(200);
    expect(list.body.pagination.total).toBe(6);
    expect(list.text).not.toContain('s3cret');
    expect((await console.asRole('viewer').get(`${channels}/${email.id}`)).body).toMatchObject({ id: email.id });
  });

  it('keeps secrets sealed: neither the database nor the log has them', async () => {
    const given = 'a very secret secret of mine';
    const url = 'https://hooks.example/path-that-is-secret';
    const channel = await add({ kind: 'webhook', url, secret: given });
    expect(channel.secret).toBeNull();
    const [stored] = await console.database.query('SELECT to_jsonb(c) AS c FROM alert_channel c');
    expect(JSON.stringify(stored)).not.toMatch(/secret of mine|path-that-is-secret/);
    expect(console.logLines.join()).not.toMatch(/secret of mine|path-that-is-secret/);
  });

  it('shows a secret that it made this once, and signs by it', async () => {
    const { id, secret } = await aHook();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect((await console.asRole('viewer').get(`${channels}/${id}`)).text).not.toContain(secret);
    await console.asRole('operator').post(`${channels}/${id}/test`).expect(200);
    const [{ headers, body } = { headers: {} as HookServer['calls'][0]['headers'], body: '' }] = hook.calls;
    const signed = createHmac('sha256', secret ?? '')
      .update(`${headers['x-scanfleet-timestamp']}.${body}`)
      .digest('hex');
    expect(headers['x-scanfleet-signature']).toBe(`v1=${signed}`);
  });

  it('changes what is given; a webhook keeps its secret unless another is given, and its kind always', async () => {
    const { id, secret } = await aHook();
    const patch = (change: object, status = 200) => admin().patch(`${channels}/${id}`).send(change).expect(status);
    expect((await patch({ name: 'renamed', enabled: false })).body).toMatchObject({
      name: 'renamed',
      enabled: false,
      secret: null,
    });
    expect(
      (await patch({ settings: { kind: 'webhook', url: `${hook.url}/2` }, enabled: true })).body.secret,
    ).toBeNull();
    await console.asRole('operator').post(`${channels}/${id}/test`).expect(200);
    const [call] = hook.calls;
    const signed = createHmac('sha256', secret ?? '').update(`${call?.headers['x-scanfleet-timestamp']}.${call?.body}`);
    expect(call?.headers['x-scanfleet-signature']).toBe(`v1=${signed.digest('hex')}`);
    const { body } = await patch({ settings: { kind: 'slack', url: hook.url } }, 422);
    expect(body.issues[0]).toMatchObject({
      path: 'settings.kind',
      message: expect.stringContaining('must stay webhook'),
    });
    await admin().patch(`${channels}/${noOne}`).send({ name: 'x' }).expect(404);
  });

  it('refuses a name that is taken', async () => {
    await add({ kind: 'email', to: ['a@example.org'] }, { name: 'Ops' });
    const again = { name: 'ops', settings: { kind: 'email', to: ['b@example.org'] } };
    expect((await admin().post(channels).send(again).expect(409)).body.code).toBe('channel_name_taken');
  });

  it.each([
    [
      { kind: 'webhook', url: 'https://chat.corp.example/hook' },
      'settings.url',
      'chat.corp.example',
      'leads to 10.1.2.3, a private address',
    ],
    [{ kind: 'slack', url: 'http://0x7f.1/' }, 'settings.url', '127.0.0.1', 'is 127.0.0.1, a loopback address'],
    [{ kind: 'teams', url: 'https://[::ffff:169.254.169.254]/' }, 'settings.url', '169.254.169.254', 'metadata'],
    [
      { kind: 'syslog', host: '10.0.0.1', port: 514, transport: 'tcp' },
      'settings.host',
      '10.0.0.1',
      'a private address',
    ],
  ])('refuses %j, naming the host that an admin can allow', async (settings, path, token, words) => {
    expect(await refused(settings)).toMatchObject({
      path,
      token,
      code: 'inside_host',
      message: expect.stringContaining(words),
    });
    await allow(token);
    await add(settings);
  });

  it.each([
    [{ kind: 'webhook', url: 'https://nowhere.example/' }, 422, 'settings.url', 'leads nowhere'],
    [
      { kind: 'discord', url: 'https://user:pass@hooks.example/' },
      422,
      'settings.url',
      'must not hold a user and password',
    ],
    [{ kind: 'slack', url: 'ftp://hooks.example/' }, 400, 'settings.url', 'must be a URL such as'],
    [{ kind: 'webhook', url: 'https://hooks.example/', secret: 'short' }, 400, 'settings.secret', 'at least 16'],
    [{ kind: 'email', to: ['ops@example.org\r\nBcc: x@example.org'] }, 400, 'settings.to.0', 'is no mail address'],
    [{ kind: 'email', to: [] }, 400, 'settings.to', 'at least one'],
    [
      { kind: 'syslog', host: 'hooks.example', port: 6514, transport: 'tls', ca: 'no pem' },
      422,
      'settings.ca',
      'no certificate',
    ],
    [{ kind: 'syslog', host: 'hooks.example', port: 0, transport: 'tls' }, 400, 'settings.port', 'at least 1'],
  ])('refuses %j', async (settings, status, path, words) => {
    expect(await refused(settings, status)).toMatchObject({ path, message: expect.stringContaining(words) });
  });

  (hasOpenssl ? it : it.skip)(
    'keeps the authority of a receiver that is edited, but not of another (needs openssl)',
    async () => {
      const settings = { kind: 'syslog', host: 'hooks.example', port: 6514, transport: 'tls' };
      const { ca } = testCertificates('DNS:hooks.example');
      const { id } = await add({ ...settings, ca });
      const stored = async () =>
        (await console.database.query<{ ca: string | null }>(`SELECT settings ->> 'ca' AS ca FROM alert_channel`))[0]
          ?.ca;
      await admin()
        .patch(`${channels}/${id}`)
        .send({ settings: { ...settings, port: 6515 } })
        .expect(200);
      expect(await stored()).toBe(ca);
      await admin()
        .patch(`${channels}/${id}`)
        .send({ settings: { ...settings, host: '8.8.8.8' } })
        .expect(200);
      expect(await stored()).toBeNull();
    },
  );

  it('is found by its kind and by whether it is enabled; the list says that mail can be sent', async () => {
    const mail = await add({ kind: 'email', to: ['a@example.org'] });
    const chat = await add({ kind: 'slack', url: 'https://hooks.example/T0' }, { enabled: false });
    const found = async (query: object): Promise<string[]> => {
      const { body } = await console.asRole('viewer').get(channels).query(query).expect(200);
      expect(body.mailProblem).toBeNull();
      return body.data.map(({ id }: AlertChannel) => id);
    };
    expect(await found({ kind: 'email' })).toEqual([mail.id]);
    expect(await found({ enabled: 'false' })).toEqual([chat.id]);
    expect(await found({ kind: 'email', enabled: 'false' })).toEqual([]);
  });

  it('cannot be deleted while a rule tells through it', async () => {
    const { id } = await add({ kind: 'email', to: ['a@example.org'] });
    const rule = { name: 'new ports', changes: ['port_opened'], channelIds: [id] };
    const { body } = await console.asRole('operator').post('/api/v1/alert-rules').send(rule).expect(201);
    expect((await admin().delete(`${channels}/${id}`).expect(409)).body).toMatchObject({
      code: 'channel_in_use',
      message: expect.stringContaining('"new ports"'),
    });
    expect((await console.asRole('viewer').get(`${channels}/${id}`)).body.ruleCount).toBe(1);
    await console.asRole('operator').delete(`/api/v1/alert-rules/${body.id}`).expect(204);
    await admin().delete(`${channels}/${id}`).expect(204);
    await admin().delete(`${channels}/${id}`).expect(404);
  });

  it('is looked at by viewers, tested by operators, and written by admins', async () => {
    const { id } = await aHook();
    await console.asRole('viewer').post(`${channels}/${id}/test`).expect(403);
    for (const role of ['viewer', 'operator'] as const) {
      await console
        .asRole(role)
        .post(channels)
        .send({ name: 'x', settings: { kind: 'email', to: ['a@example.org'] } })
        .expect(403);
      await console.asRole(role).patch(`${channels}/${id}`).send({ name: 'x' }).expect(403);
      await console.asRole(role).delete(`${channels}/${id}`).expect(403);
      await console.asRole(role).post(hosts).send({ host: 'a.example' }).expect(403);
      await console.asRole(role).delete(`${hosts}/127.0.0.1`).expect(403);
      await console.asRole(role).get(hosts).expect(200);
    }
  });
});

describe('the test of a channel', () => {
  const test = async ({ id }: AlertChannel) =>
    (await console.asRole('operator').post(`${channels}/${id}/test`).expect(200)).body;

  it('sends a message at once, past the outbox, and says that it arrived', async () => {
    expect(await test(await aHook())).toMatchObject({ ok: true, code: 204, message: 'The other side has taken it.' });
    expect(JSON.parse(hook.calls[0]?.body ?? '')).toMatchObject({ kind: 'test', severity: 'info', lines: [] });
    expect(await test(await add({ kind: 'email', to: ['tester@example.org'] }))).toMatchObject({ ok: true, code: 250 });
    expect(mailedTo).toContain('tester@example.org');
    expect(await log()).toEqual([]);
  });

  it('says what went wrong and what to do', async () => {
    const channel = await aHook();
    hook.answer = (response) => void response.writeHead(403).end('secret words');
    expect(await test(channel)).toMatchObject({
      ok: false,
      code: 403,
      message: expect.stringContaining('check the address and its key'),
    });
    await admin().delete(`${hosts}/127.0.0.1`).expect(204);
    expect(await test(channel)).toMatchObject({
      ok: false,
      code: null,
      message: expect.stringContaining('an admin can allow'),
    });
    await console.asRole('operator').post(`${channels}/${noOne}/test`).expect(404);
  });
});

describe(hosts, () => {
  it('keeps hosts in one spelling, with who allowed them and why, until it is taken back', async () => {
    const { body } = await admin().post(hosts).send({ host: 'Chat.CORP.example.', reason: 'our own' }).expect(201);
    expect(body).toMatchObject({ host: 'chat.corp.example', reason: 'our own', createdBy: 'test admin' });
    await admin().post(hosts).send({ host: '::FFFF:10.0.0.1' }).expect(201);
    await admin().post(hosts).send({ host: 'chat.corp.example', reason: 'still' }).expect(201);
    const { body: list } = await console.asRole('viewer').get(hosts).expect(200);
    expect(list.data.map(({ host, reason }: { host: string; reason: string }) => [host, reason])).toEqual([
      ['10.0.0.1', ''],
      ['chat.corp.example', 'still'],
    ]);
    await admin().delete(`${hosts}/CHAT.corp.example`).expect(204);
    await admin().delete(`${hosts}/chat.corp.example`).expect(404);
  });

  it.each(['a b', '', 'http://a.example', '1.2.3.4.5', '..'])('refuses "%s"', async (host) => {
    const { status, body } = await admin().post(hosts).send({ host });
    expect([400, 422]).toContain(status);
    expect(body.issues[0].path).toBe('host');
  });
});

describe(deliveries, () => {
  it('shows a delivery with its message and every attempt, and finds it by channel, rule, scan, state and words', async () => {
    const channel = await aHook();
    const scanId = randomUUID();
    const message = aMessage();
    await post([channel.id], { message, scanIds: [scanId] });
    const found = await eventually('delivered');
    expect(found).toMatchObject({
      subject: message.subject,
      messageKind: 'changes',
      rule: message.rule,
      scanId,
      channel: { id: channel.id, name: channel.name },
      channelKind: 'webhook',
      target: channel.target,
      attempts: 1,
      code: 204,
      error: null,
      nextAttemptAt: null,
    });
    expect(hook.calls[0]?.key).toBe(found.id);
    const { body } = await console.asRole('viewer').get(`${deliveries}/${found.id}`).expect(200);
    expect((body as DeliveryDetail).message).toEqual(message);
    expect((body as DeliveryDetail).log).toEqual([
      { number: 1, at: expect.any(String), ok: true, code: 204, error: null, milliseconds: expect.any(Number) },
    ]);
    for (const query of [
      `channel_id=${channel.id}`,
      `rule_id=${message.rule?.id}`,
      `scan_id=${scanId}`,
      'state=delivered',
      'search=port%20opened',
      'sort_by=deliveredAt&sort_order=asc',
    ]) {
      expect((await log(query)).map(({ id }) => id)).toEqual([found.id]);
    }
    for (const query of [
      `channel_id=${noOne}`,
      `rule_id=${noOne}`,
      `scan_id=${noOne}`,
      'state=dead',
      'search=nothing',
    ]) {
      expect(await log(query)).toEqual([]);
    }
    const last = (await console.asRole('viewer').get(`${channels}/${channel.id}`)).body as AlertChannel;
    expect(last.lastDelivery).toMatchObject({ state: 'delivered', attempts: 1, error: null });
    await console.asRole('viewer').get(`${deliveries}/${noOne}`).expect(404);
  });

  it('tries a dead one again with the same key, on and on in the same log', async () => {
    const channel = await aHook();
    hook.answer = (response) => void response.writeHead(410).end('what the other side says');
    await post([channel.id]);
    const dead = await eventually('dead');
    expect(dead).toMatchObject({ code: 410, error: expect.stringContaining('(410)') });
    await console.asRole('viewer').post(`${deliveries}/${dead.id}/replay`).expect(403);
    hook.answer = (response) => void response.writeHead(200).end();
    const { body } = await console.asRole('operator').post(`${deliveries}/${dead.id}/replay`).expect(200);
    expect(body).toMatchObject({ id: dead.id, attempts: expect.any(Number) });
    expect(await eventually('delivered')).toMatchObject({ attempts: 2 });
    expect(hook.calls.map(({ key }) => key)).toEqual([dead.id, dead.id]);
    const { text } = await console.asRole('viewer').get(`${deliveries}/${dead.id}`);
    expect(JSON.parse(text).log.map(({ ok }: { ok: boolean }) => ok)).toEqual([false, true]);
    expect(text).not.toContain('what the other side says');
    const again = await console.asRole('operator').post(`${deliveries}/${dead.id}/replay`).expect(409);
    expect(again.body).toMatchObject({ code: 'delivery_not_dead', message: expect.stringContaining('It has arrived') });
    await console.asRole('operator').post(`${deliveries}/${noOne}/replay`).expect(404);
  });

  it('tries one now that waits for its next attempt, unless its channel is disabled', async () => {
    const channel = await aHook();
    hook.answer = (response) => void response.writeHead(503).end();
    await post([channel.id]);
    const waiting = await tried();
    const path = `${deliveries}/${waiting.id}/replay`;
    await console.asRole('viewer').post(path).expect(403);
    await admin().patch(`${channels}/${channel.id}`).send({ enabled: false }).expect(200);
    expect((await console.asRole('operator').post(path).expect(409)).body).toMatchObject({ code: 'channel_disabled' });
    await admin().patch(`${channels}/${channel.id}`).send({ enabled: true }).expect(200);
    hook.answer = (response) => void response.writeHead(200).end();
    const { body } = await console.asRole('operator').post(path).expect(200);
    expect(Date.parse(body.nextAttemptAt)).toBeLessThan(Date.parse(waiting.nextAttemptAt ?? ''));
    expect(await eventually('delivered')).toMatchObject({ attempts: 2 });
    expect(hook.calls.map(({ key }) => key)).toEqual([waiting.id, waiting.id]);
  });

  it('tries all dead ones again, of one channel or of all', async () => {
    const [one, other] = [await aHook(), await aHook()];
    hook.answer = (response) => void response.writeHead(410).end();
    for (let index = 0; index < 3; index += 1) await post([one.id, other.id]);
    const count = async (state: string): Promise<number> => (await log(`state=${state}`)).length;
    for (let round = 0; round < 400 && (await count('dead')) < 6; round += 1)
      await new Promise((done) => setTimeout(done, 25));
    hook.answer = (response) => void response.writeHead(200).end();
    const replay = async (body: object) =>
      (await console.asRole('operator').post(`${deliveries}/replay`).send(body).expect(200)).body;
    expect(await replay({ channelId: one.id })).toEqual({ replayed: 3 });
    expect(await replay({})).toEqual({ replayed: 3 });
    expect(await replay({})).toEqual({ replayed: 0 });
    await console.asRole('viewer').post(`${deliveries}/replay`).send({}).expect(403);
    for (let round = 0; round < 400 && (await count('delivered')) < 6; round += 1)
      await new Promise((done) => setTimeout(done, 25));
    expect(await count('delivered')).toBe(6);
  });

  it('drops what waits and what is dead for a channel that is deleted', async () => {
    const channel = await aHook();
    hook.answer = (response) => void response.writeHead(410).end();
    await post([channel.id]);
    const dead = await eventually('dead');
    await admin().delete(`${channels}/${channel.id}`).expect(204);
    expect(await log()).toMatchObject([{ id: dead.id, state: 'dropped', channel: null, channelKind: 'webhook' }]);
    const { body } = await console.asRole('operator').post(`${deliveries}/${dead.id}/replay`).expect(409);
    expect(body.message).toContain('Its channel was deleted');
  });

  it('mails a site its own list without any channel', async () => {
    await post([], { mailTo: ['site@example.org'] });
    expect(await eventually('delivered')).toMatchObject({
      channel: null,
      channelKind: 'email',
      target: 'site@example.org',
      code: 250,
    });
    expect(mailedTo).toContain('site@example.org');
  });

  it('is counted for Prometheus', async () => {
    const { text } = await console.asRole('viewer').get('/metrics').expect(200);
    expect(text).toMatch(/scanfleet_alert_deliveries_total\{channel_kind="webhook",outcome="delivered"\} \d+/);
    expect(text).toMatch(/scanfleet_alert_deliveries\{state="dead"\} 0/);
    expect(text).toMatch(/scanfleet_alert_oldest_delivery_seconds 0/);
  });
});
