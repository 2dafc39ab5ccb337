import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { alertMessage } from '@scanfleet/contracts';
import { aGuard, aMessage, aSending, TableLookup } from '../../../test/alert-messages.js';
import { hasOpenssl, testCertificates } from '../../../test/test-certificates.js';
import { aConfig } from '../../../test/harness.js';
import { ChannelSender } from './channel-sender.js';
import { MailSender } from './mail-sender.js';
import { retryAfterSeconds } from './retry-after.js';
import type { Destination, Sending, SendOutcome } from './sending.js';

interface Received {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: string;
}
type Reply = (response: ServerResponse) => void;

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  opened.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}

/** An HTTP server that keeps what it gets and replies as it is told. */
async function aHook(reply: Reply): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      received.push({ headers: request.headers, path: request.url ?? '', body });
      reply(response);
    });
  });
  return { url: `http://127.0.0.1:${await listening(server)}/hook?key=s3cret`, received };
}

const status =
  (code: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(code, headers).end('what the other side says: <b>secret</b>');
const sender = (lookup = new TableLookup({})): ChannelSender =>
  new ChannelSender(
    aGuard({ allowed: ['127.0.0.1', 'hook.example'], lookup }),
    new MailSender(aConfig({ databaseUrl: 'postgres://localhost/none' })),
  );
const webhook = (url: string, more: Partial<Sending> = {}): Promise<SendOutcome> =>
  sender().send(aSending({ kind: 'webhook', url, secret: 'a secret of this test' }, more));

describe('a webhook', () => {
  it('gets the message, its key, and a signature that can be checked', async () => {
    const hook = await aHook(status(204));
    const message = aMessage();
    const deliveryId = randomUUID();
    expect(await webhook(hook.url, { message, deliveryId })).toEqual({ ok: true, code: 204 });
    const [{ headers, body, path } = { headers: {}, body: '', path: '' }] = hook.received;
    expect(path).toBe('/hook?key=s3cret');
    expect(alertMessage.parse(JSON.parse(body))).toEqual(message);
    const signed = createHmac('sha256', 'a secret of this test').update(`${headers['x-scanfleet-timestamp']}.${body}`);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-scanfleet-delivery': deliveryId,
      'idempotency-key': deliveryId,
      'x-scanfleet-event': 'changes',
      'x-scanfleet-timestamp': '1772438400',
      'x-scanfleet-signature': `v1=${signed.digest('hex')}`,
      'user-agent': expect.stringMatching(/^Scanfleet\/\d/),
    });
  });

  it('follows no redirect', async () => {
    const other = await aHook(status(200));
    const hook = await aHook(status(302, { location: other.url }));
    expect(await webhook(hook.url)).toMatchObject({ ok: false, code: 302, error: expect.stringContaining('redirect') });
    expect(other.received).toEqual([]);
  });

  it.each([
    [400, {}],
    [401, {}],
    [404, {}],
    [413, {}],
    [500, {}],
    [503, { retryAfterSeconds: 120 }],
    [429, { retryAfterSeconds: 120 }],
    [410, { permanent: true }],
  ])('that answers %d was not told, and nothing that it says is kept', async (code, more) => {
    const hook = await aHook(status(code, { 'retry-after': '120' }));
    const outcome = await webhook(hook.url);
    expect(outcome).toEqual({ ok: false, code, error: expect.any(String), ...more });
    expect(JSON.stringify(outcome)).not.toMatch(/other side says|s3cret|hook\?/);
  });

  it('that is slow costs the time of one attempt', async () => {
    const hook = await aHook(() => undefined);
    const outcome = await webhook(hook.url, { signal: AbortSignal.timeout(200) });
    expect(outcome).toEqual({ ok: false, code: null, error: expect.stringContaining('no answer in time') });
  });

  it('that talks without an end has answered with its first line', async () => {
    const hook = await aHook((response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await webhook(hook.url)).toEqual({ ok: true, code: 200 });
  });

  it.each([
    ['breaks off', '', 'broke the connection off'],
    ['does not speak HTTP', '220 mail.example ESMTP\r\n', 'does not speak HTTP'],
  ])('that %s is said to', async (_, words, said) => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => (words === '' ? socket.resetAndDestroy() : socket.end(words)));
      }),
    );
    expect(await webhook(`http://127.0.0.1:${port}/`)).toMatchObject({
      ok: false,
      error: expect.stringContaining(said),
    });
  });

  it('where nothing listens is said to refuse', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((done) => server.close(done));
    expect(await webhook(`http://127.0.0.1:${port}/`)).toMatchObject({
      ok: false,
      error: `127.0.0.1:${port} refuses connections: start what should listen there, or correct the address.`,
    });
  });
});

describe.each(['slack', 'teams', 'discord'] as const)('a hook of %s', (kind) => {
  it('gets JSON and the key of the delivery', async () => {
    const hook = await aHook(status(200));
    const sending = aSending({ kind, url: hook.url } satisfies Destination);
    expect(await sender().send(sending)).toEqual({ ok: true, code: 200 });
    expect(hook.received[0]?.headers['idempotency-key']).toBe(sending.deliveryId);
    expect(JSON.parse(hook.received[0]?.body ?? '')).toEqual(expect.any(Object));
    expect(hook.received[0]?.body).toContain('OpenSSH 9.2');
  });
});

(hasOpenssl ? describe : describe.skip)('a webhook over TLS (needs openssl)', () => {
  const before = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(before));
  const lookup = new TableLookup({ 'hook.example': [['127.0.0.1']] });
  const serve = async ({ cert, key }: { cert: string; key: string }): Promise<string> =>
    `https://hook.example:${await listening(createTlsServer({ cert, key }, (_, response) => void response.end()))}/`;
  const send = (url: string): Promise<SendOutcome> =>
    sender(lookup).send(aSending({ kind: 'webhook', url, secret: 'a secret of this test' }));

  it('must prove its name, although the connection goes to the address that was checked', async () => {
    const right = testCertificates('DNS:hook.example');
    const wrong = testCertificates('DNS:other.example,IP:127.0.0.1');
    setDefaultCACertificates([right.ca, wrong.ca]);
    expect(await send(await serve(right))).toEqual({ ok: true, code: 200 });
    expect(await send(await serve(wrong))).toMatchObject({
      ok: false,
      error: expect.stringContaining('for another name'),
    });
  });

  it('must be vouched for by an authority that is trusted', async () => {
    expect(await send(await serve(testCertificates('DNS:hook.example')))).toMatchObject({
      ok: false,
      error: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-03-02T08:00:00Z');
  it.each([
    ['30', 30],
    [' 0 ', 0],
    ['86400', 3600],
    ['Mon, 02 Mar 2026 08:10:00 GMT', 600],
    ['Mon, 02 Mar 2026 07:00:00 GMT', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1e9', undefined],
    [undefined, undefined],
  ])('of %j is %j seconds', (header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});
