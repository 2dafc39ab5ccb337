import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

describe('what an admin says of an engine', () => {
  let fleet: TestConsole;
  let engine: HandMadeEngine;
  beforeAll(async () => {
    fleet = await aConsole();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    await fleet.empty('scan', 'engine_pool', 'engine');
    engine = await HandMadeEngine.at(fleet);
  });

  const admin = () => fleet.asRole('admin');
  const change = (body: object) => admin().patch(`/api/v1/engines/${engine.engineId}`).send(body).expect(200);
  const aScan = (targets: string, wish: object = {}) =>
    fleet
      .asRole('operator')
      .post('/api/v1/scans')
      .send({ targets, ...wish })
      .expect(201);

  it('drains it: it finishes what it has and gets nothing new until it is filled again', async () => {
    await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    expect((await change({ draining: true })).body).toMatchObject({ draining: true, enabled: true, busySlots: 1 });
    await aScan('10.0.0.2');
    const held = [{ shardId, epoch }];
    expect(await engine.checkIn({ slots: 2, held })).toMatchObject({ leases: [], orders: [] });
    await engine.renew(shardId, { epoch }).expect(200);
    const waiting = engine.checkIn({ slots: 2, held, waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await change({ draining: false });
    expect((await waiting).leases).toHaveLength(1);
  });

  it('sees what it works on, and how much waits for it', async () => {
    await aScan('10.0.0.1');
    await aScan('10.0.0.2');
    const { shardId, scanId, epoch } = await engine.lease();
    await engine.renew(shardId, { epoch, started: { argv: ['nmap'], notes: [] } }).expect(200);
    const { body } = await fleet.asRole('viewer').get(`/api/v1/engines/${engine.engineId}/shards`).expect(200);
    expect(body).toMatchObject({
      data: [{ shardId, scanId, number: 1, stage: 1, state: 'scanning', targetSummary: '10.0.0.1', addressCount: '1' }],
      waitingInZone: 1,
    });
    await fleet.asRole('viewer').get('/api/v1/engines/00000000-0000-4000-8000-0000000000ff/shards').expect(404);
  });

  it('limits its shards below its slots, also across check-ins', async () => {
    for (const last of [1, 2, 3]) await aScan(`10.0.0.${last}`);
    await change({ maxShards: 1 });
    const { leases } = await engine.checkIn({ slots: 4, freeSlots: 4 });
    expect(leases).toHaveLength(1);
    const held = leases.map(({ manifest: { shardId, epoch } }) => ({ shardId, epoch }));
    expect((await engine.checkIn({ slots: 4, freeSlots: 3, held })).leases).toEqual([]);
    expect((await change({ maxShards: null })).body).toMatchObject({ maxShards: null });
    expect((await engine.checkIn({ slots: 4, freeSlots: 3, held })).leases).toHaveLength(2);
  });

  it('puts it into a pool, and the shard that waits for that pool goes to its waiting check-in at once', async () => {
    const { body: pool } = await admin().post('/api/v1/engine-pools').send({ name: 'lab' }).expect(201);
    await aScan('10.0.0.1', { poolId: pool.id });
    expect((await engine.checkIn()).leases).toEqual([]);
    const waiting = engine.checkIn({ waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await admin()
      .patch(`/api/v1/engine-pools/${pool.id}`)
      .send({ engineIds: [engine.engineId] })
      .expect(200);
    expect((await waiting).leases).toHaveLength(1);
    expect(Date.now() - asked).toBeLessThan(5000);
    const { body: shown } = await admin().get(`/api/v1/engine-pools/${pool.id}`).expect(200);
    expect(shown).toMatchObject({ slots: 1, busySlots: 1, engines: [{ online: true }] });
  });
});
