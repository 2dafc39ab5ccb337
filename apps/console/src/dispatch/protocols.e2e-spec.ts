import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, HandMadeEngine, nmapReport } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

describe('engines of two protocols', () => {
  let fleet: TestConsole;
  beforeAll(async () => {
    fleet = await aConsole();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    await fleet.empty('scan', 'engine');
  });

  const load = { cpuPercent: 12.5, memoryFreeBytes: 1024, diskFreeBytes: 4096 };
  const theScan = async (scanId: string) =>
    (await fleet.asRole('viewer').get(`/api/v1/scans/${scanId}`).expect(200)).body;

  it.each([
    [1, /^This console will soon speak protocol 2 only/, null],
    [2, null, load],
  ])('do a whole scan: protocol %s', async (protocol, notice, kept) => {
    const engine = await HandMadeEngine.at(fleet, { protocol });
    const { body } = await fleet.asRole('operator').post('/api/v1/scans').send({ targets: '10.0.0.1-2' }).expect(201);
    const answer = await engine.checkIn({ load });
    expect(answer).toMatchObject({ engineId: engine.engineId, orders: [], rotateToken: false });
    expect(answer.notice ?? '').toMatch(notice ?? /^$/);
    const [lease] = answer.leases;
    if (!lease) throw new Error('there was no lease');
    const { shardId, epoch } = lease.manifest;
    const text = nmapReport('10.0.0.1', '10.0.0.2');
    await engine.renew(shardId, { epoch, started: { argv: ['nmap'], notes: [] } }).expect(200);
    expect(await engine.checkIn({ freeSlots: 0, held: [{ shardId, epoch }], load })).toMatchObject({ orders: [] });
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    await engine.finish(shardId, epoch, text).expect(204);
    const done = await eventually(
      () => theScan(body.id as string),
      ({ state }) => state === 'completed',
    );
    expect(done).toMatchObject({ partial: false, progress: { addressesDone: '2', hostsUp: 2 } });
    const { body: shown } = await fleet.asRole('viewer').get(`/api/v1/engines/${engine.engineId}`).expect(200);
    expect(shown).toMatchObject({ protocol, load: kept, busySlots: 0 });
  });

  it.each([
    [0, 426, 'protocol_too_old', 'Update the engine.'],
    [3, 422, 'protocol_too_new', 'Update the console first.'],
  ])('are refused with what to do: protocol %s', async (protocol, status, code, fix) => {
    const engine = await HandMadeEngine.at(fleet);
    const refused = await engine.ask({ protocol });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(refused.body.message).toContain(`speaks engine protocol 1 to 2, the engine ${protocol}. ${fix}`);
    const { body: join } = await fleet.asRole('admin').post('/api/v1/join-tokens').send({}).expect(201);
    const stranger = await fleet.request
      .post('/api/engine/v1/join')
      .set('Authorization', `Bearer ${join.token}`)
      .send({ protocol, name: `of protocol ${protocol}`, version: '0.0.1' });
    expect([stranger.status, stranger.body.code]).toEqual([status, code]);
  });

  it('of the older one may join', async () => {
    const { body: join } = await fleet.asRole('admin').post('/api/v1/join-tokens').send({}).expect(201);
    await fleet.request
      .post('/api/engine/v1/join')
      .set('Authorization', `Bearer ${join.token}`)
      .send({ protocol: 1, name: 'old', version: '0.1.0' })
      .expect(201);
    const { body } = await fleet.asRole('viewer').get('/api/v1/engines').expect(200);
    expect(body.data).toEqual([expect.objectContaining({ name: 'old', protocol: 1, approved: false })]);
  });
});
