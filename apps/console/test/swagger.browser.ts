import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { ADMIN_PASSWORD, aConsole, type TestConsole } from './harness.js';

describe('Swagger UI', () => {
  let console: TestConsole;
  let browser: Browser;
  beforeAll(async () => {
    console = await aConsole();
    browser = await chromium.launch({
      executablePath: process.env['SCANFLEET_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await console.close();
  });

  it('lists the API under the strict policy, asks no other host, and can call with the session', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.context().request.post(`${console.url}/api/v1/session`, {
      data: { name: 'admin', password: ADMIN_PASSWORD },
    });
    await page.goto(`${console.url}/swagger/`);
    await page.getByText('/api/v1/health', { exact: true }).waitFor();
    await page.locator('#operations-zones-listZones .opblock-summary-control').click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    const shot = process.env['SCANFLEET_TEST_SCREENSHOTS'];
    if (shot) await page.screenshot({ path: `${shot}/swagger.png` });
    expect(complaints).toEqual([]);
    expect([...hosts].filter(Boolean)).toEqual([new URL(console.url).host]);
  });
});
