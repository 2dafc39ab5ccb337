import { describe, expect, it } from '@jest/globals';
import { sitesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
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

  it('sends the same again when the console could not or would not take it the first time', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Name').fill('Lab');
    await rig.page.getByLabel('Targets').fill('10.60.0.0/24');
    rig.fake.refuse(sitesApi.create, new Refusal(503, { code: 'database_down', message: 'No database.' }));
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByText('No database.').waitFor();
    rig.fake.accept(sitesApi.create);
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByText('is the name of another site').waitFor();
    expect(await rig.page.getByText('No database.').count()).toBe(0);
    Object.assign(rig.fake.world.sites.find(({ name }) => name === 'Lab') ?? {}, { name: 'Old lab' });
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Lab' }).waitFor();
  });

  it('asks for a name before it asks the console', async () => {
    await rig.open('/sites/new');
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByText('must not be empty').waitFor();
    expect(rig.fake.writes).toEqual([]);
  });

  it('gives a site its pool and its limits', async () => {
    await rig.open('/sites/new');
    await rig.page.getByLabel('Name').fill('Hamburg');
    await rig.page.getByLabel('Targets').fill('10.60.0.0/24');
    await rig.page.getByLabel('Runs on', { exact: true }).selectOption({ label: 'Frankfurt (2 engines)' });
    await rig.page.getByLabel('Most shards at a time').fill('4');
    await rig.page.getByLabel('Rate budget, packets a second').fill('2500');
    await expectShown(rig.page.getByText('Shared over all engines that scan this site'));
    await rig.page.getByRole('button', { name: 'Create site' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Hamburg' }).waitFor();
    await expectShown(rig.page.getByText('4 shards at most'));
    await expectShown(rig.page.getByText('2\u202f500 packets a second'));
    await rig.page.getByRole('link', { name: 'Frankfurt', exact: true }).click();
    await expectShown(rig.page.getByRole('heading', { level: 1, name: 'Frankfurt' }));
  });

  it('offers pools and engines of the site\u2019s zone alone, and counts with its exclusions', async () => {
    const checks: string[] = [];
    rig.page.on('request', (request) => {
      if (request.url().endsWith('/check-targets')) checks.push(request.postData() ?? '');
    });
    await rig.open('/sites/new');
    await rig.page.getByLabel('Zone', { exact: true }).selectOption({ label: 'Rotterdam, plant network' });
    const runsOn = rig.page.getByLabel('Runs on', { exact: true }).locator('option');
    await runsOn.filter({ hasText: 'dmz-probe' }).waitFor({ state: 'attached' });
    const offered = await runsOn.allInnerTexts();
    expect(offered.map((text) => text.trim())).toEqual(['Any engine of the zone', 'dmz-probe (waiting for approval)']);
    await rig.page.getByLabel('Targets').fill('10.0.0.0/24');
    await rig.page.getByText('256 addresses').waitFor();
    expect(checks.at(-1)).toContain(`"zoneId":"${fakeId('zone', 2)}"`);
  });

  it('takes pool and limits away again', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}/edit`);
    await rig.page.getByLabel('Runs on', { exact: true }).selectOption({ label: 'rtm-probe-1 (online)' });
    await rig.page.getByLabel('Rate budget, packets a second').fill('');
    await rig.page.getByRole('button', { name: 'Save site' }).click();
    await rig.page.getByText('Site Frankfurt office saved.').waitFor();
    expect(rig.fake.world.sites[0]).toMatchObject({
      defaultPool: null,
      defaultEngine: { id: fakeId('engine', 3) },
      maxShards: 8,
      maxRate: null,
    });
  });

  it('refuses half a packet', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}/edit`);
    await rig.page.getByLabel('Rate budget, packets a second').fill('0.5');
    await rig.page.getByRole('button', { name: 'Save site' }).click();
    await rig.page.getByText('must be whole').waitFor();
    expect(rig.fake.writes.filter((write) => write.startsWith('PATCH'))).toEqual([]);
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
    const release = rig.fake.hold(sitesApi.list);
    await rig.page.goto(`${rig.fake.url}/scans/new?site=${fakeId('site', 4)}`);
    await rig.page.getByRole('heading', { name: 'Start scan' }).waitFor();
    release();
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

describe('a command of two stages', () => {
  const second = () => rig.page.getByLabel('Options of the second stage');
  const secondArgv = () => rig.page.getByRole('list', { name: 'What an engine runs in the second stage' });

  it('shows what both stages run while they are typed, and is saved whole', async () => {
    await rig.open('/commands/new');
    await rig.page.getByLabel('Name').fill('Sweep and look');
    await rig.page.getByText('masscan', { exact: true }).click();
    await rig.page.getByLabel('Options', { exact: true }).fill('-p 443');
    expect(await second().count()).toBe(0);
    await rig.page.getByRole('checkbox', { name: 'Second stage' }).check();
    await second().fill('-sV -T3');
    await secondArgv().getByText('-T3').waitFor();
    await expectShown(rig.page.getByRole('list', { name: 'What an engine runs', exact: true }).getByText('443'));
    await rig.page.getByRole('button', { name: 'Create command' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Sweep and look' }).waitFor();
    await expectShown(secondArgv().getByText('-T3'));
    expect(rig.fake.writes.at(-1)).toContain('"options":"-p 443","followUp":"-sV -T3"');
  });

  it('shows a mistake at the stage that has it', async () => {
    await rig.open('/commands/new');
    await rig.page.getByLabel('Options', { exact: true }).fill('-sn');
    await rig.page.getByRole('checkbox', { name: 'Second stage' }).check();
    await second().fill('-sV --datadir /tmp');
    const below = rig.page.locator('.follow-up');
    await below.getByText('--datadir: is refused').waitFor();
    expect(await rig.page.getByText('--datadir: is refused').count()).toBe(1);
    expect(await secondArgv().count()).toBe(0);
    await expectShown(rig.page.getByRole('list', { name: 'What an engine runs', exact: true }).getByText('-sn'));
  });

  it('loses the second stage when it is taken away', async () => {
    await rig.open(`/commands/${fakeId('command', 10)}/edit`);
    expect(await second().inputValue()).toBe('-sV -sC');
    await rig.page.getByRole('checkbox', { name: 'Second stage' }).uncheck();
    await rig.page.getByRole('button', { name: 'Save command' }).click();
    await rig.page.getByRole('heading', { level: 1, name: 'Sweep, then versions' }).waitFor();
    expect(rig.fake.world.commands.find((command) => command.id === fakeId('command', 10))?.followUp).toBeNull();
  });

  it('says so in the list, and keeps it in a clone', async () => {
    await rig.open('/commands');
    const row = rig.page.locator('tbody tr', { hasText: 'Sweep, then versions' });
    await expectShown(row.getByText('2 stages'));
    await expectShown(row.getByText('then nmap -sV -sC'));
    await row.getByRole('link').click();
    await rig.page.getByRole('button', { name: 'Clone' }).click();
    await rig.page.getByRole('heading', { name: 'Edit command' }).waitFor();
    expect(await second().inputValue()).toBe('-sV -sC');
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

  it('excludes for one zone, until a day, with its author', async () => {
    await rig.open('/exclusions?add=true');
    await rig.page.getByText('One zone').click();
    await rig.page.getByLabel('Never probe').fill('2001:db8::10\n10.0.0.4-10.0.0.9\nplc.plant.example');
    await rig.page.getByRole('button', { name: 'Add exclusions' }).click();
    await rig.page.getByText('Choose the zone.').waitFor();
    expect(rig.fake.writes).toEqual([]);
    await rig.page.getByLabel('Zone', { exact: true }).selectOption({ label: 'Rotterdam, plant network' });
    await rig.page.getByLabel('Expires').fill('2099-05-04T06:30');
    await expectShown(rig.page.getByText('reaches running ones within 10 seconds'));
    await rig.page.getByRole('button', { name: 'Add exclusions' }).click();
    await rig.page.getByText('3 exclusions added.').waitFor();
    const row = rig.page.getByRole('row', { name: /plc\.plant\.example/ });
    await expectShown(row.getByText('zone Rotterdam, plant network'));
    await expectShown(row.getByText('admin'));
    expect(rig.fake.world.exclusions.at(-1)).toMatchObject({
      scope: 'zone',
      zone: { id: fakeId('zone', 2) },
      expiresAt: new Date('2099-05-04T06:30').toISOString(),
    });
  });

  it('excludes for the one site that it was opened from', async () => {
    await rig.open(`/sites/${fakeId('site', 4)}`);
    await rig.page.getByRole('link', { name: 'Add exclusions' }).click();
    await rig.page.getByLabel('Never probe').fill('192.168.77.1');
    await rig.page.getByRole('button', { name: 'Add exclusions' }).click();
    await rig.page.getByText('1 exclusion added.').waitFor();
    expect(rig.fake.world.exclusions.at(-1)).toMatchObject({ scope: 'site', site: { id: fakeId('site', 4) } });
  });

  it('changes reason and expiry', async () => {
    await rig.open('/exclusions');
    await rig.page.getByRole('button', { name: 'Edit the exclusion of plc-gate.corp.example' }).click();
    const dialog = rig.page.getByRole('dialog');
    expect(await dialog.getByLabel('Expires').inputValue()).toMatch(/^20\d\d-/);
    await dialog.getByLabel('Expires').fill('2001-01-01T00:00');
    await dialog.getByRole('button', { name: 'Save exclusion' }).click();
    await dialog.getByText('must be in the future').waitFor();
    await dialog.getByLabel('Expires').fill('');
    await dialog.getByLabel('Reason').fill('Gate controller, for good');
    await dialog.getByRole('button', { name: 'Save exclusion' }).click();
    await rig.page.getByText('Exclusion of plc-gate.corp.example saved.').waitFor();
    expect(rig.fake.writes).toEqual([
      `PATCH /api/v1/exclusions/${fakeId('exclusion', 4)} {"reason":"Gate controller, for good","expiresAt":null}`,
    ]);
    await expectShown(rig.page.getByText('Gate controller, for good'));
  });

  it('corrects the reason of one that has expired without moving its date', async () => {
    await rig.open('/exclusions');
    await rig.page.getByRole('button', { name: 'Edit the exclusion of 172.20.99.0/24' }).click();
    await rig.page.getByRole('dialog').getByLabel('Reason').fill('Migration week, done');
    await rig.page.getByRole('button', { name: 'Save exclusion' }).click();
    await rig.page.getByText('Exclusion of 172.20.99.0/24 saved.').waitFor();
    expect(rig.fake.writes).toEqual([
      `PATCH /api/v1/exclusions/${fakeId('exclusion', 5)} {"reason":"Migration week, done"}`,
    ]);
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
    // The check of the targets may be the last that arrives.
    const started = rig.fake.writes.filter((write) => write.startsWith('POST /api/v1/scans {'));
    expect(started).toEqual([expect.stringContaining('"targets":"127.0.0.1","commandId"')]);
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
