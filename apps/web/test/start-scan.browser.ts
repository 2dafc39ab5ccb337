import { describe, expect, it } from '@jest/globals';
import { scansApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const SITE = `/scans/new?site=${fakeId('site', 1)}`;
const LARGE_SITE = fakeId('site', 3);
const preview = () => rig.page.getByRole('region', { name: 'What this scan would be' });
const start = () => rig.page.getByRole('button', { name: 'Start scan' });
/** What the page asked to be started so far. */
const started = (): unknown[] =>
  rig.fake.writes
    .filter((write) => write.startsWith('POST /api/v1/scans {'))
    .map((write) => JSON.parse(write.slice(write.indexOf('{'))) as unknown);

describe('the preview of a scan', () => {
  it('tells addresses, shards, probes, time and names', async () => {
    await rig.open(SITE);
    await preview().getByText('about 2 min with 4 slots of engines that are online').waitFor();
    expect((await preview().locator('dd').allInnerTexts()).map((text) => text.replaceAll('\u202f', ' '))).toEqual([
      '1 018 to scan, 6 excluded',
      '4',
      'about 203 600',
      'about 2 min with 4 slots of engines that are online',
    ]);
    await expectShown(preview().getByText('old.corp.example has no address and is not scanned.'));
    await preview().getByText('Names, as resolved now').click();
    await expectShown(preview().getByText('10.20.3.7'));
  });

  it('follows what is chosen', async () => {
    await rig.open(SITE);
    await rig.page.getByLabel('Rate limit').fill('100');
    await preview().getByText('about 34 min').waitFor();
    await rig.page.getByText('One engine').click();
    await rig.page.getByLabel('Engine', { exact: true }).selectOption(fakeId('engine', 4));
    await preview().getByText('unknown: no engine that is online can take it').waitFor();
  });

  it('is not asked for while something is missing', async () => {
    await rig.open('/scans/new');
    await expectShown(preview().getByText('Choose what to scan and a command'));
    await rig.open(SITE);
    await preview().getByText('about 2 min').waitFor();
    await rig.page.getByLabel('Rate limit').fill('0');
    await preview().getByText('Choose what to scan and a command').waitFor();
    expect(rig.fake.writes).toHaveLength(1);
  });

  it('says what the console refuses, without offering to try the same again', async () => {
    await rig.open(`/scans/new?command=${fakeId('command', 1)}&targets=10.0.0.999`);
    await preview().getByText('The targets hold mistakes.').waitFor();
    expect(await preview().getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('says that it failed, and tries again', async () => {
    rig.fake.refuse(scansApi.preview, new Refusal(503, { code: 'database_down', message: 'No database.' }));
    await rig.open(SITE);
    await preview().getByText('req-7f3a91').waitFor();
    rig.fake.accept(scansApi.preview);
    await preview().getByRole('button', { name: 'Try again' }).click();
    await preview().getByText('about 2 min').waitFor();
  });

  it('tells of the second stage', async () => {
    await rig.open(`${SITE}&command=${fakeId('command', 10)}`);
    await preview().getByText('what the first finds is looked at by nmap').waitFor();
    await expectShown(rig.page.getByRole('list', { name: 'What an engine runs in the second stage' }).getByText('-sC'));
    expect(await rig.page.getByLabel('Command', { exact: true }).locator('option:checked').innerText()).toBe(
      'Sweep, then versions (masscan, then nmap)',
    );
  });
});

describe('the start page of a scan', () => {
  it('asks for pool, priority, rate, time limit and random order', async () => {
    await rig.open(SITE);
    await rig.page.getByText('A pool').click();
    await rig.page.getByLabel('Pool', { exact: true }).selectOption(fakeId('pool', 2));
    await rig.page.getByLabel('Priority').selectOption('high');
    await rig.page.getByLabel('Rate limit').fill('2500');
    await rig.page.getByLabel('Time limit').fill('90');
    await rig.page.getByLabel('Randomised').check();
    await start().click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(started()).toEqual([
      {
        siteId: fakeId('site', 1),
        poolId: fakeId('pool', 2),
        priority: 'high',
        maxRate: 2500,
        randomised: true,
        timeLimitMinutes: 90,
      },
    ]);
    await expectShown(rig.page.getByText('2\u202f500 packets a second, in random order, for at most 90 min'));
  });

  it('says who scans a site when nobody is named', async () => {
    await rig.open(SITE);
    await expectShown(rig.page.getByLabel('The site\u2019s own').or(rig.page.getByLabel("The site's own")).first());
    await expectShown(rig.page.getByText('Frankfurt', { exact: true }));
    await rig.page.getByText('Other targets').click();
    await expectShown(rig.page.getByText('Every engine of the zone that has the scanner and a free slot.'));
  });

  it('refuses values out of range at their fields, before it asks the console', async () => {
    await rig.open(SITE);
    await rig.page.getByLabel('Rate limit').fill('0');
    await rig.page.getByLabel('Time limit').fill('1000000');
    await rig.page.getByText('A pool').click();
    await start().click();
    await expectShown(rig.page.getByText('must be at least 1'));
    await expectShown(rig.page.getByText('must be at most 100000'));
    await expectShown(rig.page.getByText('Choose the pool.'));
    expect(started()).toEqual([]);
  });

  it('puts what the console refuses beside the fields that it names', async () => {
    rig.fake.refuse(
      scansApi.create,
      new Refusal(422, {
        code: 'invalid_request',
        message: 'It can\u2019t be.',
        issues: [
          { path: 'maxRate', message: 'is above the budget of the site' },
          { path: 'poolId', message: 'is a pool of another zone' },
        ],
      }),
    );
    await rig.open(`${SITE}&pool=${fakeId('pool', 1)}&rate=500`);
    await start().click();
    await rig.page.getByText('is above the budget of the site').waitFor();
    await expectShown(rig.page.getByText('is a pool of another zone'));
    expect(await rig.page.getByLabel('Rate limit').getAttribute('aria-invalid')).toBe('true');
    expect(await rig.page.getByLabel('Pool', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });

  it('starts one scan although the button is pressed twice', async () => {
    const release = rig.fake.hold(scansApi.create);
    await rig.open(SITE);
    await start().dblclick();
    release();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(started()).toHaveLength(1);
  });

  it('offers the zones where there are several and nothing else decides', async () => {
    await rig.open('/scans/new');
    expect(await rig.page.getByLabel('Zone').count()).toBe(0);
    await rig.page.getByText('Other targets').click();
    await rig.page.getByRole('textbox', { name: 'Targets' }).fill('127.0.0.1');
    await rig.page.getByLabel('Command', { exact: true }).selectOption(fakeId('command', 5));
    await rig.page.getByLabel('Zone').selectOption(fakeId('zone', 2));
    await start().click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(started()).toEqual([{ targets: '127.0.0.1', zoneId: fakeId('zone', 2), commandId: fakeId('command', 5) }]);
  });
});

describe('a scan above the size guard', () => {
  const question = () => rig.page.getByRole('alertdialog');

  it('is started only after the person said yes to its size', async () => {
    await rig.open(`/scans/new?site=${LARGE_SITE}`);
    await preview().getByText('started only after you confirm it').waitFor();
    await start().click();
    await question().getByText('65\u202f530 addresses, about 13\u202f106\u202f000 probes.').waitFor();
    await expectShown(question().getByText(/It takes about \d+ min with \d+ slots of engines that are online\./));
    await question().getByRole('button', { name: 'Don\u2019t start' }).click();
    await question().waitFor({ state: 'detached' });
    expect(rig.page.url()).toContain('/scans/new');
    expect(started()).toEqual([{ siteId: LARGE_SITE }]);
    await start().click();
    await question().getByRole('button', { name: 'Start all the same' }).click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(started().at(-1)).toEqual({ siteId: LARGE_SITE, confirmLarge: true });
  });

  it('asks the same on the page of a site', async () => {
    await rig.open(`/sites/${LARGE_SITE}`);
    await rig.page.getByRole('button', { name: 'Scan now' }).click();
    await question().getByText('65\u202f530 addresses').waitFor();
    await rig.page.keyboard.press('Escape');
    await question().waitFor({ state: 'detached' });
    expect(started()).toEqual([{ siteId: LARGE_SITE }]);
    await rig.page.getByRole('button', { name: 'Scan now' }).click();
    await question().getByRole('button', { name: 'Start all the same' }).click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(started().at(-1)).toEqual({ siteId: LARGE_SITE, confirmLarge: true });
  });

  it('shows the console\u2019s own figures when it can\u2019t be planned anew', async () => {
    rig.fake.refuse(scansApi.preview, new Refusal(503, { code: 'database_down', message: 'No database.' }));
    await rig.open(`/sites/${LARGE_SITE}`);
    await rig.page.getByRole('button', { name: 'Scan now' }).click();
    await question().getByText('This scan is larger than usual: 65530 addresses').waitFor();
  });
});
