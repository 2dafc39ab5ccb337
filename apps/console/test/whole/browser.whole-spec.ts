import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { scanCommandsApi } from '@scanfleet/contracts';
import { chromium, type Browser, type Page } from 'playwright-core';
import { greetingServer } from '../rig/greeting-server.js';
import { TestFleet } from '../rig/test-fleet.js';

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
});
