import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { ExclusionRules } from './exclusion-rules.js';
import { ExclusionStore, type NewExclusions } from './exclusion-store.js';

const otherZoneId = '00000000-0000-4000-8000-0000000000aa';
const noOne = '00000000-0000-4000-8000-0000000000ff';

describe('exclusions in force', () => {
  let bench: Workbench;
  let store: ExclusionStore;
  let rules: ExclusionRules;
  let siteId: string;

  beforeAll(async () => {
    bench = await aWorkbench();
    store = new ExclusionStore(bench.clock, bench.bus);
    rules = new ExclusionRules(bench.clock);
    await bench.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'branch', now())`, [otherZoneId]);
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.database.query('DELETE FROM exclusion');
    await bench.database.query('DELETE FROM site');
    siteId = await addSite('office');
    bench.bus.take();
  });

  const addSite = async (name: string): Promise<string> => {
    const id = bench.clock.uuid();
    await bench.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
       VALUES ($1, $2, $3, '10.0.0.1', 1, 0, now(), now())`,
      [id, DEFAULT_ZONE_ID, name],
    );
    return id;
  };
  const add = (wish: Partial<NewExclusions>): Promise<string[]> =>
    bench.database.transaction((tx) =>
      store.create(tx, { scope: 'global', targets: '10.0.0.1', reason: '', expiresAt: null, author: 'ann', ...wish }),
    );
  const inForce = async (scope: { zoneId: string; siteId?: string }): Promise<string[]> =>
    (await rules.inForce(bench.database, scope)).map(({ target }) => target);

  it('are the global ones, those of the zone and those of the site', async () => {
    await add({ targets: '10.0.0.1' });
    await add({ scope: 'zone', zoneId: DEFAULT_ZONE_ID, targets: '10.0.0.2' });
    await add({ scope: 'zone', zoneId: otherZoneId, targets: '10.0.0.3' });
    await add({ scope: 'site', siteId, targets: '10.0.0.4' });
    await add({ scope: 'site', siteId: await addSite('other'), targets: '10.0.0.5' });
    expect((await inForce({ zoneId: DEFAULT_ZONE_ID, siteId })).sort()).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.4']);
    expect((await inForce({ zoneId: DEFAULT_ZONE_ID })).sort()).toEqual(['10.0.0.1', '10.0.0.2']);
    expect((await inForce({ zoneId: otherZoneId })).sort()).toEqual(['10.0.0.1', '10.0.0.3']);
  });

  it('end with their expiry and when they are disabled', async () => {
    const inAnHour = new Date(bench.clock.now().getTime() + 3_600_000).toISOString();
    await add({ targets: '10.0.0.1', expiresAt: inAnHour });
    bench.clock.pass(1);
    const [kept] = await add({ targets: '10.0.0.2' });
    expect(await inForce({ zoneId: DEFAULT_ZONE_ID })).toEqual(['10.0.0.1', '10.0.0.2']);
    bench.clock.pass(3599);
    expect(await inForce({ zoneId: DEFAULT_ZONE_ID })).toEqual(['10.0.0.2']);
    await bench.database.transaction((tx) => store.update(tx, kept ?? '', { enabled: false }));
    expect(await inForce({ zoneId: DEFAULT_ZONE_ID })).toEqual([]);
  });

  it('are seen by the transaction that writes them', async () => {
    await bench.database.transaction(async (tx) => {
      await store.create(tx, { scope: 'global', targets: '10.0.0.9', reason: '', expiresAt: null, author: 'ann' });
      expect(await rules.inForce(tx, { zoneId: DEFAULT_ZONE_ID })).toHaveLength(1);
    });
  });

  it('are told to everyone who plans or runs scans, once they are committed', async () => {
    const [id = ''] = await add({});
    await bench.database.transaction((tx) => store.update(tx, id, { reason: 'pump control' }));
    await bench.database.transaction((tx) => store.remove(tx, id));
    const told = { topic: 'realtime', message: { type: 'exclusions_changed' } };
    expect(bench.bus.take()).toEqual([told, told, told]);
  });

  it('are added all or none', async () => {
    const failing = add({ targets: '10.0.0.1\n10.0.0.300\n10.0.0.2 --script=x' });
    await expect(failing).rejects.toMatchObject({
      status: 422,
      issues: [
        { path: 'targets', line: 2, column: 1, token: '10.0.0.300' },
        { path: 'targets', line: 3, column: 10, token: '--script=x' },
      ],
    });
    expect(await inForce({ zoneId: DEFAULT_ZONE_ID })).toEqual([]);
    expect(bench.bus.take()).toEqual([]);
  });

  it('take thousands in one go', async () => {
    const targets = Array.from({ length: 5000 }, (_, at) => `10.1.${at >> 8}.${at & 255}`);
    expect(await add({ targets: targets.join('\n') })).toHaveLength(5000);
    expect(new Set(await inForce({ zoneId: DEFAULT_ZONE_ID }))).toEqual(new Set(targets));
  });

  it.each([
    ['a zone scope without zone', { scope: 'zone' as const }, ['zoneId']],
    ['a site scope without site', { scope: 'site' as const }, ['siteId']],
    ['a global scope with zone and site', { zoneId: noOne, siteId: noOne }, ['zoneId', 'siteId']],
    ['a zone scope with a site too', { scope: 'zone' as const, zoneId: DEFAULT_ZONE_ID, siteId: noOne }, ['siteId']],
    ['an unknown zone', { scope: 'zone' as const, zoneId: noOne }, ['zoneId']],
    ['an unknown site', { scope: 'site' as const, siteId: noOne }, ['siteId']],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, ['expiresAt']],
    [
      'everything at once',
      { scope: 'site' as const, targets: '1.2.3', expiresAt: '2020-01-01T00:00:00Z' },
      ['siteId', 'expiresAt', 'targets'],
    ],
  ])('refuse %s and name the fields', async (_, wish, paths) => {
    const refusal = await add(wish).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ status: 422, issues: paths.map((path) => ({ path })) });
  });
});
