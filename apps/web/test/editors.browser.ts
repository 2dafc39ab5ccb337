import { describe, expect, it } from '@jest/globals';
import { sitesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const selectedText = (): Promise<string> =>
  rig.page
    .getByLabel('Targets')
    .evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd));

describe('the site editor', () => {
  it('counts addresses while targets are typed', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Targets').fill('10.0.0.0/24\nprinter.corp.example');
    await rig.page.getByText('256 addresses').waitFor();
    await expectShown(rig.page.getByText('250 to scan'));
    await expectShown(rig.page.getByText('6 excluded'));
    await expectShown(rig.page.getByText('1 name, resolved when scanning'));
  });

  it('names every bad token with its place, and selects the one that is picked', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Targets').fill('10.0.0.1 10.0.0.999\n\n  bad_token! ok.example\n10.0.0.2-x');
    await rig.page.getByText('3 problems').waitFor();
    await rig.page.getByRole('button', { name: /^3:3/ }).click();
    expect(await selectedText()).toBe('bad_token!');
    await rig.page.getByRole('button', { name: /^1:10/ }).click();
    expect(await selectedText()).toBe('10.0.0.999');
  });

  it('finds the bad line of a very long list', async () => {
    await rig.open('/sites/new');
    const lines = Array.from({ length: 20_000 }, (_, index) => `10.${index >> 8}.${index & 255}.1`);
    lines[15_000] = 'wrong_here';
    // Typed in at once: the browser itself takes long to insert so much by keys.
    await rig.page.getByLabel('Targets').evaluate((area: HTMLTextAreaElement, text) => {
      area.value = text;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    }, lines.join('\n'));
    await rig.page.getByRole('button', { name: /^15001:1/ }).click();
    expect(await selectedText()).toBe('wrong_here');
    expect(await rig.page.locator('.roll .bad').innerText()).toBe('15001');
  });

  it('creates a site and opens its page', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Name').fill('Hamburg');
    await rig.page.getByLabel('Targets').fill('10.60.0.0/24');
    await rig.page.getByLabel('Command', { exact: true }).selectOption({ label: 'SYN scan' });
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Hamburg' }).waitFor();
    await expectShown(rig.page.getByText('Site Hamburg created.'));
    expect(rig.fake.writes.some((write) => write.includes('"targets":"10.60.0.0/24"'))).toBe(true);
  });

  it('puts what the console refuses beside the field that it names', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Name').fill('Lab');
    await rig.page.getByLabel('Targets').fill('10.60.0.0/24');
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByText('is the name of another site').waitFor();
    expect(await rig.page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
  });

  it('asks for a name before it asks the console', async () => {
    await rig.open('/sites/new');
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByText('must not be empty').waitFor();
    expect(rig.fake.writes).toEqual([]);
  });

  it('changes a site', async () => {
    await rig.open(`/sites/${fakeId('site', 4)}/edit`);
    await rig.page.getByLabel('Name').fill('Laboratory');
    await rig.page.getByRole('button', { name: 'Save site' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Laboratory' }).waitFor();
    expect(rig.fake.world.sites[3]?.name).toBe('Laboratory');
  });
});

describe('the site page', () => {
  it('scans now with the site\u2019s own command', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}`);
    await rig.page.getByRole('button', { name: 'Scan now' }).click();
    await rig.page.waitForURL('**/scans/*');
    expect(rig.fake.writes).toEqual([`POST /api/v1/scans {"siteId":"${fakeId('site', 1)}"}`]);
  });

  it('asks for the command when the site has none', async () => {
    await rig.open(`/sites/${fakeId('site', 4)}`);
    await rig.page.getByRole('button', { name: 'Scan now' }).click();
    await rig.page.getByRole('heading', { name: 'Start scan' }).waitFor();
    await rig.page.getByText('512 addresses').waitFor();
    expect(await rig.page.getByLabel('Site', { exact: true }).inputValue()).toBe(fakeId('site', 4));
  });

  it('fills in the start page although the list of sites comes late', async () => {
    rig.fake.slow(sitesApi.list, 800);
    await rig.open(`/scans/new?site=${fakeId('site', 4)}`);
    await rig.page.getByText('512 addresses').waitFor();
    expect(await rig.page.getByLabel('Site', { exact: true }).inputValue()).toBe(fakeId('site', 4));
  });

  it('says why an address is in or out', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}`);
    await rig.page.getByLabel('Address', { exact: true }).fill('10.20.0.3');
    await rig.page.keyboard.press('Enter');
    await rig.page.getByText('a global exclusion holds it out').waitFor();
    await expectShown(rig.page.getByText('not scanned', { exact: true }));
  });

  it('deletes the site only after asking', async () => {
    await rig.open(`/sites/${fakeId('site', 4)}`);
    await rig.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await rig.page.getByRole('button', { name: 'Keep' }).click();
    expect(rig.fake.writes).toEqual([]);
    await rig.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await rig.page.getByRole('button', { name: 'Delete site' }).click();
    await rig.page.waitForURL('**/sites');
    expect(rig.fake.world.sites.some((site) => site.id === fakeId('site', 4))).toBe(false);
  });
});

