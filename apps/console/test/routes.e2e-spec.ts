import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalog, type Endpoint, Role } from '@scanfleet/contracts';
import type { Response } from 'supertest';
import { SystemClock } from '../src/platform/clock/clock.js';
import { newToken, TokenKind } from '../src/access/token.js';
import { aConsole, DEFAULT_ZONE, type TestConsole } from './harness.js';

const someId = '6f1f2a9e-5f0c-4c5d-9a5c-0123456789ab';
const pathOf = ({ path }: Endpoint): string => path.replace(/:\w+/g, someId);
const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;
const publicAccess = ['viewer', 'operator', 'admin'];
const rolesBelow: Record<string, Role[]> = { viewer: [], operator: ['viewer'], admin: ['viewer', 'operator'] };

describe('all routes of the console', () => {
  let console: TestConsole;
  let joinToken: string;
  let engineToken: string;

  beforeAll(async () => {
    console = await aConsole();
    ({ token: engineToken } = await console.anEngine());
    const { token, prefix, hash } = newToken(TokenKind.Join, new SystemClock());
    await console.database.query(
      `INSERT INTO join_token (id, zone_id, prefix, token_hash, created_at, expires_at)
       VALUES ($1, $2, $3, $4, now(), now() + interval '1 hour')`,
      [someId, DEFAULT_ZONE, prefix, hash],
    );
    joinToken = token;
  });
  afterAll(() => console.close());

  const call = async (endpoint: Endpoint, headers: Record<string, string> = {}): Promise<Response> => {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
    const request = console.request[method](pathOf(endpoint)).set(headers);
    return endpoint.requestKind === 'json' ? request.send({}) : request;
  };
  /** Calls every endpoint and lists those that did not answer with the status and code. */
  const strays = async (
    endpoints: readonly Endpoint[],
    headers: Record<string, string>,
    expected: { status: number; code: string },
  ): Promise<string[]> => {
    const wrong: string[] = [];
    for (const endpoint of endpoints) {
      const { status, body } = await call(endpoint, headers);
      const right = status === expected.status && body.code === expected.code && typeof body.requestId === 'string';
      if (!right) wrong.push(`${nameOf(endpoint)} answers ${status} ${body.code}`);
    }
    return wrong;
  };

  it('are those of the contracts, and the pages of the web console and of Swagger UI', () => {
    const pages = ['GET /*', 'GET /swagger', 'GET /swagger/*'];
    expect([...console.routes].sort()).toEqual([...catalog.map(nameOf), ...pages].sort());
  });

  it('are open for health, liveness, version and sign-in only', () => {
    const open = catalog.filter(({ access }) => access === 'open').map(({ id }) => id);
    expect(open.sort()).toEqual(['getHealth', 'getLiveness', 'getVersion', 'signIn']);
  });

  it('answer 401 to strangers', async () => {
    const closed = catalog.filter(({ access }) => access !== 'open');
    expect(await strays(closed, {}, { status: 401, code: 'unauthenticated' })).toEqual([]);
  });

  it('answer 401 to wrong credentials of every kind', async () => {
    const closed = catalog.filter(({ access }) => access !== 'open');
    const guess = `${'x'.repeat(43)}`;
    for (const headers of [
      { 'X-API-Key': `sfk_00000000_${guess}` },
      { Authorization: `Bearer sfk_00000000_${guess}` },
      { Authorization: `Bearer sfe_00000000_${guess}` },
      { Authorization: 'Basic YWRtaW46YWRtaW4=' },
      { Cookie: `scanfleet_session=${guess}` },
    ] as Record<string, string>[]) {
      expect(await strays(closed, headers, { status: 401, code: 'unauthenticated' })).toEqual([]);
    }
  });

  it.each(Object.values(Role))('are refused to a %s where they need a higher role', async (role) => {
    const above = catalog.filter(({ access }) => rolesBelow[access]?.includes(role));
    const headers = { 'X-API-Key': console.keyOf(role) };
    expect(await strays(above, headers, { status: 403, code: 'role_too_low' })).toEqual([]);
  });

  it.each(Object.values(Role))('let a %s in where its role suffices', async (role) => {
    const allowed = catalog.filter(
      ({ access }) => publicAccess.includes(access) && !rolesBelow[access]?.includes(role),
    );
    for (const endpoint of allowed.filter(({ id }) => id !== 'signOut')) {
      const { status, body } = await call(endpoint, { 'X-API-Key': console.keyOf(role) });
      const refusedRole = status === 401 || (status === 403 && body.code !== 'session_needed');
      expect([nameOf(endpoint), refusedRole || status >= 500]).toEqual([nameOf(endpoint), false]);
    }
  });

  it('are closed to engines, but for the engine API', async () => {
    const others = catalog.filter(({ access }) => access !== 'open' && access !== 'engine');
    const headers = { Authorization: `Bearer ${engineToken}` };
    expect(await strays(others, headers, { status: 401, code: 'unauthenticated' })).toEqual([]);
  });

  it('are closed to join tokens, but for joining', async () => {
    const others = catalog.filter(({ access }) => access !== 'open' && access !== 'join');
    const headers = { Authorization: `Bearer ${joinToken}` };
    expect(await strays(others, headers, { status: 401, code: 'unauthenticated' })).toEqual([]);
  });

  it('of the engine API are closed to users, even to admins', async () => {
    const engineApi = catalog.filter(({ access }) => access === 'engine' || access === 'join');
    for (const headers of [
      { Authorization: `Bearer ${console.keyOf('admin')}` },
      { 'X-API-Key': console.keyOf('admin') },
    ] as Record<string, string>[]) {
      expect(await strays(engineApi, headers, { status: 401, code: 'unauthenticated' })).toEqual([]);
    }
  });

  it('take an engine token from the header only', async () => {
    const checkIn = catalog.filter(({ id }) => id === 'engineCheckIn');
    for (const endpoint of checkIn) {
      await console.request
        .post(`${pathOf(endpoint)}?access_token=${engineToken}`)
        .send({ access_token: engineToken })
        .expect(401);
    }
    expect(checkIn).toHaveLength(1);
  });

  it('refuse strangers before their body is read', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(20 * 1024 * 1024) });
    const answer = await fetch(`${console.url}/api/v1/sites`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(401);
  });
});
