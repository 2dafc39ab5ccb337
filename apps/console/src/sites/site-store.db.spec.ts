import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { EnginePoolStore } from '../engines/engine-pool-store.js';
import { EngineRegistry } from '../engines/engine-registry.js';
import { ScanCommandStore } from '../scan-commands/scan-command-store.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { type NewSite, type SiteChange, SiteStore } from './site-store.js';

const otherZoneId = '00000000-0000-4000-8000-0000000000aa';
const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('SiteStore', () => {
  let bench: Workbench;
  let store: SiteStore;
  let commands: ScanCommandStore;
  let engines: EngineRegistry;

  beforeAll(async () => {
    bench = await aWorkbench();
    store = new SiteStore(bench.database, bench.clock, bench.bus);
    commands = new ScanCommandStore(bench.database, bench.clock);
    engines = new EngineRegistry(bench.database, bench.clock, bench.bus);
    await bench.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'branch', now())`, [otherZoneId]);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    for (const table of ['scan', 'site', 'scan_command', 'engine_pool', 'engine'])
      await bench.database.query(`DELETE FROM ${table}`);
    bench.bus.take();
  });

  const create = (site: Partial<NewSite> = {}): Promise<string> =>
    bench.database.transaction((tx) =>
      store.create(tx, {
        name: 'office',
        description: '',
        zoneId: DEFAULT_ZONE_ID,
        targets: '10.0.0.0/24 # all\nprinter.invalid',
        enabled: true,
        defaultCommandId: null,
        defaultEngineId: null,
        defaultPoolId: null,
        maxShards: null,
        maxRate: null,
        scanMailRecipients: [],
        differenceMailRecipients: [],
        ...site,
      }),
    );
  const addCommand = (name = 'mine'): Promise<string> =>
    bench.database.transaction((tx) => commands.create(tx, { name, description: '', scanner: 'nmap', options: '-sT' }));
  const addEngine = async (name: string, zoneId: string): Promise<string> =>
    (await bench.database.transaction((tx) => engines.enrol(tx, { name, zoneId, version: '1', protocol: 1 }))).id;
  const addScan = (siteId: string, state: string): Promise<unknown> =>
    bench.database.query(
      `INSERT INTO scan (id, zone_id, site_id, site_name, state, command_name, scanner, options_text, options,
         target_summary, plan, address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'office', $3, 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'ann', $4)`,
      [DEFAULT_ZONE_ID, siteId, state, bench.clock.now()],
    );

  it('keeps targets as written, with the size of the canonical set', async () => {
    const id = await create({ targets: '10.0.0.0/24, 10.0.0.5\n2001:db8::/32' });
    expect(await store.get(id)).toMatchObject({
      name: 'office',
      targets: '10.0.0.0/24, 10.0.0.5\n2001:db8::/32',
      addressCount: (2n ** 96n + 256n).toString(),
      nameCount: 0,
    });
    expect(bench.bus.take()).toEqual([{ topic: 'realtime', message: { type: 'sites_changed' } }]);
  });

  it('changes what is given and leaves the rest', async () => {
    const commandId = await addCommand();
    const id = await create({ description: 'first floor', defaultCommandId: commandId });
    const before = await store.get(id);
    bench.clock.pass(5);
    await bench.database.transaction((tx) => store.update(tx, id, { targets: '10.0.0.1', enabled: false }));
    expect(await store.get(id)).toEqual({
      ...before,
      targets: '10.0.0.1',
      addressCount: '1',
      nameCount: 0,
      enabled: false,
      updatedAt: bench.clock.now(),
    });
    await bench.database.transaction((tx) => store.update(tx, id, { defaultCommandId: null }));
    expect((await store.get(id)).defaultCommandId).toBeNull();
  });

  it('refuses a name in use in whatever case, also when two ask at once', async () => {
    const both = await Promise.allSettled([create({ name: 'Office' }), create({ name: 'oFFICE' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({ status: 409, code: 'site_name_taken', issues: [{ path: 'name' }] });
    const other = await create({ name: 'other' });
    const renaming = bench.database.transaction((tx) => store.update(tx, other, { name: 'OFFICE' }));
    await expect(renaming).rejects.toMatchObject({ status: 409, issues: [{ path: 'name', token: 'OFFICE' }] });
  });

  it('names every id that leads nowhere', async () => {
    const elsewhere = await addEngine('elsewhere', otherZoneId);
    await expect(create({ defaultCommandId: noOne, defaultEngineId: elsewhere })).rejects.toMatchObject({
      status: 422,
      issues: [{ path: 'defaultCommandId' }, { path: 'defaultEngineId' }],
    });
    await expect(create({ zoneId: noOne })).rejects.toMatchObject({ status: 422, issues: [{ path: 'zoneId' }] });
  });

  it('takes a default pool of its zone only, and has none once that is deleted', async () => {
    const pools = new EnginePoolStore(bench.clock, bench.bus);
    const aPool = (name: string, zoneId: string): Promise<string> =>
      bench.database.transaction((tx) => pools.create(tx, { name, description: '', zoneId, engineIds: [] }));
    const [ours, theirs] = [await aPool('ours', DEFAULT_ZONE_ID), await aPool('theirs', otherZoneId)];
    await expect(create({ defaultPoolId: theirs })).rejects.toMatchObject({
      status: 422,
      issues: [{ path: 'defaultPoolId' }],
    });
    const id = await create({ defaultPoolId: ours });
    await bench.database.transaction((tx) => store.update(tx, id, { description: 'still here' }));
    expect((await store.get(id)).defaultPoolId).toBe(ours);
    const change = bench.database.transaction((tx) => store.update(tx, id, { defaultPoolId: noOne }));
    await expect(change).rejects.toMatchObject({ status: 422, issues: [{ path: 'defaultPoolId' }] });
    await bench.database.transaction((tx) => pools.remove(tx, ours));
    expect((await store.get(id)).defaultPoolId).toBeNull();
  });

  it('rings for its zone when a limit changes, and not otherwise', async () => {
    const id = await create({ maxShards: 1 });
    const rung = async (change: SiteChange): Promise<unknown[]> => {
      bench.bus.take();
      await bench.database.transaction((tx) => store.update(tx, id, change));
      return bench.bus.take().filter(({ topic }) => topic === 'work');
    };
    const bell = { topic: 'work', message: { zoneId: DEFAULT_ZONE_ID } };
    expect(await rung({ maxShards: 2 })).toEqual([bell]);
    expect(await rung({ maxRate: 1000 })).toEqual([bell]);
    expect(await rung({ maxShards: null, maxRate: null })).toEqual([bell]);
    expect(await rung({ maxShards: null, description: 'x' })).toEqual([]);
  });

  it('forgets a default engine that was retired, and can still be changed', async () => {
    const engineId = await addEngine('north', DEFAULT_ZONE_ID);
    const id = await create({ defaultEngineId: engineId });
    expect((await store.get(id)).defaultEngineId).toBe(engineId);
    await bench.database.transaction((tx) => engines.retire(tx, engineId));
    expect((await store.get(id)).defaultEngineId).toBeNull();
    await bench.database.transaction((tx) => store.update(tx, id, { description: 'still here' }));
    expect((await store.get(id)).description).toBe('still here');
  });

  it.each(['planned', 'running', 'paused'])('is not deleted while a scan of it is %s', async (state) => {
    const id = await create();
    await addScan(id, state);
    await expect(bench.database.transaction((tx) => store.remove(tx, id))).rejects.toMatchObject({
      status: 409,
      code: 'site_in_use',
      message: expect.stringContaining(state),
    });
    await expect(store.get(id)).resolves.toMatchObject({ id });
  });

  it.each(['completed', 'cancelled', 'failed'])('leaves a %s scan behind, which keeps its name', async (state) => {
    const id = await create();
    await addScan(id, state);
    await bench.database.transaction((tx) => store.remove(tx, id));
    await expect(store.get(id)).rejects.toMatchObject({ status: 404, code: 'site_not_found' });
    expect(await bench.database.query('SELECT site_id, site_name FROM scan')).toEqual([
      { site_id: null, site_name: 'office' },
    ]);
  });

  it('takes its exclusions, schedules and blackouts along when it is deleted, and tells so', async () => {
    const id = await create();
    await bench.database.query(
      `INSERT INTO blackout (id, name, reason, scope, site_id, start_local, zone, rules, duration_seconds, enabled, created_by,
         created_at, updated_at)
       VALUES (gen_random_uuid(), 'nights', '', 'site', $1, '2026-03-01T22:00:00', 'UTC', 'RRULE:FREQ=DAILY', 60, true, 'ann', now(), now())`,
      [id],
    );
    await bench.database.query(
      `INSERT INTO exclusion (id, scope, site_id, target, author, created_at)
       VALUES (gen_random_uuid(), 'site', $1, '10.0.0.1', 'ann', now())`,
      [id],
    );
    bench.bus.take();
    await bench.database.transaction((tx) => store.remove(tx, id));
    expect(await bench.database.query('SELECT FROM exclusion')).toEqual([]);
    expect(await bench.database.query('SELECT FROM blackout')).toEqual([]);
    expect(bench.bus.take()).toEqual([
      { topic: 'realtime', message: { type: 'sites_changed' } },
      { topic: 'realtime', message: { type: 'exclusions_changed' } },
      { topic: 'realtime', message: { type: 'schedules_changed' } },
      { topic: 'realtime', message: { type: 'blackouts_changed' } },
    ]);
  });

  it('keeps its default command from being deleted, and names itself as the reason', async () => {
    const commandId = await addCommand();
    const id = await create({ defaultCommandId: commandId });
    const removing = () => bench.database.transaction((tx) => commands.remove(tx, commandId));
    await expect(removing()).rejects.toMatchObject({
      status: 409,
      code: 'scan_command_in_use',
      message: expect.stringContaining('"office"'),
    });
    await bench.database.transaction((tx) => store.remove(tx, id));
    await expect(removing()).resolves.toBeUndefined();
  });

  it('and a deletion of its command at the same moment leave no site without its command', async () => {
    for (let round = 0; round < 10; round++) {
      const commandId = await addCommand(`command ${round}`);
      const results = await Promise.allSettled([
        create({ name: `site ${round}`, defaultCommandId: commandId }),
        bench.database.transaction((tx) => commands.remove(tx, commandId)),
      ]);
      const refused = results.filter((one) => one.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toMatchObject({ name: 'Refusal' });
    }
  });
});
