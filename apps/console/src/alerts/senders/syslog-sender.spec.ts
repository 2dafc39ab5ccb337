import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { aGuard, aLine, aLongMessage, aMessage, aSending, TableLookup } from '../../../test/alert-messages.js';
import { hasOpenssl, testCertificates } from '../../../test/test-certificates.js';
import { until } from '../../../test/until.js';
import type { SendOutcome, Sending, SyslogDestination } from './sending.js';
import { sendSyslog } from './syslog-sender.js';

const opened: (Server | DatagramSocket)[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

const send = (to: Partial<SyslogDestination>, more: Partial<Sending> = {}): Promise<SendOutcome> => {
  const lookup = new TableLookup({ 'log.example': [['127.0.0.1']] });
  const destination = {
    kind: 'syslog' as const,
    host: '127.0.0.1',
    port: 0,
    transport: 'tcp' as const,
    facility: 16,
    ca: null,
  };
  const guard = aGuard({ allowed: ['127.0.0.1', '::1', 'log.example'], lookup });
  return sendSyslog(guard, aSending({ ...destination, ...to }, more));
};

/** Takes apart what RFC 6587 counts. */
function frames(bytes: Buffer): string[] {
  const all: string[] = [];
  for (let rest = bytes; rest.length > 0;) {
    const space = rest.indexOf(' ');
    const length = Number(rest.subarray(0, space).toString());
    expect(rest.length).toBeGreaterThanOrEqual(space + 1 + length);
    all.push(rest.subarray(space + 1, space + 1 + length).toString('utf8'));
    rest = rest.subarray(space + 1 + length);
  }
  return all;
}

async function aReceiver(server: Server, host = '127.0.0.1'): Promise<{ port: number; bytes: () => Buffer }> {
  const pieces: Buffer[] = [];
  opened.push(server);
  server.on(server.listeners('secureConnection').length > 0 ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => pieces.push(piece));
  });
  await new Promise<void>((done) => server.listen(0, host, done));
  return { port: (server.address() as AddressInfo).port, bytes: () => Buffer.concat(pieces) };
}

describe('syslog over TCP', () => {
  it('sends every record with its length before it', async () => {
    const receiver = await aReceiver(createServer());
    expect(await send({ port: receiver.port }, { message: aLongMessage('opened: äöü 界') })).toEqual({
      ok: true,
      code: null,
    });
    const all = frames(receiver.bytes());
    expect(all).toHaveLength(241);
    for (const record of all) expect(record).toMatch(/^<134>1 /);
  });

  it('speaks IPv6', async () => {
    const receiver = await aReceiver(createServer(), '::1');
    expect(await send({ port: receiver.port, host: '::1' })).toEqual({ ok: true, code: null });
    expect(frames(receiver.bytes())).toHaveLength(2);
  });

  it('says that nothing listens', async () => {
    const server = createServer();
    const { port } = await aReceiver(server);
    await new Promise((done) => server.close(done));
    opened.length = 0;
    expect(await send({ port })).toMatchObject({ ok: false, error: expect.stringContaining('refuses connections') });
  });

  it('says that the receiver broke off', async () => {
    const { port } = await aReceiver(
      createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(await send({ port })).toMatchObject({
      ok: false,
      error: expect.stringContaining('broke the connection off'),
    });
  });

  it('goes to no host on the inside that is not allowed', async () => {
    const receiver = await aReceiver(createServer());
    const guard = aGuard();
    const to = { kind: 'syslog' as const, host: '127.0.0.1', port: receiver.port, facility: 16, ca: null };
    for (const transport of ['tcp', 'udp', 'tls'] as const) {
      expect(await sendSyslog(guard, aSending({ ...to, transport }))).toMatchObject({
        ok: false,
        error: expect.stringContaining('a loopback address'),
      });
    }
    expect(receiver.bytes()).toHaveLength(0);
  });
});

describe('syslog over UDP', () => {
  it('sends one datagram a record, none longer than a frame takes', async () => {
    const datagrams: Buffer[] = [];
    const socket = createSocket('udp4', (datagram) => datagrams.push(datagram));
    opened.push(socket);
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const message = aMessage({ lines: [aLine(), aLine({ text: 'x'.repeat(9000) })], more: 3 });
    expect(await send({ port: socket.address().port, transport: 'udp' }, { message })).toEqual({
      ok: true,
      code: null,
    });
    await until(() => datagrams.length === 3);
    for (const datagram of datagrams) {
      expect(datagram.length).toBeLessThanOrEqual(1400);
      expect(datagram.toString('utf8')).toMatch(/^<134>1 \S+ \S+ scanfleet - \S+ \[scanfleet@32473 /);
    }
  });
});

(hasOpenssl ? describe : describe.skip)('syslog over TLS (needs openssl)', () => {
  const receiver = async (names: string) => {
    const { ca, cert, key } = testCertificates(names);
    return { ca, ...(await aReceiver(createTlsServer({ cert, key }, () => undefined))) };
  };

  it('sends what TCP does, to a receiver that proves its name to the given authority', async () => {
    const { port, ca, bytes } = await receiver('DNS:log.example');
    expect(await send({ port, ca, host: 'log.example', transport: 'tls' })).toEqual({ ok: true, code: null });
    await until(() => bytes().length > 0);
    expect(frames(bytes())).toHaveLength(2);
  });

  it.each([
    ['has another name', 'DNS:other.example', true, 'for another name'],
    ['is of an authority that nobody gave', 'DNS:log.example', false, 'settings.ca'],
  ])('sends nothing to one whose certificate %s', async (_, names, isGiven, said) => {
    const { port, ca, bytes } = await receiver(names);
    const outcome = await send({ port, ca: isGiven ? ca : null, host: 'log.example', transport: 'tls' });
    expect(outcome).toMatchObject({ ok: false, error: expect.stringContaining(said) });
    expect(bytes()).toHaveLength(0);
  });

  it('says that what answers does not speak TLS', async () => {
    const { port } = await aReceiver(createServer((socket) => void socket.write('220 mail\r\n')));
    expect(await send({ port, transport: 'tls' })).toMatchObject({
      ok: false,
      error: expect.stringContaining('does not speak TLS'),
    });
  });
});
