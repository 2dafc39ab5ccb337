import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { ToldResolver } from '../../test/ledger-bench.js';
import { NameResolver } from './name-resolver.js';

let fleet: TestConsole;
const resolver = new ToldResolver();
beforeAll(async () => {
  fleet = await aConsole({ overrides: (builder) => builder.overrideProvider(NameResolver).useValue(resolver) });
});
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
  await fleet.empty('exclusion');
});

const scans = '/api/v1/scans';
const create = (body: object) => fleet.asRole('operator').post(scans).send(body);
const order = (scanId: string, what: string) => fleet.asRole('operator').post(`${scans}/${scanId}/${what}`).send({});

describe('starting a scan', () => {
  it('of targets answers with its plan, by the default command', async () => {
    const { body } = await create({ targets: '10.0.0.0/30 # four\n10.0.0.9' }).expect(201);
    expect(body).toMatchObject({
      state: 'planned',
      targetSummary: '10.0.0.0/30, 10.0.0.9',
      targets: ['10.0.0.0/30', '10.0.0.9'],
      plannedAddresses: '5',
      addressSet: '10.0.0.0-10.0.0.3,10.0.0.9',
      shardCount: 1,
      createdBy: 'test operator',
      zone: { name: 'default' },
      command: { scanner: 'nmap' },
      progress: { percent: 0, addressesDone: '0' },
    });
    expect(body.shards).toHaveLength(1);
    expect(body.shards[0]).toMatchObject({ state: 'queued', number: 1, waitingFor: body.waitingFor });
  });

  it('says what the scan waits for when there is no engine', async () => {
    const { body } = await create({ targets: '10.0.0.1' }).expect(201);
    expect(body.waitingFor).toMatch(/^Waits for an engine in zone default: there is none/);
    const { body: page } = await fleet.asRole('viewer').get(scans).expect(200);
    expect(page.data[0].waitingFor).toBe(body.waitingFor);
  });

  it('leaves out what is excluded, and keeps what excluded it', async () => {
    await exclude('10.0.0.2');
    const { body } = await create({ targets: '10.0.0.1-3' }).expect(201);
    expect(body).toMatchObject({
      addressSet: '10.0.0.1,10.0.0.3',
      excludedAddresses: '1',
      excluded: [{ target: '10.0.0.2', scope: 'global', reason: '' }],
    });
  });

  it('resolves names now and records the answers', async () => {
    resolver.known.set('www.invalid', ['10.0.0.7']);
    const { body } = await create({ targets: 'www.invalid gone.invalid' }).expect(201);
    expect(body.addressSet).toBe('10.0.0.7');
    expect(body.resolvedNames).toEqual([
      { name: 'www.invalid', addresses: ['10.0.0.7'], error: null },
      { name: 'gone.invalid', addresses: [], error: 'there is no such name' },
    ]);
    expect(body.problems).toEqual(['The target gone.invalid is not scanned: there is no such name.']);
  });

  it('of a site takes its targets, and later edits change nothing', async () => {
    const site = await fleet
      .asRole('operator')
      .post('/api/v1/sites')
      .send({ name: 'north', targets: '10.0.0.1' })
      .expect(201);
    const { body } = await create({ siteId: site.body.id }).expect(201);
    await fleet.asRole('operator').patch(`/api/v1/sites/${site.body.id}`).send({ targets: '10.0.0.5' }).expect(200);
    const { body: later } = await fleet.asRole('viewer').get(`${scans}/${body.id}`).expect(200);
    expect(later).toMatchObject({
      site: { id: site.body.id, name: 'north' },
      targets: ['10.0.0.1'],
      addressSet: '10.0.0.1',
    });
    const { body: page } = await fleet
      .asRole('viewer')
      .get(scans)
      .query({ site_id: site.body.id, search: 'nor' })
      .expect(200);
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  });

  it('names every bad token', async () => {
    const { body } = await create({ targets: '10.0.0.1, 10.0.0.256\nfoo_bar! --script' }).expect(422);
    expect(body.issues).toHaveLength(3);
    expect(body.issues[0]).toMatchObject({ path: 'targets', line: 1, column: 11, token: '10.0.0.256' });
  });

  it.each([
    ['nothing', { targets: ' ' }, 'targets', /name at least one address/],
    ['what is all excluded', { targets: '10.0.9.9' }, 'targets', /excluded, by 10\.0\.9\.0\/24 \(global\)/],
    ['an unknown engine', { targets: '10.0.0.1', engineId: randomUUID() }, 'engineId', /no such engine/],
    ['an unknown command', { targets: '10.0.0.1', commandId: randomUUID() }, 'commandId', /no such scan command/],
    ['an unknown zone', { targets: '10.0.0.1', zoneId: randomUUID() }, 'zoneId', /is no zone/],
  ])('refuses %s, naming the field and the reason', async (_, wish, path, message) => {
    await exclude('10.0.9.0/24');
    const { body } = await create(wish).expect(422);
    expect(body.issues).toEqual([expect.objectContaining({ path, message: expect.stringMatching(message) })]);
  });

  it('refuses an engine of another zone', async () => {
    const zoneId = randomUUID();
    await fleet.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'elsewhere', now())`, [zoneId]);
    const { engineId } = await fleet.anEngine({ zoneId });
    const { body } = await create({
      targets: '10.0.0.1',
      zoneId: '00000000-0000-4000-8000-000000000001',
      engineId,
    }).expect(422);
    expect(body.issues[0]).toMatchObject({ path: 'engineId' });
  });

  it('is for operators', async () => {
    const wish = { targets: '10.0.0.1' };
    expect((await fleet.asRole('viewer').post(scans).send(wish)).status).toBe(403);
    expect((await fleet.request.post(scans).send(wish)).status).toBe(401);
  });
});

describe('orders', () => {
  it('may be given twice', async () => {
    const { body } = await create({ targets: '10.0.0.1' }).expect(201);
    for (const [what, state] of [
      ['pause', 'paused'],
      ['resume', 'planned'],
      ['stop', 'cancelled'],
    ] as const) {
      const first = await order(body.id, what).expect(200);
      const second = await order(body.id, what).expect(200);
      expect([first.body.state, second.body.state]).toEqual([state, state]);
    }
    expect((await order(body.id, 'pause').expect(409)).body.code).toBe('scan_ended');
  });

  it('reach the engine that waits, within a second', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const { body } = await create({ targets: '10.0.0.1', engineId: engine.engineId }).expect(201);
    const { shardId, epoch } = await engine.lease();
    const waiting = engine.checkIn({ held: [{ shardId, epoch }], freeSlots: 0, waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const asked = Date.now();
    const { body: stopping } = await order(body.id, 'stop').expect(200);
    expect(stopping.waitingFor).toBe('Waits for its engines to stop.');
    expect((await waiting).orders).toEqual([{ shardId, epoch, order: 'cancel' }]);
    expect(Date.now() - asked).toBeLessThan(1000);
  });

  it('delete ended scans only', async () => {
    const { body } = await create({ targets: '10.0.0.1' }).expect(201);
    const remove = () => fleet.asRole('operator').delete(`${scans}/${body.id}`);
    expect((await remove().expect(409)).body.code).toBe('scan_active');
    await order(body.id, 'stop').expect(200);
    await remove().expect(204);
    await fleet.asRole('viewer').get(`${scans}/${body.id}`).expect(404);
  });
});

async function exclude(targets: string): Promise<void> {
  await fleet.asRole('operator').post('/api/v1/exclusions').send({ scope: 'global', targets }).expect(201);
}
