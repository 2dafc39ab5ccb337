import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../test/harness.js';

let fleet: TestConsole;
beforeAll(async () => {
  fleet = await aConsole({ settings: { sizeGuardProbes: 300_000 } });
});
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
  await fleet.empty('engine_pool_member');
  await fleet.database.query(`UPDATE engine SET retired_at = now()`);
});

const scans = '/api/v1/scans';
const create = (body: object) => fleet.asRole('operator').post(scans).send(body);
const preview = (body: object) => fleet.asRole('viewer').post(`${scans}/preview`).send(body);
const read = async (scanId: string) => (await fleet.asRole('viewer').get(`${scans}/${scanId}`).expect(200)).body;

async function aZone(): Promise<string> {
  const zoneId = randomUUID();
  await fleet.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, $2, now())`, [zoneId, zoneId]);
  return zoneId;
}

async function aPool(zoneId = DEFAULT_ZONE): Promise<{ id: string; name: string }> {
  const pool = { id: randomUUID(), name: `pool ${randomUUID()}` };
  await fleet.database.query(
    `INSERT INTO engine_pool (id, zone_id, name, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`,
    [pool.id, zoneId, pool.name],
  );
  return pool;
}

async function aSite(columns: Record<string, unknown>): Promise<string> {
  const id = randomUUID();
  await fleet.database.query(
    `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
     VALUES ($1::uuid, $2, $1::text, '10.0.0.0/24', 256, 0, now(), now())`,
    [id, DEFAULT_ZONE],
  );
  for (const [column, value] of Object.entries(columns)) {
    await fleet.database.query(`UPDATE site SET ${column} = $2 WHERE id = $1`, [id, value]);
  }
  return id;
}

async function aCommand(scanner: string, options: string): Promise<string> {
  const name = `command ${randomUUID()}`;
  const { body } = await fleet
    .asRole('operator')
    .post('/api/v1/scan-commands')
    .send({ name, scanner, options })
    .expect(201);
  return body.id;
}

describe('who works on a scan', () => {
  it('is the pool that it names, of which it says so', async () => {
    const pool = await aPool();
    const { body } = await create({ targets: '10.0.0.1', poolId: pool.id }).expect(201);
    expect(body).toMatchObject({
      pool,
      engine: null,
      waitingFor: `Waits for an engine of the pool ${pool.name}: there is none.`,
    });
    const [outside, member] = [await HandMadeEngine.at(fleet), await HandMadeEngine.at(fleet)];
    await fleet.database.query(`INSERT INTO engine_pool_member VALUES ($1, $2)`, [pool.id, member.engineId]);
    expect((await outside.checkIn()).leases).toEqual([]);
    expect((await member.checkIn()).leases).toHaveLength(1);
  });

  it.each([
    ['the engine of the site before its pool', {}, 'engine'],
    ['the pool of the request before both of the site', { pool: true }, 'pool'],
    ['the engine of the request before both of the site', { engine: true }, 'engine'],
  ] as const)('is %s', async (_, wish, winner) => {
    const [ofSite, ofRequest] = [await fleet.anEngine(), await fleet.anEngine()];
    const [poolOfSite, poolOfRequest] = [await aPool(), await aPool()];
    const siteId = await aSite({ default_engine_id: ofSite.engineId, default_pool_id: poolOfSite.id });
    const { body } = await create({
      siteId,
      ...('pool' in wish ? { poolId: poolOfRequest.id } : {}),
      ...('engine' in wish ? { engineId: ofRequest.engineId } : {}),
    }).expect(201);
    const engineId = 'engine' in wish ? ofRequest.engineId : ofSite.engineId;
    expect([body.engine?.id ?? null, body.pool?.id ?? null]).toEqual(
      winner === 'engine' ? [engineId, null] : [null, poolOfRequest.id],
    );
  });

  it('is the pool of the site where it has no engine', async () => {
    const pool = await aPool();
    const { body } = await create({ siteId: await aSite({ default_pool_id: pool.id }) }).expect(201);
    expect(body).toMatchObject({ pool, engine: null });
  });

  it('must exist, in the zone of the scan', async () => {
    const unknown = await create({ targets: '10.0.0.1', poolId: randomUUID() }).expect(422);
    expect(unknown.body.issues[0]).toMatchObject({ path: 'poolId', message: expect.stringMatching(/no engine pool/) });
    const elsewhere = await aPool(await aZone());
    const { body } = await create({ targets: '10.0.0.1', zoneId: DEFAULT_ZONE, poolId: elsewhere.id }).expect(422);
    expect(body.issues[0]).toMatchObject({ path: 'poolId', message: expect.stringMatching(/another zone/) });
    const both = await create({ targets: '10.0.0.1', poolId: elsewhere.id, engineId: randomUUID() }).expect(400);
    expect(both.body.issues[0]).toMatchObject({ path: 'poolId' });
  });
});

describe('what a scan is told', () => {
  it('is kept with it', async () => {
    const wish = { priority: 'high', maxRate: 40, randomised: true, timeLimitMinutes: 90 };
    const { body } = await create({ targets: '10.0.0.1', ...wish }).expect(201);
    expect(body).toMatchObject(wish);
    expect(body.command.options).toMatch(/--randomize-hosts$/);
    expect((await create({ targets: '10.0.0.1' }).expect(201)).body).toMatchObject({
      priority: 'normal',
      maxRate: null,
      randomised: false,
      timeLimitMinutes: null,
    });
  });

  it('does not add to a command that shuffles anyway', async () => {
    const told = await aCommand('nmap', '-sT --randomize-hosts');
    const { body } = await create({ targets: '10.0.0.1', commandId: told, randomised: true }).expect(201);
    expect(body.command.options.match(/--randomize-hosts/g)).toHaveLength(1);
    const masscan = await aCommand('masscan', '-p80');
    const swept = await create({ targets: '10.0.0.1', commandId: masscan, randomised: true }).expect(201);
    expect(swept.body.command.options).not.toMatch(/randomize/);
  });

  it('may be changed in its priority by operators until it has ended', async () => {
    const { body } = await create({ targets: '10.0.0.1' }).expect(201);
    const change = (role: 'viewer' | 'operator', wish: object, id = body.id) =>
      fleet.asRole(role).patch(`${scans}/${id}`).send(wish);
    expect((await change('operator', { priority: 'low' }).expect(200)).body.priority).toBe('low');
    await change('viewer', { priority: 'high' }).expect(403);
    await change('operator', { priority: 'urgent' }).expect(400);
    expect((await change('operator', { priority: 'low' }, randomUUID()).expect(404)).body.code).toBe('scan_not_found');
    await fleet.asRole('operator').post(`${scans}/${body.id}/stop`).send({}).expect(200);
    expect((await change('operator', { priority: 'high' }).expect(409)).body.code).toBe('scan_ended');
  });
});

describe('a limit or budget', () => {
  it('is what further shards say that they wait for', async () => {
    const siteId = await aSite({ max_shards: 1 });
    const engine = await HandMadeEngine.at(fleet);
    await create({ siteId }).expect(201);
    const waiting = (await create({ siteId }).expect(201)).body;
    const { leases } = await engine.checkIn({ slots: 4, freeSlots: 4 });
    expect(leases).toHaveLength(1);
    expect((await read(waiting.id)).waitingFor).toBe(`Waits for a shard of the site ${siteId} to end: its limit is 1.`);
    const { body: page } = await fleet.asRole('viewer').get(scans).expect(200);
    const listed = page.data.find(({ id }: { id: string }) => id === waiting.id);
    expect(listed.waitingFor).toBe(`Waits for a shard of the site ${siteId} to end: its limit is 1.`);
  });

  it('of a site reaches the manifests of its shards', async () => {
    const siteId = await aSite({ max_rate: 100 });
    const engine = await HandMadeEngine.at(fleet);
    await create({ siteId }).expect(201);
    await create({ siteId, maxRate: 30 }).expect(201);
    const { leases } = await engine.checkIn({ slots: 2, freeSlots: 2 });
    const rates = leases.map(({ manifest }) => manifest.maxRate ?? 0);
    expect(rates.toSorted((a, b) => a - b)).toEqual([30, expect.any(Number)]);
    expect(rates.reduce((sum, rate) => sum + rate, 0)).toBeLessThanOrEqual(100);
    const late = (await create({ siteId }).expect(201)).body;
    expect(late.waitingFor).toMatch(/packets a second are used up|free slot/);
  });
});

describe('the size guard', () => {
  const large = { targets: '10.0.0.0/22' };

  it('refuses a large scan with its probes, its time and the way on, and takes it when it is confirmed', async () => {
    const { body } = await create(large).expect(409);
    expect(body.code).toBe('scan_too_large');
    expect(body.message).toMatch(/about 1,0\d\d,\d{3} probes to 1,024 addresses/);
    expect(body.message).toMatch(/no engine that is online now could do it/);
    expect(body.message).toMatch(/confirmLarge/);
    await (await HandMadeEngine.at(fleet)).checkIn();
    const { body: timed } = await create(large).expect(409);
    expect(timed.message).toMatch(/that takes about \d+ minutes/);
    const { body: confirmed } = await create({ ...large, confirmLarge: true }).expect(201);
    expect(Number(confirmed.plannedProbes)).toBeGreaterThan(1_000_000);
  });

  it('lets smaller ones through', async () => {
    const { body } = await create({ targets: '10.0.0.0/25' }).expect(201);
    expect(Number(body.plannedProbes)).toBeLessThanOrEqual(300_000);
  });

  it('refuses what masscan could not count, confirmed or not', async () => {
    const commandId = await aCommand('masscan', '-p0-65535');
    const { body } = await create({ targets: '2001:db8::/64', commandId, confirmLarge: true }).expect(422);
    expect(body.code).toBe('too_many_probes');
    expect(body.message).toMatch(/fewer ports/);
  });
});

describe('a preview', () => {
  it('says what the scan would be, for viewers, and stores nothing', async () => {
    const idle = (await preview({ targets: '10.0.0.0/22' }).expect(200)).body;
    expect(idle).toMatchObject({
      plannedAddresses: '1024',
      slots: 0,
      estimatedSeconds: null,
      large: true,
      followUp: null,
    });
    const engine = await HandMadeEngine.at(fleet);
    await engine.checkIn({ slots: 4, freeSlots: 0 });
    const { body } = await preview({ targets: '10.0.0.0/22' }).expect(200);
    expect(body.slots).toBe(4);
    expect(body.estimatedSeconds).toBeGreaterThan(200);
    expect(body.shardCount).toBeGreaterThan(3);
    const slower = await preview({ targets: '10.0.0.0/22', maxRate: 10 }).expect(200);
    expect(slower.body.estimatedSeconds).toBeGreaterThan(100_000);
    const small = await preview({ targets: '10.0.0.1 10.0.0.2' }).expect(200);
    expect(small.body).toMatchObject({ large: false, targetSummary: '10.0.0.1, 10.0.0.2', plannedAddresses: '2' });
    expect((await fleet.asRole('viewer').get(scans).expect(200)).body.data).toEqual([]);
  });

  it('refuses what creating would refuse', async () => {
    await preview({ targets: '10.0.0.256' }).expect(422);
    await preview({ targets: '10.0.0.1', poolId: randomUUID() }).expect(422);
  });
});
