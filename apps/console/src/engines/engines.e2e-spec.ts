import { randomUUID } from 'node:crypto';
import type { Engine } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { EngineTokens } from '../access/engine-tokens.js';
import { JoinTokens } from '../access/join-tokens.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('/api/v1/engines', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    for (const table of ['join_token', 'scan', 'site', 'engine_pool', 'engine']) {
      await console.empty(table);
    }
    await console.database.query(`DELETE FROM zone WHERE id <> $1`, [DEFAULT_ZONE_ID]);
  });

  const admin = () => console.asRole('admin');
  const names = async (query: string): Promise<string[]> => {
    const { body } = await console.asRole('viewer').get(`/api/v1/engines?${query}`).expect(200);
    return (body.data as Engine[]).map(({ name }) => name);
  };
  const seen = (engineId: string, secondsAgo: number) =>
    console.database.query(`UPDATE engine SET last_seen_at = now() - make_interval(secs => $2) WHERE id = $1`, [
      engineId,
      secondsAgo,
    ]);
  const recognised = async (token: string): Promise<boolean> =>
    (await console.app.get(EngineTokens, { strict: false }).recognise(token)) !== undefined;

  it('shows an engine with zone, token prefix and whether it is online', async () => {
    const { engineId, token } = await console.anEngine({ name: 'north' });
    const show = async () => (await console.asRole('viewer').get(`/api/v1/engines/${engineId}`).expect(200)).body;
    expect(await show()).toMatchObject({
      name: 'north',
      zone: { id: DEFAULT_ZONE_ID, name: 'default' },
      online: false,
      enabled: true,
      lastSeenAt: null,
      busySlots: 0,
    });
    expect(token).toContain((await show()).tokenPrefix);
    await seen(engineId, 60);
    expect(await show()).toMatchObject({ online: true });
    await seen(engineId, 130);
    expect(await show()).toMatchObject({ online: false });
  });

  it('counts the shards that an engine works on', async () => {
    const { engineId } = await console.anEngine();
    const scanId = randomUUID();
    await console.database.query(
      `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan,
         address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
       VALUES ($1, $2, 'running', 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'a', now())`,
      [scanId, DEFAULT_ZONE_ID],
    );
    for (const [number, state] of ['leased', 'scanning', 'delivered', 'queued', 'failed'].entries()) {
      await console.database.query(
        `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, engine_id, address_set, address_count)
         VALUES (gen_random_uuid(), $1, $2, $3, 'nmap', $4, $5, '', 0)`,
        [scanId, DEFAULT_ZONE_ID, number, state, engineId],
      );
    }
    const { body } = await admin().get(`/api/v1/engines/${engineId}`).expect(200);
    expect(body.busySlots).toBe(2);
  });

  it('sorts, searches and pages on the server', async () => {
    const [b, a, c] = [
      await console.anEngine({ name: 'b_1' }),
      await console.anEngine({ name: 'A' }),
      await console.anEngine({ name: 'c' }),
    ];
    await seen(b.engineId, 10);
    await seen(a.engineId, 500);
    const version = (engineId: string, text: string) =>
      console.database.query('UPDATE engine SET version = $2 WHERE id = $1', [engineId, text]);
    await version(c.engineId, '0.1.0');
    await version(b.engineId, '0.2.0');
    await version(a.engineId, '0.10.0-rc.1');
    expect(await names('')).toEqual(['A', 'b_1', 'c']);
    expect(await names('sort_order=desc')).toEqual(['c', 'b_1', 'A']);
    expect(await names('sort_by=lastSeenAt&sort_order=desc')).toEqual(['b_1', 'A', 'c']);
    expect(await names('sort_by=lastSeenAt')).toEqual(['A', 'b_1', 'c']);
    expect(await names('sort_by=createdAt')).toEqual(['b_1', 'A', 'c']);
    expect(await names('sort_by=version')).toEqual(['c', 'b_1', 'A']);
    await version(b.engineId, '99999999999999999999.x');
    await version(c.engineId, 'unknown');
    expect(await names('sort_by=version')).toEqual(['A', 'b_1', 'c']);
    await version(b.engineId, '0.2.0');
    expect(await names('search=_')).toEqual(['b_1']);
    expect(await names('search=0.2')).toEqual(['b_1']);
    expect(await names('page_size=2&page=2')).toEqual(['c']);
  });

  it('renames, disables and enables an engine; a name in use is refused', async () => {
    const { engineId } = await console.anEngine({ name: 'north' });
    await console.anEngine({ name: 'south' });
    const patch = (body: object) => admin().patch(`/api/v1/engines/${engineId}`).send(body);
    expect((await patch({ name: 'far north', enabled: false }).expect(200)).body).toMatchObject({
      name: 'far north',
      enabled: false,
    });
    expect((await patch({ enabled: true }).expect(200)).body).toMatchObject({ name: 'far north', enabled: true });
    const refused = await patch({ name: 'SOUTH' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'engine_name_taken', issues: [{ path: 'name', token: 'SOUTH' }] });
    await patch({ name: ' ' }).expect(400);
  });

  it('puts an engine into pools of its zone, and takes it out of them when it is retired', async () => {
    const { engineId } = await console.anEngine();
    const pool = async (body: object) =>
      (await admin().post('/api/v1/engine-pools').send(body).expect(201)).body as { id: string; name: string };
    const [lab, field] = [await pool({ name: 'lab' }), await pool({ name: 'field' })];
    const put = (poolIds: string[]) => admin().patch(`/api/v1/engines/${engineId}`).send({ poolIds });
    const reference = ({ id, name }: { id: string; name: string }) => ({ id, name });
    expect((await put([lab.id, field.id, lab.id]).expect(200)).body.pools).toEqual([reference(field), reference(lab)]);
    expect((await put([lab.id]).expect(200)).body.pools).toEqual([reference(lab)]);
    const renamed = await admin()
      .patch(`/api/v1/engines/${engineId}`)
      .send({ draining: true, maxShards: 2 })
      .expect(200);
    expect(renamed.body).toMatchObject({ draining: true, maxShards: 2, pools: [reference(lab)] });
    const { body: zone } = await admin().post('/api/v1/zones').send({ name: 'branch' }).expect(201);
    const foreign = await pool({ name: 'foreign', zoneId: zone.id });
    for (const stranger of [foreign.id, noOne]) {
      const refused = await put([lab.id, stranger]).expect(422);
      expect(refused.body.issues).toEqual([expect.objectContaining({ path: 'poolIds', token: stranger })]);
    }
    await admin().delete(`/api/v1/engines/${engineId}`).expect(204);
    expect((await admin().get(`/api/v1/engine-pools/${lab.id}`).expect(200)).body.engines).toEqual([]);
    expect(await console.database.query('SELECT FROM engine_pool_member')).toEqual([]);
  });

  it('rotates the token: the new one holds, the old one ends', async () => {
    const { engineId, token } = await console.anEngine();
    const { body } = await admin().post(`/api/v1/engines/${engineId}/token`).expect(201);
    expect(body.token).toContain(body.prefix);
    expect([await recognised(token), await recognised(body.token)]).toEqual([false, true]);
  });

  it('leaves one token when two admins rotate at once', async () => {
    const { engineId } = await console.anEngine();
    const answers = await Promise.all(
      [1, 2, 3].map(() => admin().post(`/api/v1/engines/${engineId}/token`).expect(201)),
    );
    const hold = await Promise.all(answers.map(({ body }) => recognised(body.token as string)));
    expect(hold.filter(Boolean)).toHaveLength(1);
  });

  it('revokes the token at once', async () => {
    const { engineId, token } = await console.anEngine();
    await admin().delete(`/api/v1/engines/${engineId}/token`).expect(204);
    expect(await recognised(token)).toBe(false);
    expect((await admin().get(`/api/v1/engines/${engineId}`)).body.tokenPrefix).toBeNull();
  });

  it('retires an engine: it is gone from the list, its token ends, its name is free', async () => {
    const { engineId, token } = await console.anEngine({ name: 'north' });
    await admin().delete(`/api/v1/engines/${engineId}`).expect(204);
    expect(await names('')).toEqual([]);
    await admin().get(`/api/v1/engines/${engineId}`).expect(404);
    expect(await recognised(token)).toBe(false);
    await admin().delete(`/api/v1/engines/${engineId}`).expect(404);
  });

  it.each([
    ['patch', ''],
    ['delete', ''],
    ['post', '/token'],
    ['post', '/token/renew'],
    ['post', '/approve'],
    ['delete', '/token'],
  ] as const)('answers 404 to %s of an unknown engine%s', async (method, rest) => {
    const answer = await admin()
      [method](`/api/v1/engines/${noOne}${rest}`)
      .send(method === 'patch' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([404, 'engine_not_found']);
  });

  describe('join tokens', () => {
    it('are shown once, work once, and name the engine that used them', async () => {
      const { body: made } = await admin().post('/api/v1/join-tokens').send({ expiresInMinutes: 5 }).expect(201);
      expect(made).toMatchObject({ zone: { id: DEFAULT_ZONE_ID }, usedAt: null, usedBy: null });
      const lifetime = Date.parse(made.expiresAt as string) - Date.parse(made.createdAt as string);
      expect(Math.round(lifetime / 60_000)).toBe(5);
      const { engineId, name } = await console.anEngine();
      const tokens = console.app.get(JoinTokens, { strict: false });
      expect(await tokens.recognise(made.token as string)).toMatchObject({ joinTokenId: made.id });
      await console.database.transaction((tx) => tokens.consume(tx, made.id as string, engineId));
      const { body } = await admin().get('/api/v1/join-tokens').expect(200);
      expect(body.data).toEqual([expect.objectContaining({ id: made.id, usedBy: { id: engineId, name } })]);
      expect(JSON.stringify(body)).not.toContain(made.token);
      const refused = await admin().delete(`/api/v1/join-tokens/${made.id}`).expect(409);
      expect(refused.body).toMatchObject({ code: 'join_token_used', message: expect.stringContaining(name) });
    });

    it('can be withdrawn before they are used', async () => {
      const { body } = await admin().post('/api/v1/join-tokens').send({}).expect(201);
      await admin().delete(`/api/v1/join-tokens/${body.id}`).expect(204);
      expect(await console.app.get(JoinTokens, { strict: false }).recognise(body.token as string)).toBeUndefined();
      await admin().delete(`/api/v1/join-tokens/${body.id}`).expect(404);
    });

    it('are refused for an unknown zone', async () => {
      const { body } = await admin().post('/api/v1/join-tokens').send({ zoneId: noOne }).expect(422);
      expect(body.issues).toEqual([expect.objectContaining({ path: 'zoneId', token: noOne })]);
    });

    it('are for admins alone', async () => {
      const operator = console.asRole('operator');
      expect((await operator.get('/api/v1/join-tokens')).status).toBe(403);
      expect((await operator.post('/api/v1/join-tokens').send({})).status).toBe(403);
    });
  });
});
