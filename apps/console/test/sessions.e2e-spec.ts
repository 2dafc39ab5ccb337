import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { Clock } from '../src/platform/clock/clock.js';
import { ADMIN_PASSWORD, aConsole, type TestConsole } from './harness.js';
import { MovableClock } from './movable-clock.js';

const ours = { 'X-Scanfleet-Request': '1' };
const second = 'another long password';

describe('sessions', () => {
  let console: TestConsole;
  let clock: MovableClock;

  beforeAll(async () => {
    clock = new MovableClock();
    console = await aConsole({ overrides: (builder) => builder.overrideProvider(Clock).useValue(clock) });
  });
  beforeEach(async () => {
    await console.database.query('DELETE FROM sign_in_backoff');
    await console.database.query('DELETE FROM user_session');
  });
  afterAll(() => console.close());

  const signIn = async (
    name = 'admin',
    password = ADMIN_PASSWORD,
  ): Promise<{ agent: ReturnType<typeof supertest.agent>; cookie: string }> => {
    const agent = supertest.agent(console.url);
    const answer = await agent.post('/api/v1/session').send({ name, password }).expect(200);
    return { agent, cookie: String(answer.headers['set-cookie']) };
  };

  it('begin with a cookie that scripts cannot read and other sites cannot use', async () => {
    const { agent, cookie } = await signIn();
    expect(cookie).toMatch(/^scanfleet_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    const me = await agent.get('/api/v1/account').expect(200);
    expect(me.body).toEqual({ id: expect.any(String), name: 'admin', role: 'admin', kind: 'user' });
  });

  it('take the name in any letter case', async () => {
    const { agent } = await signIn(' ADMIN ');
    expect((await agent.get('/api/v1/account')).status).toBe(200);
  });

  it('keep only a hash of their token', async () => {
    const { cookie } = await signIn();
    const token = /=([\w-]+);/.exec(cookie)?.[1] ?? '';
    const dump = await console.database.query<{ row: string }>(`SELECT s::text AS row FROM user_session s`);
    expect(dump).toHaveLength(1);
    expect(dump[0]?.row).not.toContain(token);
    expect(console.logLines.join('')).not.toContain(token);
  });

  it('get a new token at each sign-in, and the old one ends', async () => {
    const { agent, cookie } = await signIn();
    const again = await agent.post('/api/v1/session').send({ name: 'admin', password: ADMIN_PASSWORD }).expect(200);
    expect(String(again.headers['set-cookie'])).not.toBe(cookie);
    await console.request
      .get('/api/v1/account')
      .set('Cookie', cookie.split(';')[0] ?? '')
      .expect(401);
    await agent.get('/api/v1/account').expect(200);
  });

  it('end at sign-out', async () => {
    const { agent, cookie } = await signIn();
    const out = await agent.delete('/api/v1/session').set(ours).expect(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    await console.request
      .get('/api/v1/account')
      .set('Cookie', cookie.split(';')[0] ?? '')
      .expect(401);
  });

  it('end after twelve idle hours, and not before', async () => {
    const { agent } = await signIn();
    clock.forward({ hours: 11 });
    await agent.get('/api/v1/account').expect(200);
    clock.forward({ hours: 11 });
    await agent.get('/api/v1/account').expect(200);
    clock.forward({ hours: 12, seconds: 5 });
    expect((await agent.get('/api/v1/account')).status).toBe(401);
  });

  it('end after seven days, however busy', async () => {
    const { agent } = await signIn();
    for (let day = 0; day < 7 * 3 - 1; day += 1) {
      clock.forward({ hours: 8 });
      await agent.get('/api/v1/account').expect(200);
    }
    clock.forward({ hours: 8 });
    expect((await agent.get('/api/v1/account')).status).toBe(401);
  });

  it('note their last use at most once a minute', async () => {
    const { agent } = await signIn();
    const lastSeen = async (): Promise<string> => {
      const [row] = await console.database.query<{ at: Date }>('SELECT last_seen_at AS at FROM user_session');
      return row?.at.toISOString() ?? '';
    };
    const before = await lastSeen();
    clock.forward({ seconds: 50 });
    await agent.get('/api/v1/account').expect(200);
    expect(await lastSeen()).toBe(before);
    clock.forward({ seconds: 11 });
    await agent.get('/api/v1/account').expect(200);
    expect(await lastSeen()).not.toBe(before);
  });

  it('are listed to their user, who can end the others one by one', async () => {
    const { agent } = await signIn();
    const other = await signIn();
    const listed = await agent.get('/api/v1/account/sessions').expect(200);
    expect(listed.body.data).toHaveLength(2);
    const notMine = listed.body.data.find((session: { current: boolean }) => !session.current);
    await agent.delete(`/api/v1/account/sessions/${notMine.id}`).set(ours).expect(204);
    await other.agent.get('/api/v1/account').expect(401);
    await agent.delete(`/api/v1/account/sessions/${notMine.id}`).set(ours).expect(404);
  });

  it('of others cannot be ended by a user', async () => {
    await makeUser('viewer1', 'viewer');
    const viewer = await signIn('viewer1', second);
    const { agent } = await signIn();
    const listed = await agent.get('/api/v1/account/sessions').expect(200);
    const [session] = listed.body.data;
    await viewer.agent.delete(`/api/v1/account/sessions/${session.id}`).set(ours).expect(404);
    expect((await agent.get('/api/v1/account')).status).toBe(200);
  });

  const makeUser = async (name: string, role: string): Promise<string> => {
    const made = await console.asRole('admin').post('/api/v1/users').send({ name, password: second, role }).expect(201);
    return made.body.id as string;
  };

  it('all end but the one that changes the password', async () => {
    await makeUser('changer', 'operator');
    const [here, there] = [await signIn('changer', second), await signIn('changer', second)];
    const change = { currentPassword: second, newPassword: 'a third long password' };
    const wrong = await here.agent
      .put('/api/v1/account/password')
      .set(ours)
      .send({ ...change, currentPassword: 'not this one' })
      .expect(422);
    expect(wrong.body).toMatchObject({ code: 'wrong_password', issues: [{ path: 'currentPassword' }] });
    await here.agent.put('/api/v1/account/password').set(ours).send(change).expect(204);
    await here.agent.get('/api/v1/account').expect(200);
    await there.agent.get('/api/v1/account').expect(401);
    await console.request.post('/api/v1/session').send({ name: 'changer', password: second }).expect(401);
    await signIn('changer', 'a third long password');
  });

  it('end when an admin disables their user, who cannot sign in any more', async () => {
    const id = await makeUser('leaver', 'viewer');
    const { agent } = await signIn('leaver', second);
    await console.asRole('admin').patch(`/api/v1/users/${id}`).send({ disabled: true }).expect(200);
    await agent.get('/api/v1/account').expect(401);
    expect((await console.request.post('/api/v1/session').send({ name: 'leaver', password: second })).status).toBe(401);
  });

  it('have the role that their user has now', async () => {
    const id = await makeUser('riser', 'viewer');
    const { agent } = await signIn('riser', second);
    await agent.get('/api/v1/users').expect(403);
    await console.asRole('admin').patch(`/api/v1/users/${id}`).send({ role: 'admin' }).expect(200);
    await agent.get('/api/v1/users').expect(200);
    await console.asRole('admin').delete(`/api/v1/users/${id}`).expect(204);
    expect((await agent.get('/api/v1/account')).status).toBe(401);
  });

  it('do not let another site write', async () => {
    const { agent } = await signIn();
    const site = { name: 'forged', password: second, role: 'admin' };
    const refused = async (headers: Record<string, string>, code: string): Promise<void> => {
      const answer = await agent.post('/api/v1/users').set(headers).send(site).expect(403);
      expect(answer.body.code).toBe(code);
    };
    await refused({}, 'request_header_missing');
    await refused({ ...ours, Origin: 'https://evil.example' }, 'cross_site_request');
    await refused({ ...ours, Origin: 'null' }, 'cross_site_request');
    await refused({ ...ours, 'Sec-Fetch-Site': 'cross-site' }, 'cross_site_request');
    await refused({ ...ours, 'Sec-Fetch-Site': 'same-site' }, 'cross_site_request');
    await agent
      .post('/api/v1/users')
      .set({ ...ours, Origin: console.url, 'Sec-Fetch-Site': 'same-origin' })
      .send({ ...site, name: 'wanted' })
      .expect(201);
  });

  it('are not begun by another site', async () => {
    const wish = { name: 'admin', password: ADMIN_PASSWORD };
    await console.request.post('/api/v1/session').set('Origin', 'https://evil.example').send(wish).expect(403);
    const form = await console.request.post('/api/v1/session').type('form').send(wish).expect(415);
    expect(form.body.code).toBe('unsupported_media_type');
    await console.request.post('/api/v1/session').type('text/plain').send(JSON.stringify(wish)).expect(415);
  });
});
