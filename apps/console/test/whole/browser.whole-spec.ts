import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { enginesApi, scanCommandsApi, scansApi, scopeCertificate } from '@scanfleet/contracts';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { greetingServer } from '../rig/greeting-server.js';
import { TestFleet } from '../rig/test-fleet.js';
import { canonicalJson, type Json } from '../../src/scans/canonical-json.js';

const executablePath = process.env['SCANFLEET_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const withChromium = existsSync(executablePath) ? describe : describe.skip;
const screenshots = join(import.meta.dirname, '../../../../.test-output/screenshots');

withChromium('an operator with a real browser, console, engine and nmap', () => {
  let fleet: TestFleet;
  let browser: Browser;
  let page: Page;
  const servers: Server[] = [];
  const complaints: string[] = [];
  const ports: number[] = [];

  beforeAll(async () => {
    for (const greeting of ['SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n', '220 (vsFTPd 3.0.3)\r\n', '+OK Dovecot ready.\r\n']) {
      const { server, port } = await greetingServer('127.85.0.1', greeting);
      servers.push(server);
      ports.push(port);
    }
    fleet = await TestFleet.start();
    await fleet.addEngine({ name: 'loopback', allowed: ['127.0.0.0/8'] });
    const options = `-sT -Pn -p ${[...ports, 1, 2].sort((a, b) => a - b).join(',')} --max-rate 20 --max-hostgroup 1`;
    await fleet.call(scanCommandsApi.create, { body: { name: 'a slow look', scanner: 'nmap', options } });
    browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-gpu',
      ],
    });
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      colorScheme: 'dark',
      viewport: { width: 1440, height: 900 },
    });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
    await fleet?.end();
  }, 60_000);

  const picture = async (name: string): Promise<void> => {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: join(screenshots, `whole-${name}.png`) });
  };

  it('signs in, creates a site, scans it, watches hosts appear, and opens one', async () => {
    await page.goto(fleet.url);
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(fleet.adminPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard');

    await page.goto(`${fleet.url}/sites/new`);
    await page.getByLabel('Name').fill('Loopback lab');
    await page.getByLabel('Targets').fill('127.85.0.1-16');
    await page.getByText('16 to scan').waitFor();
    await page.getByLabel('Command', { exact: true }).selectOption({ label: 'a slow look' });
    await page.getByRole('button', { name: 'Create site' }).click();
    await page.getByRole('heading', { level: 1, name: 'Loopback lab' }).waitFor();

    await page.getByRole('button', { name: 'Scan now' }).click();
    await page.waitForURL('**/scans/*');
    const rows = page.locator('a[data-row]');
    await rows.nth(1).waitFor({ timeout: 30_000 });
    const early = await rows.count();
    await rows.nth(5).waitFor({ timeout: 30_000 });
    await picture('scan');
    await page.getByText(/^took /).waitFor({ timeout: 60_000 });
    await rows.nth(15).waitFor();
    expect(early).toBeLessThan(16);
    expect(await rows.count()).toBe(16);
    await picture('scan-done');

    await rows.filter({ hasText: /^127\.85\.0\.1$/ }).click();
    await page.getByRole('heading', { level: 1, name: '127.85.0.1' }).waitFor();
    for (const port of ports) await page.getByText(String(port)).first().waitFor();
    await picture('host');
    expect(complaints).toEqual([]);
  }, 180_000);

  it('approves an engine that waits for it, sees it online, and puts it into a pool', async () => {
    await page.goto(`${fleet.url}/engines`);
    await page.getByRole('row', { name: /^loopback/ }).waitFor();
    await fleet.joinEngine({ name: 'newcomer', allowed: ['127.0.0.0/8'] }, true);
    const waiting = page.getByRole('region', { name: /^Waiting for approval/ });
    await waiting.getByText('newcomer').waitFor({ timeout: 30_000 });
    await waiting.getByText('127.0.0.0/8').waitFor();
    const row = page.getByRole('row', { name: /^newcomer/ });
    await picture('engine-waits');
    await waiting.getByRole('button', { name: 'Approve newcomer' }).click();
    await waiting.waitFor({ state: 'detached' });
    await row.getByText('online').waitFor();

    await row.getByRole('link', { name: 'newcomer' }).click();
    await page.getByRole('heading', { level: 1, name: 'newcomer' }).waitFor();
    await page
      .getByRole('region', { name: /^Works on now.*0 shards wait in its zone/ })
      .getByText('Nothing.')
      .waitFor();

    await page.goto(`${fleet.url}/pools`);
    await page.getByRole('button', { name: 'New pool' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Approved only');
    await dialog.getByLabel('newcomer').check();
    await dialog.getByRole('button', { name: 'Create pool' }).click();
    await page.getByRole('heading', { level: 1, name: 'Approved only' }).waitFor();
    await page
      .getByRole('row', { name: /^newcomer/ })
      .getByText('online')
      .waitFor();
    expect(await page.getByRole('row', { name: /^loopback/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  }, 120_000);

  it('starts a scan on that pool after a look at its preview, asks why an address is in, and takes its proof away', async () => {
    await page.goto(`${fleet.url}/scans/new`);
    await page.getByLabel('Other targets').check();
    await page.getByLabel('Targets', { exact: true }).fill('127.0.0.1');
    await page.getByLabel('Command', { exact: true }).selectOption({ label: 'a slow look' });
    await page.getByLabel('A pool').check();
    await page.getByLabel('Pool', { exact: true }).selectOption({ label: 'Approved only (2 slots)' });
    const preview = page.getByRole('region', { name: 'What this scan would be' });
    await preview.getByText('1 to scan, 0 excluded').waitFor();
    await picture('preview');
    await page.getByRole('button', { name: 'Start scan' }).click();
    await page.waitForURL(/\/scans\/[\da-f-]{36}/);
    const scanId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByText(/^took /).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: '127.0.0.1', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Approved only' }).waitFor();

    await page.getByRole('link', { name: /^Shards/ }).click();
    await page
      .getByRole('row', { name: /Shard 1/ })
      .getByRole('link', { name: 'newcomer' })
      .waitFor();

    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    const why = page.locator('sf-why-in-scan');
    await why.getByLabel('Address').fill('127.0.0.1');
    await why.getByRole('button', { name: 'Ask' }).click();
    await why.getByText('in', { exact: true }).waitFor();
    await why.getByText('covered', { exact: true }).waitFor();
    await why
      .getByRole('row', { name: /Shard 1.*newcomer/ })
      .getByText('completed')
      .waitFor();
    await picture('why');
    await why.getByLabel('Address').fill('127.0.0.2');
    await why.getByRole('button', { name: 'Ask' }).click();
    await why.getByText('out', { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Reports', exact: true }).click();
    const proof = await download(page.getByRole('link', { name: 'Scope certificate' }));
    expect(proof.name).toBe(`scan-${scanId.slice(0, 8)}.certificate.json`);
    const { sha256, ...proven } = scopeCertificate.parse(JSON.parse(proof.text));
    expect(
      createHash('sha256')
        .update(canonicalJson(proven as Json))
        .digest('hex'),
    ).toBe(sha256);
    expect(proven).toMatchObject({
      scanId,
      state: 'completed',
      targets: ['127.0.0.1'],
      planned: { addresses: '1', set: '127.0.0.1' },
      probed: { set: '127.0.0.1' },
      covered: { set: '127.0.0.1' },
      open: { addresses: '0' },
      runs: [{ shard: 1, engine: 'newcomer', outcome: 'completed' }],
    });

    const report = await download(page.getByRole('link', { name: 'XML' }));
    expect(report.name).toBe(`scan-${scanId.slice(0, 8)}-stage-1.xml`);
    expect(report.text).toMatch(
      /^<\?xml[^]*<nmaprun scanner="nmap"[^]*<address addr="127\.0\.0\.1"[^]*<\/nmaprun>\s*$/,
    );
    const grepable = await download(page.getByRole('link', { name: 'Grepable' }));
    expect(grepable.name).toBe(`scan-${scanId.slice(0, 8)}-stage-1.gnmap`);
    expect(grepable.text).toMatch(/^Host: 127\.0\.0\.1 [^]*^# Nmap done/m);
    expect(complaints).toEqual([]);
  }, 180_000);

  it('shows on the page of an engine what it works on, until nothing is left, and counts the sites', async () => {
    const { data: commands } = await fleet.call(scanCommandsApi.list, { query: { search: 'a slow look' } });
    const { data: engines } = await fleet.call(enginesApi.list, { query: { search: 'loopback' } });
    await page.goto(`${fleet.url}/engines/${engines[0]?.id}`);
    const work = page.getByRole('region', { name: /^Works on now/ });
    await work.getByText('Nothing.').waitFor();

    const body = { targets: '127.86.0.1-40', commandId: commands[0]?.id, engineId: engines[0]?.id };
    const { id: scanId } = await fleet.call(scansApi.create, { body });
    const row = work.getByRole('row', { name: /^Shard 1/ });
    await row.getByText('scanning').waitFor();
    for (const fact of ['127.86.0.1-40', 'a slow look', '40']) await row.getByText(fact, { exact: true }).waitFor();
    // Progress comes by itself, nobody reloads the page.
    await row.getByText(/^[1-9]\d? %$/).waitFor();
    await picture('engine-works');
    expect(await row.getByRole('link', { name: 'Shard 1' }).getAttribute('href')).toBe(`/scans/${scanId}?view=shards`);
    await work.getByText('Nothing.').waitFor({ timeout: 60_000 });

    await page.goto(`${fleet.url}/sites`);
    await page.getByText('1 site, 1 enabled').waitFor();
    await page.getByText('16 addresses', { exact: true }).waitFor();
    await page.getByText('57 hosts, 57 up').waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  async function download(link: Locator): Promise<{ name: string; text: string }> {
    const started = page.waitForEvent('download');
    await link.click();
    const file = await started;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  }
});
