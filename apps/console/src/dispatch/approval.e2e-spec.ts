import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '@scanfleet/contracts';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

describe('an engine that joined by a token that requires approval', () => {
  let fleet: TestConsole;
  beforeAll(async () => {
    fleet = await aConsole();
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    await fleet.empty('scan', 'join_token', 'engine');
  });

  const admin = () => fleet.asRole('admin');
  const show = async (engine: HandMadeEngine): Promise<Engine> =>
    (await admin().get(`/api/v1/engines/${engine.engineId}`).expect(200)).body as Engine;
  const waiting = async (): Promise<Engine[]> =>
    (await admin().get('/api/v1/engines?approval=waiting').expect(200)).body.data as Engine[];
  const approve = (engine: HandMadeEngine) => admin().post(`/api/v1/engines/${engine.engineId}/approve`);

  it('is listed as waiting, with where it came from, by the default of a join token', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north' });
    await fleet.anEngine({ name: 'known' });
    expect(await waiting()).toEqual([
      expect.objectContaining({
        id: engine.engineId,
        name: 'north',
        version: '0.1.0',
        approved: false,
        remoteAddress: '127.0.0.1',
        online: false,
      }),
    ]);
    const { body: tokens } = await admin().get('/api/v1/join-tokens').expect(200);
    expect(tokens.data).toEqual([expect.objectContaining({ requireApproval: true })]);
  });

  it('gets no work and is told why, but what it says of itself is kept', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north' });
    await fleet.asRole('operator').post('/api/v1/scans').send({ targets: '127.0.0.1' }).expect(201);
    const refused = await engine.ask({ version: '0.2.0', waitSeconds: 20 }).expect(403);
    expect(refused.body).toMatchObject({
      code: 'engine_not_approved',
      message: expect.stringContaining('admin must approve'),
    });
    expect(refused.headers['retry-after']).toBe('30');
    expect(await show(engine)).toMatchObject({
      approved: false,
      online: true,
      version: '0.2.0',
      scanners: [{ name: 'nmap' }],
      policy: { allowed: ['10.0.0.0/8', '127.0.0.0/8'] },
      busySlots: 0,
    });
  });

  it('gets work with its next check-in once an admin has approved it', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north' });
    await fleet.asRole('operator').post('/api/v1/scans').send({ targets: '127.0.0.1' }).expect(201);
    await engine.ask().expect(403);
    expect((await approve(engine).expect(200)).body).toMatchObject({ id: engine.engineId, approved: true });
    expect(await waiting()).toEqual([]);
    expect((await engine.checkIn()).leases).toHaveLength(1);
    await approve(engine).expect(200);
  });

  it('is rejected by deleting it: its token ends and its name is free', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north' });
    await admin().delete(`/api/v1/engines/${engine.engineId}`).expect(204);
    await engine.ask().expect(401);
    expect(await waiting()).toEqual([]);
    await approve(engine).expect(404);
    await HandMadeEngine.joined(fleet, { name: 'north' });
  });

  it('works at once when the join token says that nobody needs to approve it', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north', requireApproval: false });
    expect(await show(engine)).toMatchObject({ approved: true });
    await engine.ask().expect(200);
    expect(await waiting()).toEqual([]);
    const { body } = await admin().get('/api/v1/engines?approval=approved').expect(200);
    expect(body.data).toHaveLength(1);
  });

  it('is approved by admins alone', async () => {
    const engine = await HandMadeEngine.joined(fleet, { name: 'north' });
    await fleet.asRole('operator').post(`/api/v1/engines/${engine.engineId}/approve`).expect(403);
    expect(await show(engine)).toMatchObject({ approved: false });
  });
});
