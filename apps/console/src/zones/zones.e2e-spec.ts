import { randomUUID } from 'node:crypto';
import type { Zone } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { DEFAULT_ZONE_ID } from './default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('/api/v1/zones', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    for (const table of ['scan', 'exclusion', 'site', 'join_token', 'engine_pool', 'engine', 'host']) {
      await console.empty(table);
    }
    await console.database.query(`DELETE FROM zone WHERE id <> $1`, [DEFAULT_ZONE_ID]);
  });

  const admin = () => console.asRole('admin');
  const viewer = () => console.asRole('viewer');
  const create = async (zone: object): Promise<Zone> =>
    (await admin().post('/api/v1/zones').send(zone).expect(201)).body as Zone;
  const get = async (id: string): Promise<Zone> => (await viewer().get(`/api/v1/zones/${id}`).expect(200)).body as Zone;
  const remove = (id: string) => admin().delete(`/api/v1/zones/${id}`);

  it('lists the default zone, which is there from the start', async () => {
    const answer = await viewer().get('/api/v1/zones').expect(200);
    expect(answer.body).toEqual({
      data: [expect.objectContaining({ id: DEFAULT_ZONE_ID, name: 'default', maxShards: null })],
    });
  });

  it('creates a zone with a limit, and counts what is in it', async () => {
    const zone = await create({ name: ' Branch ', description: 'in the north', maxShards: 4 });
    expect(zone).toMatchObject({
      name: 'Branch',
      description: 'in the north',
      maxShards: 4,
      siteCount: 0,
      engineCount: 0,
    });
    await console.anEngine({ zoneId: zone.id });
    const { engineId } = await console.anEngine({ zoneId: zone.id });
    await admin().delete(`/api/v1/engines/${engineId}`).expect(204);
    await admin().post('/api/v1/sites').send({ name: 'Office', targets: '10.0.0.1', zoneId: zone.id }).expect(201);
    expect(await get(zone.id)).toEqual({ ...zone, siteCount: 1, engineCount: 1 });
    const { body } = await viewer().get('/api/v1/zones').expect(200);
    expect((body.data as Zone[]).map(({ name, engineCount }) => [name, engineCount])).toEqual([
      ['Branch', 1],
      ['default', 0],
    ]);
  });

  it('changes what is given and leaves the rest', async () => {
    const zone = await create({ name: 'Branch', description: 'in the north', maxShards: 4 });
    const patch = async (body: object) => (await admin().patch(`/api/v1/zones/${zone.id}`).send(body).expect(200)).body;
    expect(await patch({ name: 'North' })).toEqual({ ...zone, name: 'North' });
    expect(await patch({ maxShards: null, description: '' })).toMatchObject({
      name: 'North',
      maxShards: null,
      description: '',
    });
    await admin().patch(`/api/v1/zones/${zone.id}`).send({ maxShards: 0 }).expect(400);
  });

  it('refuses a name in use, in whatever case', async () => {
    const zone = await create({ name: 'Branch' });
    const refused = await admin().post('/api/v1/zones').send({ name: 'DEFAULT' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'zone_name_taken', issues: [{ path: 'name', token: 'DEFAULT' }] });
    await admin().patch(`/api/v1/zones/${zone.id}`).send({ name: 'Default' }).expect(409);
    await admin().patch(`/api/v1/zones/${zone.id}`).send({ name: 'BRANCH' }).expect(200);
  });

  it('is not deleted while there is anything in it, and says what', async () => {
    const { id } = await create({ name: 'Branch' });
    const now = 'now()';
    const things: [name: string, sql: string][] = [
      ['engines', `INSERT INTO engine (id, zone_id, name, created_at) VALUES ($2, $1, 'n', ${now})`],
      [
        'pools',
        `INSERT INTO engine_pool (id, zone_id, name, created_at, updated_at) VALUES ($2, $1, 'p', ${now}, ${now})`,
      ],
      [
        'sites',
        `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
         VALUES ($2, $1, 's', '', 0, 0, ${now}, ${now})`,
      ],
      [
        'exclusions',
        `INSERT INTO exclusion (id, scope, zone_id, target, author, created_at) VALUES ($2, 'zone', $1, '10.0.0.1', 'a', ${now})`,
      ],
      [
        'scans',
        `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan,
           address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
         VALUES ($2, $1, 'completed', 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'a', ${now})`,
      ],
      [
        'join tokens',
        `INSERT INTO join_token (id, zone_id, prefix, token_hash, created_at, expires_at)
         VALUES ($2, $1, 'x', '', ${now}, ${now} + interval '1 hour')`,
      ],
    ];
    for (const [name, sql] of things) {
      const thingId = randomUUID();
      await console.database.query(sql, [id, thingId]);
      const { body } = await remove(id).expect(409);
      expect(body).toMatchObject({ code: 'zone_in_use', issues: [{ path: name, token: '1' }] });
      expect(body.message).toContain(`(${name}: 1)`);
      const table = { 'join tokens': 'join_token', pools: 'engine_pool' }[name] ?? name.slice(0, -1);
      await console.database.query(`DELETE FROM ${table} WHERE id = $1`, [thingId]);
    }
    await console.database.query(
      `INSERT INTO host (zone_id, address, status, status_since, first_seen_at, last_seen_at)
       VALUES ($1, '10.0.0.1', 'up', now(), now(), now())`,
      [id],
    );
    expect((await remove(id).expect(409)).body.issues).toMatchObject([{ path: 'hosts', token: '1' }]);
    await get(id);
  });

  it('is deleted with its retired engines and used join tokens', async () => {
    const zone = await create({ name: 'Branch' });
    const engine = await HandMadeEngine.joined(console, { name: 'north', zoneId: zone.id });
    await remove(zone.id).expect(409);
    await admin().delete(`/api/v1/engines/${engine.engineId}`).expect(204);
    await remove(zone.id).expect(204);
    await viewer().get(`/api/v1/zones/${zone.id}`).expect(404);
    expect(await console.database.query('SELECT FROM engine')).toEqual([]);
  });

  it('cannot be deleted when it is the default zone, but renamed', async () => {
    const { body } = await remove(DEFAULT_ZONE_ID).expect(409);
    expect(body.code).toBe('zone_is_default');
    const rename = (name: string) => admin().patch(`/api/v1/zones/${DEFAULT_ZONE_ID}`).send({ name }).expect(200);
    expect((await rename('Main')).body.name).toBe('Main');
    await rename('default');
  });

  it('lets only what it may run at a time, and more at once when the limit is raised', async () => {
    const zone = await create({ name: 'Branch', maxShards: 1 });
    const engine = await HandMadeEngine.at(console, { zoneId: zone.id });
    for (const last of [1, 2]) {
      const scan = { targets: `10.0.0.${last}`, zoneId: zone.id };
      await console.asRole('operator').post('/api/v1/scans').send(scan).expect(201);
    }
    const { leases } = await engine.checkIn({ slots: 2, freeSlots: 2 });
    expect(leases).toHaveLength(1);
    const held = leases.map(({ manifest: { shardId, epoch } }) => ({ shardId, epoch }));
    const waiting = engine.checkIn({ slots: 2, held, waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await admin().patch(`/api/v1/zones/${zone.id}`).send({ maxShards: 2 }).expect(200);
    expect((await waiting).leases).toHaveLength(1);
    expect(Date.now() - asked).toBeLessThan(5000);
  });

  it.each(['get', 'patch', 'delete'] as const)('answers 404 to %s of an unknown zone', async (method) => {
    const answer = await admin()
      [method](`/api/v1/zones/${noOne}`)
      .send(method === 'patch' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([404, 'zone_not_found']);
  });
});
