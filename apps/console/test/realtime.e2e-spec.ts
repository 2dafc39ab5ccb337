import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { REALTIME_PATH, realtimeHello } from '@scanfleet/contracts';
import { WebSocket } from 'ws';
import { Bus } from '../src/platform/realtime/bus.js';
import { RealtimeGateway } from '../src/platform/realtime/realtime-gateway.js';
import { ADMIN_PASSWORD, aConsole, type TestConsole } from './harness.js';
import { until } from './until.js';

const scanId = '6f1f2a9e-5f0c-4c5d-9a5c-0123456789ab';

describe('the WebSocket', () => {
  let console: TestConsole;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    console = await aConsole();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  afterAll(() => console.close());

  const connect = (headers: Record<string, string>, path = REALTIME_PATH) => {
    const socket = new WebSocket(`${console.url.replace('http', 'ws')}${path}`, { headers });
    sockets.push(socket);
    const messages: unknown[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(data.toString())));
    const status = new Promise<number>((resolve) => {
      socket.on('open', () => resolve(101));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => resolve(0));
    });
    const next = async (): Promise<unknown> => {
      await until(() => messages.length > 0);
      return messages.shift();
    };
    return { socket, status, next };
  };
  const sessionCookie = async (): Promise<string> => {
    const answer = await console.request.post('/api/v1/session').send({ name: 'admin', password: ADMIN_PASSWORD });
    return String(answer.headers['set-cookie']).split(';')[0] ?? '';
  };

  it('is closed to strangers, to wrong keys and to engines', async () => {
    const { token } = await console.anEngine();
    for (const headers of [{}, { 'X-API-Key': 'sfk_x' }, { Authorization: `Bearer ${token}` }] as Record<
      string,
      string
    >[]) {
      expect(await connect(headers).status).toBe(401);
    }
    expect(await connect({ 'X-API-Key': console.keyOf('viewer') }, '/api/v1/other').status).toBe(404);
  });

  it('greets with the time, and again on each ping', async () => {
    const { socket, next } = connect({ 'X-API-Key': console.keyOf('viewer') });
    expect(realtimeHello.safeParse(await next()).success).toBe(true);
    socket.send('not json');
    socket.send('{"type":"unknown"}');
    socket.send('{"type":"ping"}');
    expect(realtimeHello.safeParse(await next()).success).toBe(true);
  });

  it('forwards events to everyone who listens', async () => {
    const [byKey, bySession] = [
      connect({ 'X-API-Key': console.keyOf('viewer') }),
      connect({ Cookie: await sessionCookie(), Origin: console.url }),
    ];
    await Promise.all([byKey.next(), bySession.next()]);
    const event = { type: 'scan_changed', scanId, siteId: null, state: 'running' } as const;
    await console.app.get(Bus).publish('realtime', event);
    expect(await Promise.all([byKey.next(), bySession.next()])).toEqual([event, event]);
  });

  it('is not opened for pages of other sites', async () => {
    const cookie = await sessionCookie();
    expect(await connect({ Cookie: cookie, Origin: 'https://evil.example' }).status).toBe(403);
    expect(await connect({ Cookie: cookie, Origin: console.url.replace('127.0.0.1', 'localhost') }).status).toBe(403);
    expect(await connect({ Cookie: cookie, Origin: console.url }).status).toBe(101);
  });

  it('is closed when its session ends', async () => {
    const cookie = await sessionCookie();
    const { socket, next } = connect({ Cookie: cookie });
    await next();
    const closed = once(socket, 'close');
    await console.request.delete('/api/v1/session').set({ Cookie: cookie, 'X-Scanfleet-Request': '1' }).expect(204);
    const [code] = await closed;
    expect(code).toBe(4401);
  });

  it('is closed when its API key is revoked, and stays open for others', async () => {
    const made = await console.asRole('admin').post('/api/v1/apikeys').send({ name: 'ws', role: 'viewer' }).expect(201);
    const mine = connect({ 'X-API-Key': made.body.key });
    const other = connect({ 'X-API-Key': console.keyOf('viewer') });
    await Promise.all([mine.next(), other.next()]);
    const closed = once(mine.socket, 'close');
    await console.asRole('admin').delete(`/api/v1/apikeys/${made.body.id}`).expect(204);
    await closed;
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
  });

  it('does not let one account open connections without end', async () => {
    const all = Array.from({ length: 55 }, () => connect({ 'X-API-Key': console.keyOf('operator') }));
    const statuses = await Promise.all(all.map(({ status }) => status));
    expect(statuses.filter((status) => status === 101).length).toBeLessThanOrEqual(50);
    expect(statuses).toContain(429);
  });

  it('lets go of who talks too much or sends too much at once', async () => {
    const talker = connect({ 'X-API-Key': console.keyOf('viewer') });
    await talker.next();
    for (let message = 0; message < 150; message += 1) talker.socket.send('{}');
    const [code] = await once(talker.socket, 'close');
    expect(code).toBe(1008);
    const shouter = connect({ 'X-API-Key': console.keyOf('viewer') });
    await shouter.next();
    shouter.socket.send('x'.repeat(10_000));
    expect((await once(shouter.socket, 'close'))[0]).toBe(1009);
  });

  it('forgets connections that are gone', async () => {
    const gateway = console.app.get(RealtimeGateway);
    await until(() => gateway.connections === 0);
    const { socket, next } = connect({ 'X-API-Key': console.keyOf('viewer') });
    await next();
    expect(gateway.connections).toBe(1);
    socket.terminate();
    await until(() => gateway.connections === 0);
    expect(gateway.connections).toBe(0);
  });
});
