import { describe, expect, it } from '@jest/globals';
import { fakeId } from './fake/ids.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const press = (name: string): Promise<void> => rig.page.getByRole('button', { name, exact: true }).click();

describe('pools', () => {
  it('are listed with their engines and slots', async () => {
    await rig.open('/pools');
    const row = rig.page.getByRole('row', { name: /Slow and careful/ });
    await expectShown(row.getByText('2 engines, 1 offline'));
    await expectShown(row.getByText('2 of 2 busy'));
  });

  it('are narrowed by zone', async () => {
    await rig.open('/pools');
    await rig.page.getByLabel('Zone', { exact: true }).selectOption({ label: 'Rotterdam, plant network' });
    await rig.page.getByText('No pool matches').waitFor();
    await press('Show all pools');
    await rig.page.getByRole('row', { name: /Frankfurt/ }).waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(2);
  });

  it('are made of engines of one zone', async () => {
    await rig.open('/pools');
    await press('New pool');
    const dialog = rig.page.getByRole('dialog');
    await dialog.getByLabel('fra-probe-1').check();
    await dialog.getByLabel('Zone', { exact: true }).selectOption({ label: 'Rotterdam, plant network' });
    await dialog.getByLabel('dmz-probe').check();
    expect(await dialog.getByLabel('fra-probe-1').count()).toBe(0);
    await dialog.getByLabel('Name', { exact: true }).fill('Plant');
    await dialog.getByRole('button', { name: 'Create pool' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Plant' }).waitFor();
    expect(rig.fake.world.pools.at(-1)).toMatchObject({
      zone: { id: fakeId('zone', 2) },
      engineIds: [fakeId('engine', 7)],
    });
  });

  it('can\u2019t have the name of another one', async () => {
    await rig.open('/pools');
    await press('New pool');
    await rig.page.getByLabel('Name', { exact: true }).fill('Frankfurt');
    await press('Create pool');
    await expectShown(rig.page.getByText('is the name of another pool'));
  });

  it('are changed, with each engine and its state to choose', async () => {
    await rig.open(`/pools/${fakeId('pool', 1)}`);
    await press('Edit');
    const dialog = rig.page.getByRole('dialog');
    await expectShown(dialog.locator('label').filter({ hasText: 'rtm-probe-2' }).getByText('draining'));
    await expectControl(dialog.getByLabel('fra-probe-1'), 'checked');
    await dialog.getByLabel('fra-probe-1').uncheck();
    await dialog.getByLabel('rtm-probe-1').check();
    await dialog.getByRole('button', { name: 'Save pool' }).click();
    await rig.page.getByText('Pool Frankfurt saved.').waitFor();
    await rig.page.getByRole('row', { name: /rtm-probe-1/ }).waitFor();
    expect(rig.fake.world.pools[0]?.engineIds).toEqual([fakeId('engine', 2), fakeId('engine', 3)]);
  });

  it('that a running scan needs are not deleted, and the page says so', async () => {
    const scan = rig.fake.world.scans.find((each) => each.state === 'running');
    Object.assign(scan ?? {}, { pool: { id: fakeId('pool', 1), name: 'Frankfurt' } });
    await rig.open(`/pools/${fakeId('pool', 1)}`);
    await press('Delete');
    await press('Delete pool');
    await expectShown(rig.page.getByText('A running scan needs this pool. Stop it first.'));
    expect(rig.fake.world.pools).toHaveLength(2);
  });

  it('are deleted after asking', async () => {
    await rig.open(`/pools/${fakeId('pool', 2)}`);
    await press('Delete');
    await press('Delete pool');
    await rig.page.waitForURL('**/pools');
    expect(rig.fake.world.pools).toHaveLength(1);
  });

  it('are looked at by operators, not changed', async () => {
    rig.fake.world.role = 'operator';
    await rig.open(`/pools/${fakeId('pool', 1)}`);
    await expectShown(rig.page.getByRole('row', { name: /fra-probe-1/ }));
    expect(await rig.page.getByRole('button', { name: /Edit|Delete/ }).count()).toBe(0);
  });

  it('follow their engines', async () => {
    await rig.open(`/pools/${fakeId('pool', 1)}`);
    await rig.page.getByText('3 of 4 busy').waitFor();
    Object.assign(rig.fake.world.engines[0] ?? {}, { online: false });
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 1), online: false });
    await rig.page.getByText('2 of 2 busy').waitFor();
    await expectShown(rig.page.getByText('2 engines, 1 offline'));
  });
});

describe('zones', () => {
  it('are reached from the menu by admins, with what is in them', async () => {
    await rig.open('/dashboard');
    await rig.page.getByRole('link', { name: 'Zones' }).click();
    const row = rig.page.getByRole('row', { name: /^Rotterdam/ });
    await row.waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(
      expect.arrayContaining(['Rotterdam, plant network', '0', '1', '4']),
    );
  });

  it('are made with a limit', async () => {
    await rig.open('/admin/zones');
    await press('New zone');
    await rig.page.getByLabel('Name', { exact: true }).fill('Lyon');
    await rig.page.getByLabel('Most shards at a time').fill('12');
    await press('Create zone');
    await rig.page.getByText('Zone Lyon created.').waitFor();
    await expectShown(rig.page.getByRole('row', { name: /^Lyon/ }).getByText('12', { exact: true }));
  });

  it('lose their limit when the field is emptied', async () => {
    await rig.open('/admin/zones');
    await press('Edit Rotterdam, plant network');
    expect(await rig.page.getByLabel('Most shards at a time').inputValue()).toBe('4');
    await rig.page.getByLabel('Most shards at a time').fill('');
    await press('Save zone');
    await rig.page.getByText('Zone Rotterdam, plant network saved.').waitFor();
    expect(rig.fake.world.zones[1]?.maxShards).toBeNull();
  });

  it('are deleted only while nothing is in them', async () => {
    await rig.open('/admin/zones');
    await press('Delete default');
    await press('Delete zone');
    await expectShown(rig.page.getByText('6 sites and 6 engines are in this zone.'));
    rig.fake.world.engines = [];
    await press('Delete Rotterdam, plant network');
    await press('Delete zone');
    await rig.page.getByText('Zone Rotterdam, plant network deleted.').waitFor();
    expect(rig.fake.world.zones.map((zone) => zone.name)).toEqual(['default']);
  });

  it('are not shown to operators', async () => {
    rig.fake.world.role = 'operator';
    await rig.open('/dashboard');
    expect(await rig.page.getByRole('link', { name: 'Zones' }).count()).toBe(0);
  });
});
