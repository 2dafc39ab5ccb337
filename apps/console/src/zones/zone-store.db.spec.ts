import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { type ZoneChange, ZoneStore } from './zone-store.js';

describe('ZoneStore', () => {
  let bench: Workbench;
  let store: ZoneStore;
  let id: string;
  beforeAll(async () => {
    bench = await aWorkbench();
    store = new ZoneStore(bench.clock, bench.bus);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.database.query(`DELETE FROM zone WHERE name <> 'default'`);
    bench.bus.take();
    id = await bench.database.transaction((tx) => store.create(tx, { name: 'Branch', description: '', maxShards: 2 }));
  });

  const update = (change: ZoneChange) => bench.database.transaction((tx) => store.update(tx, id, change));
  const changed = { topic: 'realtime', message: { type: 'zones_changed' } };

  it('tells browsers of each change, and rings for work when the limit changes', async () => {
    const work = { topic: 'work', message: { zoneId: id } };
    expect(bench.bus.take()).toEqual([changed]);
    await update({ description: 'x', maxShards: 2 });
    expect(bench.bus.take()).toEqual([changed]);
    await update({ maxShards: 3 });
    expect(bench.bus.take()).toEqual([changed, work]);
    await update({ maxShards: null });
    expect(bench.bus.take()).toEqual([changed, work]);
    await bench.database.transaction((tx) => store.remove(tx, id));
    expect(bench.bus.take()).toEqual([changed]);
  });

  it('is not deleted under a site that is being added at the same moment', async () => {
    let committed = (): void => undefined;
    const held = new Promise<void>((resolve) => (committed = resolve));
    let added = (): void => undefined;
    const inserted = new Promise<void>((resolve) => (added = resolve));
    const adding = bench.database.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
         VALUES ($1, $2, 'office', '', 0, 0, now(), now())`,
        [bench.clock.uuid(), id],
      );
      added();
      await held;
    });
    await inserted;
    const removed = bench.database
      .transaction((tx) => store.remove(tx, id))
      .then(
        () => 'deleted',
        (error: unknown) => error,
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
    committed();
    await adding;
    expect(await removed).toMatchObject({ code: 'zone_in_use', issues: [{ path: 'sites' }] });
    await bench.database.query('DELETE FROM site');
  });
});