describe('the command editor', () => {
  it('shows the argv while options are typed', async () => {
    await rig.open('/commands/new');
    await rig.page.getByLabel('Options').fill('-sS -p 22,443');
    await rig.page.getByRole('list', { name: 'What an engine runs' }).getByText('22,443').waitFor();
    await expectShown(rig.page.getByText('Without raw sockets:'));
  });

  it('refuses a dangerous option and says which', async () => {
    await rig.open('/commands/new');
    await rig.page.getByLabel('Options').fill('-sS --datadir /tmp');
    await rig.page.getByText('--datadir: is refused: it loads code from a path.').waitFor();
    expect(await rig.page.getByRole('list', { name: 'What an engine runs' }).count()).toBe(0);
  });

  it('clones a built-in command into one that can be changed', async () => {
    await rig.open(`/commands/${fakeId('command', 4)}`);
    expect(await rig.page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await rig.page.getByRole('button', { name: 'Clone' }).click();
    await rig.page.getByRole('heading', { name: 'Edit command' }).waitFor();
    expect(await rig.page.getByLabel('Name').inputValue()).toBe('SYN scan (copy)');
  });
});

describe('the exclusions page', () => {
  it('adds one exclusion for each target', async () => {
    await rig.open('/exclusions');
    await rig.page.getByRole('button', { name: 'Add exclusions' }).click();
    await rig.page.getByLabel('Never probe').fill('10.9.9.9\n10.9.10.0/24');
    await rig.page.getByLabel('Reason', { exact: true }).fill('not ours');
    await rig.page.getByRole('button', { name: 'Add exclusions' }).click();
    await rig.page.getByText('2 exclusions added.').waitFor();
    await expectShown(rig.page.getByText('10.9.10.0/24'));
  });

  it('disables one only after asking, and enables it at once', async () => {
    await rig.open('/exclusions');
    await rig.page.getByRole('button', { name: 'Disable' }).first().click();
    await rig.page.getByRole('button', { name: 'Disable exclusion' }).click();
    await rig.page.getByText('may be scanned now.').waitFor();
    await rig.page.getByRole('button', { name: 'Enable' }).first().click();
    await rig.page.getByText('is excluded again.').waitFor();
    expect(rig.fake.writes).toHaveLength(2);
  });
});

describe('the start page of a scan', () => {
  it('scans targets that belong to no site', async () => {
    await rig.open('/scans/new');
    await rig.page.getByText('Other targets').click();
    await rig.page.getByRole('textbox', { name: 'Targets' }).fill('127.0.0.1');
    await rig.page.getByLabel('Command', { exact: true }).selectOption({ label: 'Connect scan' });
    await rig.page.getByRole('button', { name: 'Start scan' }).click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(rig.fake.writes.at(-1)).toContain('"targets":"127.0.0.1","commandId"');
  });

  it('shows why the console refuses it', async () => {
    rig.fake.world.scans = [];
    await rig.open(`/scans/new?site=${fakeId('site', 1)}`);
    await rig.page.getByRole('button', { name: 'Start scan' }).click();
    await expectShown(rig.page.getByText(/Nothing is left to scan|are all excluded/).first());
  });

  it('warns when no engine is online', async () => {
    for (const engine of rig.fake.world.engines) engine.online = false;
    await rig.open('/scans/new');
    await expectShown(rig.page.getByText('No engine is online.'));
  });
});
