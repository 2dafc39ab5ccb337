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
const newcomer = { zoneId: DEFAULT_ZONE_ID, version: '0.1.0', protocol: 2 };
const aLoad = (second: number) => ({ cpuPercent: second, memoryFreeBytes: 1024 + second, diskFreeBytes: 4096 });
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

  it('writes an idle engine at most once a minute, though its load differs in every check-in', async () => {
    const engine = await enrol('north');
    let writes = 0;
    await checkIn(engine);
    let version = await rowVersion(engine);
    for (let second = 0; second < 600; second += 10) {
      bench.clock.pass(10);
      await checkIn(engine, { load: aLoad(second) });
      const now = await rowVersion(engine);
      if (JSON.stringify(now) !== JSON.stringify(version)) writes++;
      version = now;
    }
    expect(writes).toBe(10);
  });

  it('writes 500 idle engines once a minute each, whatever their load and address', async () => {
    await bench.database.query(`
      CREATE TABLE engine_write (at timestamptz DEFAULT now());
      CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO engine_write DEFAULT VALUES; RETURN NULL; END $$;
      CREATE TRIGGER note_write AFTER UPDATE ON engine FOR EACH ROW EXECUTE FUNCTION note_write()`);
    const engines: EngineRow[] = [];
    for (let number = 0; number < 500; number++) engines.push(await enrol(`engine ${number}`));
    const writesOf = async (second: number): Promise<number> => {
      await Promise.all(
        engines.map((engine, number) => {
          const who = { engineId: engine.id, remoteAddress: `10.0.0.${(number + second) % 250}` };
          const request = { ...aCheckIn, load: aLoad(second) };
          return bench.database.transaction((tx) => registry.noteCheckIn(tx, who, request));
        }),
      );
      return (await bench.database.query('DELETE FROM engine_write RETURNING 1')).length;
    };
    expect(await writesOf(0)).toBe(500);
    const minutes: number[] = [];
    for (const minute of [0, 1]) {
      let writes = 0;
      for (let second = 15; second <= 60; second += 15) {
        bench.clock.pass(15);
        writes += await writesOf(60 * minute + second);
      }
      minutes.push(writes);
    }
    await bench.database.query('DROP TRIGGER note_write ON engine; DROP FUNCTION note_write; DROP TABLE engine_write');
    expect(minutes).toEqual([500, 500]);
  }, 60_000);

  it('keeps the load and the address of the last check-in that was written', async () => {
    const engine = await enrol('north');
    const from = async (remoteAddress: string, second: number): Promise<EngineRow> =>
      bench.database.transaction((tx) =>
        registry.noteCheckIn(tx, { engineId: engine.id, remoteAddress }, { ...aCheckIn, load: aLoad(second) }),
      );
    await from('10.0.0.1', 1);
    bench.bus.take();
    await from('10.0.0.2', 2);
    expect(await registry.get(engine.id)).toMatchObject({ load: aLoad(1), remoteAddress: '10.0.0.1' });
    bench.clock.pass(59);
    await from('10.0.0.3', 3);
    expect(await registry.get(engine.id)).toMatchObject({ load: aLoad(3), remoteAddress: '10.0.0.3' });
    expect(bench.bus.take()).toEqual([]);
  });

  it('enrols an engine that waits for approval, and approves it once', async () => {
    const { id } = await bench.database.transaction((tx) =>
      registry.enrol(tx, { ...newcomer, name: 'north', approved: false, remoteAddress: '10.0.0.1' }),
    );
    expect(await registry.get(id)).toMatchObject({ approved: false, remoteAddress: '10.0.0.1' });
    bench.bus.take();
    const approve = () => bench.database.transaction((tx) => registry.approve(tx, id));
    await approve();
    expect(await registry.get(id)).toMatchObject({ approved: true });
    expect(bench.bus.take()).toEqual([
      { topic: 'realtime', message: { type: 'engine_changed', engineId: id, online: false } },
      { topic: 'orders', message: { engineId: id } },
      { topic: 'work', message: { zoneId: DEFAULT_ZONE_ID } },
    ]);
    await approve();
    expect(bench.bus.take()).toEqual([]);
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
    bench.clock.pass(120);
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
    const [south, north, disabled, draining, silent, elsewhere] = await Promise.all([
      enrol('south'),
      enrol('north'),
      enrol('disabled'),
      enrol('draining'),
      enrol('silent'),
      enrol('elsewhere', otherZoneId),
    ]);
    await checkIn(silent);
    bench.clock.pass(121);
    const stranger = await bench.database.transaction((tx) =>
      registry.enrol(tx, { ...newcomer, name: 'stranger', approved: false }),
    );
    for (const engine of [south, north, disabled, draining, elsewhere, stranger]) await checkIn(engine);
    await bench.database.transaction((tx) => registry.update(tx, disabled.id, { enabled: false }));
    await bench.database.transaction((tx) => registry.update(tx, draining.id, { draining: true }));
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
