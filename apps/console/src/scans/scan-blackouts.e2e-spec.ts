import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Blackout, Scan } from '@scanfleet/contracts';
import { eventually, HandMadeEngine, nmapReport } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

const address = '10.0.0.1';

let fleet: TestConsole;
beforeAll(async () => {
  fleet = await aConsole();
});
afterAll(() => fleet.close());
beforeEach(async () => {
  await fleet.empty('blackout', 'scan');
  await fleet.database.query(`UPDATE engine SET retired_at = now()`);
});

const operator = () => fleet.asRole('operator');
const create = async (body: object = { targets: address }): Promise<Scan> =>
  (await operator().post('/api/v1/scans').send(body).expect(201)).body as Scan;
const read = async (id: string): Promise<Scan> =>
  (await fleet.asRole('viewer').get(`/api/v1/scans/${id}`).expect(200)).body as Scan;
const listed = async (id: string): Promise<Scan | undefined> => {
  const { body } = await fleet.asRole('viewer').get('/api/v1/scans').expect(200);
  return (body.data as Scan[]).find((scan) => scan.id === id);
};
const act = (id: string, what: string) => operator().post(`/api/v1/scans/${id}/${what}`);
const isState = (id: string, state: string): Promise<Scan> =>
  eventually(
    () => read(id),
    (scan) => scan.state === state,
  );

/** One that is open now, and for an hour. */
async function blackOut(more: object = {}): Promise<Blackout> {
  const start = new Date(Date.now() - 60_000).toISOString().slice(0, 19);
  const wish = { name: 'freeze', scope: 'global', recurrence: { start }, durationMinutes: 60, ...more };
  return (await operator().post('/api/v1/blackouts').send(wish).expect(201)).body as Blackout;
}
const lift = (id: string) => operator().patch(`/api/v1/blackouts/${id}`).send({ enabled: false }).expect(200);

describe('a scan that is started in a blackout', () => {
  it('is planned and paused at once, says why and until when, and runs when the blackout is lifted', async () => {
    const { id: blackoutId, window } = await blackOut();
    const scan = await create();
    const until = window?.end ?? '';
    const sentence = `Held by the blackout "freeze" until ${until.slice(0, 16).replace('T', ' ')} UTC.`;
    expect(scan).toMatchObject({
      state: 'paused',
      blackout: { id: blackoutId, name: 'freeze', until },
      waitingFor: sentence,
      shards: [{ state: 'paused', waitingFor: sentence }],
    });
    expect(await listed(scan.id)).toMatchObject({ waitingFor: sentence, blackout: { id: blackoutId } });
    const { body } = await operator().get(`/api/v1/blackouts/${blackoutId}`).expect(200);
    expect(body).toMatchObject({ active: true, pausedScans: 1 });
    const engine = await HandMadeEngine.at(fleet);
    expect((await engine.checkIn()).leases).toEqual([]);
    await lift(blackoutId);
    expect(await isState(scan.id, 'planned')).toMatchObject({ blackout: null });
    expect((await engine.checkIn()).leases).toHaveLength(1);
  });

  it('of an engine waits for it and says so, while it is not paused', async () => {
    const engine = await HandMadeEngine.at(fleet, { name: 'north' });
    await engine.checkIn();
    await blackOut({ scope: 'engine', engineId: engine.engineId });
    const scan = await create({ targets: address, engineId: engine.engineId });
    expect(scan).toMatchObject({ state: 'planned', blackout: null });
    expect(scan.waitingFor).toMatch(/^Waits for its engines: north is held by the blackout "freeze" until /);
    expect((await engine.checkIn()).leases).toEqual([]);
  });
});

