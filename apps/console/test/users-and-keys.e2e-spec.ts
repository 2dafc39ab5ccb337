import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../src/platform/clock/clock.js';
import { aConsole, type TestConsole } from './harness.js';
import { MovableClock } from './movable-clock.js';

let console: TestConsole;
let clock: MovableClock;
beforeAll(async () => {
  clock = new MovableClock();
  console = await aConsole({ overrides: (builder) => builder.overrideProvider(Clock).useValue(clock) });
});
afterAll(() => console.close());

describe('users', () => {
  it('are made with a role and a password that never comes back', async () => {
    const wish = { name: 'ada', password: 'correct horse battery', role: 'operator' };
    const made = await console.asRole('admin').post('/api/v1/users').send(wish).expect(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      name: 'ada',
      role: 'operator',
      disabled: false,
      createdAt: expect.any(String),
      lastSignInAt: null,
    });
    const [row] = await console.database.query<{ password_hash: string }>(
      `SELECT password_hash FROM app_user WHERE name = 'ada'`,
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$(?=[^$]*m=19456)(?=[^$]*t=2)(?=[^$]*p=1)/);
  });

  it('have names that differ in more than letter case', async () => {
    const again = await console
      .asRole('admin')
      .post('/api/v1/users')
      .send({ name: 'ADA', password: 'correct horse battery', role: 'viewer' })
      .expect(409);
    expect(again.body).toMatchObject({ code: 'user_name_taken', issues: [{ path: 'name' }] });
  });

  it('are refused with every field that is wrong', async () => {
    const refused = await console
      .asRole('admin')
      .post('/api/v1/users')
      .send({ name: 'no spaces please', password: 'short', role: 'root', extra: 1 })
      .expect(400);
    const paths = refused.body.issues.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining(['name', 'password', 'role']));
  });

  it('keep one admin who can sign in', async () => {
    const admin = console.asRole('admin');
    const listed = await admin.get('/api/v1/users').expect(200);
    const { id } = listed.body.data.find(({ name }: { name: string }) => name === 'admin');
    for (const change of [{ disabled: true }, { role: 'viewer' }]) {
      const refused = await admin.patch(`/api/v1/users/${id}`).send(change).expect(409);
      expect(refused.body.code).toBe('last_admin');
    }
    await admin.delete(`/api/v1/users/${id}`).expect(409);
  });

  it('keep one admin even when two admins remove each other at once', async () => {
    const admin = console.asRole('admin');
    const wish = { password: 'correct horse battery', role: 'admin' };
    const other = await admin
      .post('/api/v1/users')
      .send({ ...wish, name: 'rival' })
      .expect(201);
    const listed = await admin.get('/api/v1/users').expect(200);
    const { id } = listed.body.data.find(({ name }: { name: string }) => name === 'admin');
    const answers = await Promise.all([
      admin.patch(`/api/v1/users/${id}`).send({ disabled: true }),
      console.asRole('admin').patch(`/api/v1/users/${other.body.id}`).send({ disabled: true }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await console.database.query(`UPDATE app_user SET disabled = false`);
  });

  it('that do not exist cannot be changed', async () => {
    const nobody = '/api/v1/users/6f1f2a9e-5f0c-4c5d-9a5c-0123456789ab';
    await console.asRole('admin').patch(nobody).send({ role: 'viewer' }).expect(404);
    await console.asRole('admin').delete(nobody).expect(404);
    expect((await console.asRole('admin').delete('/api/v1/users/not-a-uuid')).status).toBe(400);
  });
});

describe('API keys', () => {
  const make = async (wish: object): Promise<{ id: string; key: string; prefix: string }> => {
    const made = await console.asRole('admin').post('/api/v1/apikeys').send(wish).expect(201);
    return made.body;
  };

  it('are shown once, work as X-API-Key and as bearer token, and are kept as a hash', async () => {
    const { key, prefix } = await make({ name: 'ci', role: 'viewer' });
    expect(key).toMatch(/^sfk_[0-9a-f]{8}_[\w-]{43}$/);
    expect(key.startsWith(`${prefix}_`)).toBe(true);
    const me = { name: 'ci', role: 'viewer', kind: 'api_key' };
    const first = await console.request.get('/api/v1/account').set('X-API-Key', key).expect(200);
    expect(first.body).toMatchObject(me);
    const second = await console.request.get('/api/v1/account').set('Authorization', `Bearer ${key}`).expect(200);
    expect(second.body).toMatchObject(me);
    const listed = await console.asRole('admin').get('/api/v1/apikeys').expect(200);
    expect(JSON.stringify(listed.body)).not.toContain(key);
    const rows = await console.database.query<{ row: string }>('SELECT k::text AS row FROM api_key k');
    expect(rows.map(({ row }) => row).join('')).not.toContain(key.slice(13));
    expect(console.logLines.join('')).not.toContain(key);
  });

  it('need no header against forged requests, and win over a session', async () => {
    const { key } = await make({ name: 'writer', role: 'admin' });
    await console.request
      .post('/api/v1/users')
      .set('X-API-Key', key)
      .send({ name: 'by-key', password: 'correct horse battery', role: 'viewer' })
      .expect(201);
    expect((await console.request.get('/api/v1/account').set('X-API-Key', `${key}x`)).status).toBe(401);
  });

  it('end when revoked', async () => {
    const { id, key } = await make({ name: 'short-lived', role: 'viewer' });
    await console.asRole('admin').delete(`/api/v1/apikeys/${id}`).expect(204);
    await console.request.get('/api/v1/account').set('X-API-Key', key).expect(401);
    expect((await console.asRole('admin').delete('/api/v1/apikeys/6f1f2a9e-5f0c-4c5d-9a5c-0123456789ab')).status).toBe(
      404,
    );
  });

  it('end at their expiry, which must lie ahead', async () => {
    const expiresAt = new Date(clock.now().getTime() + 3_600_000).toISOString();
    const { key } = await make({ name: 'for an hour', role: 'viewer', expiresAt });
    await console.request.get('/api/v1/account').set('X-API-Key', key).expect(200);
    clock.forward({ hours: 1, seconds: 1 });
    await console.request.get('/api/v1/account').set('X-API-Key', key).expect(401);
    const late = await console
      .asRole('admin')
      .post('/api/v1/apikeys')
      .send({ name: 'late', role: 'viewer', expiresAt })
      .expect(422);
    expect(late.body.issues).toMatchObject([{ path: 'expiresAt' }]);
  });

  it('note their last use at most once a minute', async () => {
    const { id, key } = await make({ name: 'busy', role: 'viewer' });
    const lastUsed = async (): Promise<string | undefined> => {
      const [row] = await console.database.query<{ at: Date | null }>(
        'SELECT last_used_at AS at FROM api_key WHERE id = $1',
        [id],
      );
      return row?.at?.toISOString();
    };
    const use = () => console.request.get('/api/v1/account').set('X-API-Key', key).expect(200);
    await use();
    const first = await lastUsed();
    expect(first).toBeDefined();
    clock.forward({ seconds: 50 });
    await use();
    expect(await lastUsed()).toBe(first);
    clock.forward({ seconds: 11 });
    await use();
    expect(await lastUsed()).not.toBe(first);
  });

  it('have neither a session to end nor a password to change', async () => {
    const signOut = await console.asRole('admin').delete('/api/v1/session').expect(403);
    expect(signOut.body.code).toBe('session_needed');
    await console
      .asRole('admin')
      .put('/api/v1/account/password')
      .send({ currentPassword: 'x', newPassword: 'correct horse battery' })
      .expect(403);
  });
});

describe('engine tokens', () => {
  it('end when their engine is retired', async () => {
    const { engineId, token } = await console.anEngine();
    const path = '/api/engine/v1/check-in';
    await console.request.post(path).set('Authorization', `Bearer ${token}`).send({}).expect(400);
    await console.database.query('UPDATE engine SET retired_at = now() WHERE id = $1', [engineId]);
    expect((await console.request.post(path).set('Authorization', `Bearer ${token}`).send({})).status).toBe(401);
  });

  it('are known by their secret, not by their prefix alone', async () => {
    const { token } = await console.anEngine();
    const forged = `${token.slice(0, 13)}${'A'.repeat(43)}`;
    expect(
      (await console.request.post('/api/engine/v1/check-in').set('Authorization', `Bearer ${forged}`).send({})).status,
    ).toBe(401);
  });
});
