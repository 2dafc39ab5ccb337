import { readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../src/platform/clock/clock.js';
import { Config } from '../src/platform/config/config.js';
import { ADMIN_PASSWORD, aConsole, anEmptyDatabase, type TestConsole } from './harness.js';
import { MovableClock } from './movable-clock.js';

describe('signing in', () => {
  let console: TestConsole;
  let clock: MovableClock;

  beforeAll(async () => {
    clock = new MovableClock();
    console = await aConsole({ overrides: (builder) => builder.overrideProvider(Clock).useValue(clock) });
  });
  beforeEach(() => console.database.query('DELETE FROM sign_in_backoff'));
  afterAll(() => console.close());

  const tryAs = (name: string, password: string) => console.request.post('/api/v1/session').send({ name, password });
  const wrong = (name = 'admin') => tryAs(name, 'a wrong password');

  it('is refused in the same words for a wrong password and an unknown name', async () => {
    const known = await wrong().expect(401);
    const unknown = await wrong('nobody').expect(401);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...known.body, requestId: '' });
    expect(known.body.code).toBe('wrong_credentials');
  });

  it.each(['admin', 'nobody'])('is slowed down more and more for the name %s', async (name) => {
    for (let failure = 0; failure < 5; failure += 1) await wrong(name).expect(401);
    const waits: number[] = [];
    for (let failure = 0; failure < 4; failure += 1) {
      const locked = await wrong(name).expect(429);
      expect(locked.body.code).toBe('too_many_attempts');
      waits.push(Number(locked.headers['retry-after']));
      clock.forward({ seconds: waits.at(-1) ?? 0 });
      await wrong(name).expect(401);
    }
    expect(waits).toEqual([1, 2, 4, 8]);
  });

  it('refuses even the right password while it is locked, and takes it afterwards', async () => {
    for (let failure = 0; failure < 5; failure += 1) await wrong().expect(401);
    await tryAs('Admin', ADMIN_PASSWORD).expect(429);
    clock.forward({ seconds: 2 });
    await tryAs('admin', ADMIN_PASSWORD).expect(200);
    await wrong().expect(401);
    expect((await tryAs('admin', ADMIN_PASSWORD)).status).toBe(200);
  });

  it('is slowed down for an address that tries many names', async () => {
    for (let name = 0; name < 20; name += 1) await wrong(`name${name}`).expect(401);
    expect((await wrong('fresh-name')).status).toBe(429);
  });

  it('gains nothing from trying many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => wrong()));
    const looked = answers.filter(({ status }) => status === 401).length;
    expect(looked).toBe(5);
  });

  it('never writes passwords or names that were tried to the log', async () => {
    await tryAs('hunter2-as-name', 'hunter2-as-password').expect(401);
    expect(console.logLines.join('')).not.toContain('hunter2');
    const rows = await console.database.query<{ row: string }>('SELECT b::text AS row FROM sign_in_backoff b');
    expect(rows.map(({ row }) => row).join('')).not.toContain('hunter2');
  });
});

describe('the first admin', () => {
  it('gets a made password in a file that only its owner can read', async () => {
    const console = await aConsole({ settings: { adminPassword: null } });
    const file = console.app.get(Config).firstPasswordFile;
    const password = (await readFile(file, 'utf8')).trim();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(password).toMatch(/^[\w-]{20}$/);
    await console.request.post('/api/v1/session').send({ name: 'admin', password }).expect(200);
    expect(console.logLines.join('')).not.toContain(password);
    await console.close();
  });

  it('is made once, by one of several consoles that start at once, and never again', async () => {
    const database = await anEmptyDatabase();
    const start = (password: string): Promise<TestConsole> =>
      aConsole({ databaseUrl: database.url, settings: { adminPassword: password } });
    const consoles = await Promise.all(['first long password', 'second long password'].map(start));
    const later = await start('third long password');
    const users = await later.asRole('admin').get('/api/v1/users').expect(200);
    expect(users.body.data).toMatchObject([{ name: 'admin', role: 'admin', disabled: false }]);
    await later.request.post('/api/v1/session').send({ name: 'admin', password: 'third long password' }).expect(401);
    await Promise.all([...consoles, later].map((console) => console.close()));
    await database.drop();
  });
});
