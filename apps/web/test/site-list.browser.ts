import { describe, expect, it } from '@jest/globals';
import { sitesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const totals = () => rig.page.locator('.totals');
/** The line as it is read: `6 sites, 5 enabled`, and so on. */
const words = async (): Promise<string[]> =>
  (await totals().locator('span').allInnerTexts()).map((text) => text.replaceAll('\u202f', ''));

describe('the numbers over all sites', () => {
  it('count sites, addresses, hosts and exclusions', async () => {
    const { sites, hosts, exclusions } = rig.fake.world;
    const enabled = sites.filter((site) => site.enabled);
    const addresses = enabled.reduce((sum, site) => sum + Number(site.addressCount), 0);
    expect(enabled.length).toBeLessThan(sites.length);
    await rig.open('/sites');
    expect(await words()).toEqual([
      `${sites.length} sites, ${enabled.length} enabled`,
      `${addresses} addresses`,
      `${hosts.length} hosts, ${hosts.filter((host) => host.status === 'up').length} up`,
      `${exclusions.filter((each) => each.active).length} exclusions`,
    ]);
  });

  it('stay the same while the list is narrowed', async () => {
    await rig.open('/sites');
    const before = await words();
    await rig.open('/sites?search=frankfurt');
    await rig.page.locator('a[data-row]').first().waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(1);
    expect(await words()).toEqual(before);
  });

  it('follow what the console tells, with the list', async () => {
    await rig.open('/sites');
    rig.fake.world.sites = rig.fake.world.sites.filter((site) => site.id === fakeId('site', 1));
    rig.fake.tell({ type: 'sites_changed' });
    await expectShown(totals().getByText('1 site, 1 enabled'));
    expect(await rig.page.locator('a[data-row]').count()).toBe(1);
    rig.fake.world.exclusions = rig.fake.world.exclusions.filter((each) => each.active).slice(0, 1);
    rig.fake.tell({ type: 'exclusions_changed' });
    await expectShown(totals().getByText('1 exclusion', { exact: true }));
  });

  it('are not there before there is a site', async () => {
    rig.fake.become('empty');
    await rig.open('/sites');
    await rig.page.getByText('No sites yet').waitFor();
    expect(await totals().count()).toBe(0);
  });

  it('say why they are missing, and the list is there without them', async () => {
    rig.fake.refuse(
      sitesApi.stats,
      new Refusal(503, { code: 'database_down', message: 'The database does not answer.' }),
    );
    await rig.open('/sites');
    await expectShown(totals().getByText('No numbers over all sites: The database does not answer.'));
    expect(await rig.page.locator('a[data-row]').count()).toBe(rig.fake.world.sites.length);
  });
});