describe('a running scan', () => {
  it('is stopped by its engine when a blackout begins, and completes after it with every host once', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const { id } = await create({ targets: '10.0.0.1-10.0.0.2' });
    const { shardId, epoch } = await engine.lease();
    const first = nmapReport('10.0.0.1').replace(/<runstats>[^]*/, '');
    await engine.report(shardId, { epoch, offset: 0, text: first }).expect(200);
    // It waits as engines do, and is woken.
    const waiting = engine.checkIn({ held: [{ shardId, epoch }], freeSlots: 0, waitSeconds: 10 });
    const { id: blackoutId } = await blackOut();
    expect((await waiting).orders).toEqual([{ shardId, epoch, order: 'pause' }]);
    expect((await read(id)).waitingFor).toMatch(/^Waits for its engines to pause for the blackout "freeze" until /);
    const stopped = { kind: 'stopped', order: 'pause' } as const;
    await engine.finish(shardId, epoch, first, stopped).expect(204);
    expect(await isState(id, 'paused')).toMatchObject({ blackout: { id: blackoutId } });
    expect((await engine.checkIn()).leases).toEqual([]);

    const woken = engine.checkIn({ waitSeconds: 10 });
    await operator().delete(`/api/v1/blackouts/${blackoutId}`).expect(204);
    const [again] = (await woken).leases;
    expect(again?.manifest).toMatchObject({ shardId, epoch: 2, addressSet: '10.0.0.2' });
    const rest = nmapReport('10.0.0.2');
    await engine.report(shardId, { epoch: 2, offset: 0, text: rest }).expect(200);
    await engine.finish(shardId, 2, rest).expect(204);
    expect(await isState(id, 'completed')).toMatchObject({ partial: false, progress: { hostsUp: 2 } });
  });
});

describe('whoever asks during a blackout', () => {
  it('can resume nothing, and is told which blackout it is and what to do', async () => {
    const paused = await create();
    await act(paused.id, 'pause').expect(200);
    const { id: blackoutId } = await blackOut();
    const held = await create();
    for (const { id } of [paused, held]) {
      const { body } = await act(id, 'resume').expect(409);
      expect(body.code).toBe('blackout');
      expect(body.message).toMatch(/"freeze" until \d{4}-\d\d-\d\d \d\d:\d\d UTC.*disable or change the blackout/);
      expect(await read(id)).toMatchObject({ state: 'paused' });
    }
    await lift(blackoutId);
    await isState(held.id, 'planned');
    expect(await read(paused.id)).toMatchObject({ state: 'paused', waitingFor: 'Waits to be resumed.' });
    await act(paused.id, 'resume').expect(200);
  });

  it('can keep a scan paused beyond it', async () => {
    const { id: blackoutId } = await blackOut();
    const { id } = await create();
    const other = await create();
    const { body } = await act(id, 'pause').expect(200);
    expect(body).toMatchObject({ state: 'paused', blackout: null, waitingFor: 'Waits to be resumed.' });
    await lift(blackoutId);
    await isState(other.id, 'planned');
    expect(await read(id)).toMatchObject({ state: 'paused', blackout: null });
  });

  it('can cancel, and is told that an ended scan cannot be resumed', async () => {
    await blackOut();
    const { id } = await create();
    const { body } = await act(id, 'stop').expect(200);
    expect(body).toMatchObject({ state: 'cancelled', blackout: null });
    expect((await act(id, 'resume').expect(409)).body.code).toBe('scan_ended');
  });

  it('can have failed shards tried again, which wait too', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const { id } = await create({ targets: address, engineId: engine.engineId });
    const { shardId, epoch } = await engine.lease();
    await engine.refuse(shardId, epoch).expect(204);
    await isState(id, 'failed');
    const { id: blackoutId } = await blackOut();
    const { body } = await act(id, 'retry').expect(200);
    expect(body).toMatchObject({ state: 'paused', blackout: { id: blackoutId } });
    expect((await engine.checkIn()).leases).toEqual([]);
    await lift(blackoutId);
    await isState(id, 'planned');
    expect((await engine.checkIn()).leases).toHaveLength(1);
  });
});
