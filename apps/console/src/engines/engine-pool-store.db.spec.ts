import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { EnginePoolStore, type PoolChange } from './engine-pool-store.js';
import { EngineRegistry } from './engine-registry.js';

describe('EnginePoolStore', () => {
  let bench: Workbench;
  let store: EnginePoolStore;
  let registry: EngineRegistry;
  beforeAll(async () => {
    bench = await aWorkbench();
    store = new EnginePoolStore(bench.clock, bench.bus);
    registry = new EngineRegistry(bench.database, bench.clock, bench.bus);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    for (const table of ['engine_pool', 'engine']) await bench.database.query(`DELETE FROM ${table}`);
    bench.bus.take();
  });

  const anEngine = async (name: string): Promise<string> =>
    (
      await bench.database.transaction((tx) =>
        registry.enrol(tx, { name, zoneId: DEFAULT_ZONE_ID, version: '0.1.0', protocol: 2 }),
      )
    ).id;
  const aPool = (name: string, engineIds: string[] = []): Promise<string> =>
    bench.database.transaction((tx) => store.create(tx, { name, description: '', zoneId: DEFAULT_ZONE_ID, engineIds }));
  const update = (id: string, change: PoolChange) => bench.database.transaction((tx) => store.update(tx, id, change));
  const putInto = (engineId: string, poolIds: string[]) =>
    bench.database.transaction(async (tx) => store.putInto(tx, await registry.lock(tx, engineId), poolIds));
  const told = [
    { topic: 'realtime', message: { type: 'pools_changed' } },
    { topic: 'work', message: { zoneId: DEFAULT_ZONE_ID } },
  ];

  it('tells browsers and rings for work when a pool or its members change', async () => {
    const engineId = await anEngine('north');
    bench.bus.take();
    const id = await aPool('lab');
    expect(bench.bus.take()).toEqual(told);
    await update(id, { engineIds: [engineId] });
    expect(bench.bus.take()).toEqual(told);
    await putInto(engineId, []);
    expect(bench.bus.take()).toEqual(told);
    await putInto(engineId, []);
    expect(bench.bus.take()).toEqual([]);
    await bench.database.transaction((tx) => store.remove(tx, id));
    expect(bench.bus.take()).toEqual([...told, { topic: 'realtime', message: { type: 'sites_changed' } }]);
  });

  it('tells nobody of what was refused', async () => {
    await aPool('lab');
    bench.bus.take();
    await expect(aPool('LAB')).rejects.toMatchObject({ status: 409, code: 'pool_name_taken' });
    expect(bench.bus.take()).toEqual([]);
  });

  it('takes changes of pools and of engines at once without a deadlock', async () => {
    const engines = await Promise.all(['a', 'b', 'c'].map(anEngine));
    const pools = await Promise.all(['p', 'q', 'r'].map((name) => aPool(name)));
    for (let round = 0; round < 20; round++) {
      const [members, places] = round % 2 === 0 ? [engines, pools] : [[], []];
      await Promise.all([
        ...pools.map((id) => update(id, { engineIds: members })),
        ...engines.map((id) => putInto(id, places)),
      ]);
      const rows = await bench.database.query('SELECT FROM engine_pool_member');
      expect(rows).toHaveLength(members.length * places.length);
    }
  });
});
