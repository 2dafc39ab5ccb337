/**
 * From a host's closing tag, written by the scanner, to its row in a real browser that shows the scan. The scanner is the fake one, which
 * notes when it wrote each host; chromium is the system's (`SCANFLEET_TEST_CHROMIUM`).
 */
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { chromium } from 'playwright-core';
import { percentile } from '../percentile.mjs';
import { FakeScanner } from '../../rigs/install-fake-scanner.mjs';
import { adminPassword, RigFleet } from '../../rigs/rig-fleet.mjs';
import { until } from '../../rigs/rig-process.mjs';

const executablePath = process.env.SCANFLEET_TEST_CHROMIUM ?? '/usr/bin/chromium';
const HOSTS = 40;
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
];

/** Runs in the page: notes when each address is first to be seen in a row. */
function noteRows() {
  window.seenRows = {};
  const look = () => {
    for (const row of document.querySelectorAll('a[data-row]'))
      window.seenRows[row.textContent.trim().split(/\s/)[0]] ??= Date.now();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
  look();
}

async function run({ log }) {
  if (!existsSync(executablePath)) {
    log(`there is no browser at ${executablePath}`);
    return {
      figures: [
        {
          name: 'host written to row in the browser, p95',
          value: 0,
          unit: 'ms',
          bar: '<= 2000 ms',
          passed: false,
          note: 'no browser',
        },
      ],
    };
  }
  const fleet = await RigFleet.start();
  const browser = await chromium.launch({ executablePath, args: quiet });
  try {
    const plan = { seed: 1, upPermille: 1000, hostsPerSecond: 2, logHosts: true };
    const scanner = new FakeScanner(await fleet.makeFolder('scanner'), plan);
    await fleet.addEngine({ name: 'engine', allowed: ['10.0.0.0/8'], config: { ...scanner.engineConfig, slots: 1 } });
    const options = '-sT -Pn -p 22,80,443 --max-hostgroup 1';
    const command = await fleet.call('POST', '/scan-commands', { name: 'one by one', scanner: 'nmap', options });
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 1600 } })).newPage();
    await page.goto(fleet.consoleUrl());
    await page.getByLabel('Name').fill('admin');
    await page.getByLabel('Password').fill(adminPassword);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dashboard');
    const { id } = await fleet.call('POST', '/scans', { targets: `10.2.0.1-${HOSTS}`, commandId: command.id });
    await page.goto(`${fleet.consoleUrl()}/scans/${id}`);
    await page.evaluate(noteRows);
    const openedAt = Date.now();
    await fleet.ended(id, 120_000);
    const rows = await until('all rows are there', async () => {
      const seen = await page.evaluate(() => window.seenRows);
      return Object.keys(seen).filter((text) => text.startsWith('10.2.0.')).length >= HOSTS ? seen : undefined;
    });
    // What was written before the page watched says nothing.
    const written = scanner.log().filter(({ what, at }) => what === 'host' && at > openedAt);
    const times = written.map(({ at, rest }) => rows[rest] - at);
    const p95 = percentile(times, 95);
    const note = `median ${percentile(times, 50)}, worst ${Math.max(...times)}; ${times.length} hosts, fake scanner, load ${loadavg()[0].toFixed(1)}`;
    return {
      figures: [
        {
          name: 'host written to row in the browser, p95',
          value: p95,
          unit: 'ms',
          bar: '<= 2000 ms',
          passed: p95 <= 2000,
          note,
        },
      ],
    };
  } finally {
    await browser.close();
    await fleet.end();
  }
}

export default { name: 'live', run };
