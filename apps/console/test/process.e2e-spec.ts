import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { aConsoleProcess, type ConsoleProcess } from './console-process.js';
import { aConsole, anEmptyDatabase, type TestConsole } from './harness.js';

const withOpenssl = spawnSync('openssl', ['version']).status === 0 ? describe : describe.skip;

withOpenssl('the console as a process (needs openssl for certificates)', () => {
  let database: { url: string; drop: () => Promise<void> };
  let folder: string;
  const processes: ConsoleProcess[] = [];
  const start = (environment: Record<string, string> = {}): ConsoleProcess => {
    const started = aConsoleProcess({ DATABASE_URL: database.url, ...environment });
    processes.push(started);
    return started;
  };

  beforeAll(async () => {
    database = await anEmptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'scanfleet-tls-'));
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'],
        ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
  });
  afterEach(async () => {
    for (const started of processes.splice(0)) {
      started.signal('SIGKILL');
      await started.ended;
    }
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('tells its parent when it is ready, answers, and stops cleanly at SIGTERM', async () => {
    const console = start();
    const url = await console.ready;
    expect(await (await fetch(`${url}/api/v1/liveness`)).json()).toEqual({ status: 'alive' });
    console.signal('SIGTERM');
    expect(await console.ended).toEqual({ code: 0, signal: null });
    expect(console.output()).toContain('the console is ready');
    expect(console.output()).not.toMatch(/password.{0,20}admin of the tests|\n\s+at /);
  });

  it('answers a waiting check-in at once when it stops, and takes no new requests', async () => {
    const test = await aConsole({ databaseUrl: database.url });
    const { token } = await test.anEngine();
    await test.close();
    const console = start();
    const url = await console.ready;
    const checkIn = fetch(`${url}/api/engine/v1/check-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        ...{ protocol: 1, version: '0.1.0', scanners: [], slots: 1, freeSlots: 1, held: [], waitSeconds: 30 },
        ...{ policy: { allowed: [], denied: [], scanners: [], maxRate: null }, lastError: null },
      }),
    });
    await delay(1000);
    const began = Date.now();
    console.signal('SIGTERM');
    const answer = await checkIn;
    expect(answer.status).toBe(200);
    expect(await console.ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - began).toBeLessThan(15_000);
    await expect(fetch(`${url}/api/v1/liveness`)).rejects.toThrow();
  });

  it('ends at once at the second signal', async () => {
    const console = start({ SCANFLEET_DRAIN_SECONDS: '60' });
    const url = new URL((await console.ready) ?? '');
    // A request that never ends holds the drain.
    const socket = (await import('node:net')).connect(Number(url.port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    await delay(300);
    console.signal('SIGTERM');
    await delay(500);
    console.signal('SIGINT');
    expect(await console.ended).toEqual({ code: 130, signal: null });
    socket.destroy();
  });

  it('names every problem of its configuration in one go', async () => {
    const file = join(folder, 'bad.yaml');
    await writeFile(file, 'leaseSeconds: soon\nprot: 80\n');
    const console = start({
      ...{ SCANFLEET_CONFIG: file, SCANFLEET_PORT: '99999', SCANFLEET_ROLE: 'boss', DATABASE_URL: 'mysql://x' },
      ...{ SCANFLEET_TLS_CERT: '/nowhere.pem', SCANFLEET_TRUSTED_PROXIES: '10.0.0.0/8,proxy' },
    });
    expect(await console.ended).toEqual({ code: 1, signal: null });
    const lines = console.output().trim().split('\n');
    for (const name of [
      'leaseSeconds',
      'prot',
      'SCANFLEET_PORT',
      'SCANFLEET_ROLE',
      'DATABASE_URL',
      'SCANFLEET_TRUSTED_PROXIES',
    ]) {
      expect(lines.filter((line) => line.includes(name))).toHaveLength(1);
    }
    expect(console.output()).not.toMatch(/\n\s+at /);
  });

  const refused = async (environment: Record<string, string>): Promise<string> => {
    const console = start(environment);
    expect(await console.ended).toEqual({ code: 1, signal: null });
    expect(console.output()).not.toMatch(/\n\s+at /);
    return console.output();
  };

  it('says in one sentence that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    const { port } = server.address() as { port: number };
    expect(await refused({ SCANFLEET_PORT: String(port) })).toContain(`Port ${port} on 127.0.0.1 is in use`);
    server.close();
  });

  it('says in one sentence that there is no database, without its password', async () => {
    expect(await refused({ DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' })).toMatch(
      /^scanfleet: No PostgreSQL answers at 127\.0\.0\.1:1: start it, or correct DATABASE_URL\.\n$/,
    );
    const absent = new URL(database.url);
    absent.pathname = '/not_there_at_all';
    expect(await refused({ DATABASE_URL: absent.href })).toContain('has no database "not_there_at_all"');
  });

  it.each([
    [{ REDIS_URL: 'redis://127.0.0.1:1' }, 'No Redis answers at 127.0.0.1:1'],
    [{ SCANFLEET_HOST: '192.0.2.1' }, 'This machine has no address "192.0.2.1"'],
    [{ SCANFLEET_TLS_CERT: '/no/cert.pem', SCANFLEET_TLS_KEY: '/no/key.pem' }, '/no/cert.pem cannot be read'],
  ])('says in one sentence what is wrong with %j', async (environment, sentence) => {
    expect(await refused(environment as Record<string, string>)).toContain(sentence);
  });

  it('says in one sentence that certificate and key are none', async () => {
    const key = join(folder, 'key.pem');
    expect(await refused({ SCANFLEET_TLS_CERT: key, SCANFLEET_TLS_KEY: key })).toContain(
      'are not a certificate and its key',
    );
  });

  it('refuses the database of another program', async () => {
    const foreign = await anEmptyDatabase();
    const client = new pg.Client({ connectionString: foreign.url });
    await client.connect();
    await client.query('CREATE TABLE customers (id int)');
    expect(await refused({ DATABASE_URL: foreign.url })).toContain('holds tables of another program (customers)');
    const tables = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables.rows).toEqual([{ tablename: 'customers' }]);
    await client.end();
    await foreign.drop();
  });

  it('speaks TLS 1.2 and later with the certificate that it is given, and marks its cookie Secure', async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const console = start({ SCANFLEET_TLS_CERT: cert, SCANFLEET_TLS_KEY: key });
    const url = new URL((await console.ready) ?? '');
    expect(url.protocol).toBe('https:');
    const ca = (await import('node:fs')).readFileSync(cert);
    const body = JSON.stringify({ name: 'admin', password: 'the admin of the tests' });
    const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
      const request = httpsRequest(
        new URL('/api/v1/session', url),
        { ca, method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => resolve(response.headers),
      );
      request.on('error', reject).end(body);
    });
    expect(String(headers['set-cookie'])).toMatch(/^__Host-scanfleet_session=.*; SameSite=Strict; Secure$/);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const old = new Promise((resolve, reject) => {
      const socket = tls.connect({
        port: Number(url.port),
        host: '127.0.0.1',
        ca,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      });
      socket.on('secureConnect', resolve).on('error', reject);
    });
    await expect(old).rejects.toThrow();
  });
});

describe('a console behind a proxy', () => {
  const forwarded = {
    'X-Forwarded-For': '203.0.113.9',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'scan.example',
  };
  const credentials = { name: 'admin', password: 'the admin of the tests' };
  const signInThrough = async (console: TestConsole): Promise<{ cookie: string; address: string }> => {
    const answer = await console.request
      .post('/api/v1/session')
      .set(forwarded)
      .set('X-Request-Id', 'from-the-proxy')
      .send(credentials)
      .expect(200);
    const [row] = await console.database.query<{ address: string }>(
      'SELECT remote_address AS address FROM user_session',
    );
    return { cookie: String(answer.headers['set-cookie']), address: row?.address ?? '' };
  };

  it('believes the headers of a named proxy', async () => {
    const console = await aConsole({ settings: { trustedProxies: ['127.0.0.0/8'] } });
    const { cookie, address } = await signInThrough(console);
    expect(cookie).toMatch(/^__Host-scanfleet_session=.*; Secure$/);
    expect(address).toBe('203.0.113.9');
    const answer = await console.request.get('/api/v1/liveness').set('X-Request-Id', 'from-the-proxy');
    expect(answer.headers['x-request-id']).toBe('from-the-proxy');
    await console.close();
  });

  it('does not believe anyone else', async () => {
    const console = await aConsole({ settings: { trustedProxies: ['192.0.2.0/24'] } });
    const { cookie, address } = await signInThrough(console);
    expect(cookie).toMatch(/^scanfleet_session=.*; SameSite=Strict$/);
    expect(address).toBe('127.0.0.1');
    const answer = await console.request.get('/api/v1/liveness').set('X-Request-Id', 'from-the-proxy');
    expect(answer.headers['x-request-id']).not.toBe('from-the-proxy');
    await console.close();
  });
});

describe('a console that only works in the background', () => {
  it('answers probes and Prometheus, and nothing else', async () => {
    const console = await aConsole({ settings: { role: 'worker' } });
    await console.request.get('/api/v1/health').expect(200);
    const metrics = await console.asRole('viewer').get('/metrics').expect(200);
    expect(metrics.text).toContain('scanfleet_jobs{state="waiting"} 0');
    await console.asRole('admin').get('/api/v1/sites').expect(404);
    await console.request.get('/').expect(404);
    await console.close();
  });
});
