import { randomUUID } from 'node:crypto';
import type { EnginePool } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';

const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('/api/v1/engine-pools', () => {
  let console: TestConsole;
  let branch: string;
  beforeAll(async () => {
    console = await aConsole();
    branch = (await admin().post('/api/v1/zones').send({ name: 'branch' }).expect(201)).body.id as string;
  });
  afterAll(() => console.close());
  beforeEach(async () => {
    await console.empty('scan', 'site', 'engine_pool', 'engine');
  });

  const admin = () => console.asRole('admin');
  const viewer = () => console.asRole('viewer');
  const create = async (pool: object): Promise<EnginePool> =>
    (await admin().post('/api/v1/engine-pools').send(pool).expect(201)).body as EnginePool;
  const get = async (id: string): Promise<EnginePool> =>
    (await viewer().get(`/api/v1/engine-pools/${id}`).expect(200)).body as EnginePool;
  const seen = (engineId: string, slots: number) =>
    console.database.query(`UPDATE engine SET last_seen_at = now(), slots = $2 WHERE id = $1`, [engineId, slots]);
  const aScan = async (poolId: string, state: string): Promise<void> => {
    await console.database.query(
      `INSERT INTO scan (id, zone_id, pool_id, state, command_name, scanner, options_text, options, target_summary, plan,
         address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
       VALUES ($1, $2, $3, $4, 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'a', now())`,
      [randomUUID(), DEFAULT_ZONE_ID, poolId, state],
    );
  };

  it('creates a pool with engines, and counts the slots of those that can work', async () => {
    const [ready, silent, disabled, waiting] = [
      await console.anEngine({ name: 'ready' }),
      await console.anEngine({ name: 'silent' }),
      await console.anEngine({ name: 'Disabled' }),
      await console.anEngine({ name: 'waiting' }),
    ];
    for (const { engineId } of [ready, disabled, waiting]) await seen(engineId, 3);
    await console.database.query(`UPDATE engine SET enabled = false WHERE id = $1`, [disabled.engineId]);
    await console.database.query(`UPDATE engine SET approved = false WHERE id = $1`, [waiting.engineId]);
    const engineIds = [ready, silent, disabled, waiting].map(({ engineId }) => engineId);
    const pool = await create({ name: ' lab ', description: 'second floor', engineIds });
    expect(pool).toMatchObject({
      name: 'lab',
      description: 'second floor',
      zone: { id: DEFAULT_ZONE_ID, name: 'default' },
      slots: 3,
      busySlots: 0,
    });
    expect(pool.engines).toEqual([
      { id: disabled.engineId, name: 'Disabled', online: true },
      { id: ready.engineId, name: 'ready', online: true },
      { id: silent.engineId, name: 'silent', online: false },
      { id: waiting.engineId, name: 'waiting', online: true },
    ]);
    expect(await get(pool.id)).toEqual(pool);
  });

  it('changes name, description and engines, each by itself', async () => {
    const [a, b] = [await console.anEngine({ name: 'a' }), await console.anEngine({ name: 'b' })];
    const { id } = await create({ name: 'lab', engineIds: [a.engineId] });
    const patch = async (body: object): Promise<EnginePool> =>
      (await admin().patch(`/api/v1/engine-pools/${id}`).send(body).expect(200)).body as EnginePool;
    const names = ({ engines }: EnginePool): string[] => engines.map(({ name }) => name);
    expect(names(await patch({ name: 'Lab' }))).toEqual(['a']);
    expect(names(await patch({ engineIds: [b.engineId, a.engineId] }))).toEqual(['a', 'b']);
    expect(await patch({ description: 'x' })).toMatchObject({ name: 'Lab', description: 'x' });
    expect(names(await patch({ engineIds: [b.engineId, b.engineId] }))).toEqual(['b']);
    expect(names(await patch({ engineIds: [] }))).toEqual([]);
  });

  it('refuses a name in use, in whatever case, also when two ask at once', async () => {
    const ask = (name: string) => admin().post('/api/v1/engine-pools').send({ name });
    const both = await Promise.all([ask('Lab'), ask('lAB')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const other = await create({ name: 'other' });
    const refused = await admin().patch(`/api/v1/engine-pools/${other.id}`).send({ name: 'LAB' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'pool_name_taken', issues: [{ path: 'name', token: 'LAB' }] });
  });

  it('refuses engines of other zones, retired ones and unknown ones, by name of the field', async () => {
    const [here, elsewhere, gone] = [
      await console.anEngine(),
      await console.anEngine({ zoneId: branch }),
      await console.anEngine(),
    ];
    await admin().delete(`/api/v1/engines/${gone.engineId}`).expect(204);
    const engineIds = [here.engineId, elsewhere.engineId, gone.engineId, noOne];
    const { body } = await admin().post('/api/v1/engine-pools').send({ name: 'lab', engineIds }).expect(422);
    expect(body.issues.map(({ path, token }: { path: string; token: string }) => [path, token])).toEqual(
      engineIds.slice(1).map((id) => ['engineIds', id]),
    );
    expect((await viewer().get('/api/v1/engine-pools')).body.data).toEqual([]);
    const unknown = await admin().post('/api/v1/engine-pools').send({ name: 'lab', zoneId: noOne }).expect(422);
    expect(unknown.body.issues).toEqual([expect.objectContaining({ path: 'zoneId' })]);
    const pool = await create({ name: 'lab', zoneId: branch, engineIds: [elsewhere.engineId] });
    expect(pool.zone.name).toBe('branch');
  });

  it.each(['planned', 'running', 'paused'])('is not deleted while a scan that is bound to it is %s', async (state) => {
    const { id } = await create({ name: 'lab' });
    await aScan(id, state);
    const refused = await admin().delete(`/api/v1/engine-pools/${id}`).expect(409);
    expect(refused.body).toMatchObject({ code: 'pool_in_use', message: expect.stringContaining(state) });
    await get(id);
  });

  it('is deleted once its scans have ended; its engines and its sites stay', async () => {
    const { engineId } = await console.anEngine();
    const { id } = await create({ name: 'lab', engineIds: [engineId] });
    await aScan(id, 'completed');
    const { body: site } = await admin()
      .post('/api/v1/sites')
      .send({ name: 'Office', targets: '10.0.0.1', defaultPoolId: id })
      .expect(201);
    await admin().delete(`/api/v1/engine-pools/${id}`).expect(204);
    await viewer().get(`/api/v1/engine-pools/${id}`).expect(404);
    expect((await viewer().get(`/api/v1/sites/${site.id}`).expect(200)).body.defaultPool).toBeNull();
    expect((await viewer().get(`/api/v1/engines/${engineId}`).expect(200)).body.pools).toEqual([]);
  });

  it('sorts, searches, pages and filters by zone on the server', async () => {
    await create({ name: 'b_1' });
    await create({ name: 'A', description: 'under_score' });
    await create({ name: 'c', zoneId: branch });
    const names = async (query: string): Promise<string[]> => {
      const { body } = await viewer().get(`/api/v1/engine-pools?${query}`).expect(200);
      return (body.data as EnginePool[]).map(({ name }) => name);
    };
    expect(await names('')).toEqual(['A', 'b_1', 'c']);
    expect(await names('sort_by=createdAt&sort_order=desc')).toEqual(['c', 'A', 'b_1']);
    expect(await names('search=_')).toEqual(['A', 'b_1']);
    expect(await names('search=branch')).toEqual(['c']);
    expect(await names(`zone_id=${branch}`)).toEqual(['c']);
    expect(await names('page_size=2&page=2')).toEqual(['c']);
  });

  it.each(['get', 'patch', 'delete'] as const)('answers 404 to %s of an unknown pool', async (method) => {
    const answer = await admin()
      [method](`/api/v1/engine-pools/${noOne}`)
      .send(method === 'patch' ? {} : undefined);
    expect([answer.status, answer.body.code]).toEqual([404, 'engine_pool_not_found']);
  });
});
