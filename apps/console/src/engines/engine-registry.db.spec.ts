import type { CheckInRequest } from '@scanfleet/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { EngineRegistry, type EngineRow } from './engine-registry.js';

const aCheckIn: CheckInRequest = {
  protocol: 1,
  version: '0.1.0',
  scanners: [{ name: 'nmap', version: '7.93', raw: true }],
  policy: { allowed: ['127.0.0.0/8'], denied: [], scanners: ['nmap'], maxRate: null },
  slots: 2,
  freeSlots: 2,
  held: [],
  waitSeconds: 0,
  lastError: null,
  load: null,
};
const otherZoneId = '00000000-0000-4000-8000-0000000000aa';

describe('EngineRegistry', () => {
  let bench: Workbench;
  let registry: EngineRegistry;

  beforeAll(async () => {
    bench = await aWorkbench();
    registry = new EngineRegistry(bench.database, bench.clock, bench.bus);
    await bench.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'branch', now())`, [otherZoneId]);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.database.query('DELETE FROM engine');
    bench.bus.take();
  });

  const enrol = (name: string, zoneId = DEFAULT_ZONE_ID): Promise<EngineRow> =>
    bench.database.transaction((tx) => registry.enrol(tx, { name, zoneId, version: '0.1.0', protocol: 1 }));
  const checkIn = (engine: EngineRow, request: Partial<CheckInRequest> = {}): Promise<EngineRow> =>
    bench.database.transaction((tx) => registry.noteCheckIn(tx, { engineId: engine.id }, { ...aCheckIn, ...request }));
  const rowVersion = async (engine: EngineRow): Promise<unknown> =>
    (await bench.database.query('SELECT xmin::text FROM engine WHERE id = $1', [engine.id]))[0];
  const sweep = (): Promise<void> => bench.database.transaction((tx) => registry.announceOffline(tx));
  const changed = (engine: EngineRow, online: boolean) => ({
    topic: 'realtime',
    message: { type: 'engine_changed', engineId: engine.id, online },
  });

  it('enrols an engine that is enabled and not online yet', async () => {
    const engine = await enrol('north');
    expect(engine).toMatchObject({ name: 'north', enabled: true, lastSeenAt: null, zoneId: DEFAULT_ZONE_ID });
    expect(await registry.onlineInZone(DEFAULT_ZONE_ID)).toEqual([]);
  });

  it('refuses the name of an engine in use, in whatever case, and takes that of a retired one', async () => {
    const first = await enrol('north');
    await expect(enrol('NORTH')).rejects.toMatchObject({
      status: 409,
      code: 'engine_name_taken',
      issues: [{ path: 'name', token: 'NORTH' }],
    });
    await bench.database.transaction((tx) => registry.retire(tx, first.id));
    await expect(enrol('north')).resolves.toMatchObject({ name: 'north' });
  });

  it('tells browsers once that an engine came online, and keeps what it says of itself', async () => {
    const engine = await enrol('north');
    bench.bus.take();
    await checkIn(engine);
    await checkIn(engine);
    expect(bench.bus.take()).toEqual([changed(engine, true)]);
    expect(await registry.get(engine.id)).toMatchObject({
      version: '0.1.0',
      scanners: aCheckIn.scanners,
      policy: aCheckIn.policy,
      slots: 2,
      lastSeenAt: bench.clock.now(),
    });
  });

  it('writes an idle engine at most once a minute', async () => {
    const engine = await enrol('north');
    let writes = 0;
    await checkIn(engine);
    let version = await rowVersion(engine);
    for (let second = 0; second < 600; second += 10) {
      bench.clock.pass(10);
      await checkIn(engine);
      const now = await rowVersion(engine);
      if (JSON.stringify(now) !== JSON.stringify(version)) writes++;
      version = now;
    }
    expect(writes).toBe(10);
  });

  it.each([
    ['slots', { slots: 4 }],
    ['scanners', { scanners: [] }],
    ['policy', { policy: { ...aCheckIn.policy, denied: ['127.0.0.9'] } }],
    ['last error', { lastError: 'no space left' }],
    ['version', { version: '0.2.0' }],
  ])('writes and tells a change of %s at once', async (_, change) => {
    const engine = await enrol('north');
    await checkIn(engine);
    bench.bus.take();
    await checkIn(engine, change);
    expect(bench.bus.take()).toEqual([changed(engine, true)]);
    expect(await registry.get(engine.id)).toMatchObject(change);
  });

  it('tells browsers once that an engine went offline, and again when it is back', async () => {
    const engine = await enrol('north');
    await checkIn(engine);
    bench.bus.take();
    bench.clock.pass(90);
    await sweep();
    expect(bench.bus.take()).toEqual([]);
    bench.clock.pass(1);
    await sweep();
    await sweep();
    expect(bench.bus.take()).toEqual([changed(engine, false)]);
    await checkIn(engine);
    expect(bench.bus.take()).toEqual([changed(engine, true)]);
  });

  it('knows the engines that can take work in a zone', async () => {
    const [south, north, disabled, silent, elsewhere] = await Promise.all([
      enrol('south'),
      enrol('north'),
      enrol('disabled'),
      enrol('silent'),
      enrol('elsewhere', otherZoneId),
    ]);
    await checkIn(silent);
    bench.clock.pass(91);
    for (const engine of [south, north, disabled, elsewhere]) await checkIn(engine);
    await bench.database.transaction((tx) => registry.update(tx, disabled.id, { enabled: false }));
    expect((await registry.onlineInZone(DEFAULT_ZONE_ID)).map(({ name }) => name)).toEqual(['north', 'south']);
    expect((await registry.onlineInZone(otherZoneId)).map(({ name }) => name)).toEqual(['elsewhere']);
  });

  it('makes waiting check-ins look again when an engine is disabled', async () => {
    const engine = await enrol('north');
    bench.bus.take();
    await bench.database.transaction((tx) => registry.update(tx, engine.id, { enabled: false }));
    expect(bench.bus.take()).toEqual([
      changed(engine, false),
      { topic: 'orders', message: { engineId: engine.id } },
      { topic: 'work', message: { zoneId: DEFAULT_ZONE_ID } },
    ]);
  });

  it('does not know a retired engine any more', async () => {
    const engine = await enrol('north');
    await bench.database.transaction((tx) => registry.retire(tx, engine.id));
    await expect(registry.get(engine.id)).rejects.toMatchObject({ status: 404, code: 'engine_not_found' });
    await expect(checkIn(engine)).rejects.toMatchObject({ status: 404 });
  });

  it('tells nobody of what was rolled back', async () => {
    const failing = bench.database.transaction(async (tx) => {
      await registry.enrol(tx, { name: 'never', zoneId: DEFAULT_ZONE_ID, version: '0.1.0', protocol: 1 });
      throw new Error('and then something broke');
    });
    await expect(failing).rejects.toThrow('something broke');
    expect(bench.bus.take()).toEqual([]);
  });
});
