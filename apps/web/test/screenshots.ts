/**
 * Takes a picture of every page, wide and narrow, dark and light, from the fake console.
 *   node apps/web/test/run.mjs screenshots.ts [name-filter]
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { FakeConsole } from './fake/fake-console.js';
import type { WorldKind } from './fake/fake-world.js';
import { fakeId } from './fake/ids.js';

const FILES = resolve('apps/web/dist/browser');
const FOLDER = resolve('.test-output/screenshots');
const SIZES = [
  { name: '1440', width: 1440, height: 900 },
  { name: '390', width: 390, height: 844 },
] as const;

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly world?: WorldKind;
  readonly scheme?: 'dark' | 'light';
  /** What to do on the page before the picture. */
  readonly act?: (page: Page) => Promise<void>;
}

const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'dashboard', path: '/dashboard' },
  { name: 'dashboard-light', path: '/dashboard', scheme: 'light' },
  { name: 'dashboard-empty', path: '/dashboard', world: 'empty' },
  { name: 'hosts', path: '/hosts' },
  { name: 'hosts-light', path: '/hosts', scheme: 'light' },
  { name: 'hosts-hostile', path: '/hosts', world: 'hostile' },
  { name: 'hosts-none', path: '/hosts?search=nothing' },
  { name: 'hosts-empty', path: '/hosts', world: 'empty' },
  { name: 'host', path: '/hosts/3' },
  { name: 'host-light', path: '/hosts/3', scheme: 'light' },
  { name: 'host-hostile', path: '/hosts/3', world: 'hostile' },
  { name: 'host-missing', path: '/hosts/99999' },
  { name: 'changes', path: '/changes' },
  { name: 'scans', path: '/scans' },
  { name: 'scan-running', path: `/scans/${fakeId('scan', 1)}` },
  { name: 'scan-running-light', path: `/scans/${fakeId('scan', 1)}`, scheme: 'light' },
  { name: 'scan-shards', path: `/scans/${fakeId('scan', 3)}?view=shards` },
  { name: 'scan-stages', path: `/scans/${fakeId('scan', 9)}` },
  {
    name: 'scan-shards-stages',
    path: `/scans/${fakeId('scan', 9)}?view=shards`,
    act: async (page) => page.getByRole('button', { name: 'Shard 2' }).click(),
  },
  { name: 'scan-shards-hostile', path: `/scans/${fakeId('scan', 3)}?view=shards`, world: 'hostile' },
  { name: 'scan-reports', path: `/scans/${fakeId('scan', 9)}?view=reports` },
  {
    name: 'scan-why',
    path: `/scans/${fakeId('scan', 1)}?view=plan`,
    act: async (page) => {
      await page.getByLabel('Address', { exact: true }).fill('10.20.1.7');
      await page.keyboard.press('Enter');
      await page.getByText('Shard 1 covered it').waitFor();
    },
  },
  { name: 'scan-plan', path: `/scans/${fakeId('scan', 2)}?view=plan` },
  { name: 'scan-failed', path: `/scans/${fakeId('scan', 4)}?view=shards` },
  { name: 'scan-waiting', path: `/scans/${fakeId('scan', 7)}` },
  {
    name: 'scan-stop',
    path: `/scans/${fakeId('scan', 1)}`,
    act: async (page) => page.getByRole('button', { name: 'Stop' }).click(),
  },
  { name: 'start-scan', path: `/scans/new?site=${fakeId('site', 1)}&pool=${fakeId('pool', 1)}` },
  { name: 'start-scan-light', path: `/scans/new?site=${fakeId('site', 1)}`, scheme: 'light' },
  {
    name: 'start-scan-large',
    path: `/scans/new?site=${fakeId('site', 3)}&priority=high&rate=20000`,
    act: async (page) => {
      await page.getByRole('button', { name: 'Start scan' }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'start-scan-targets',
    path: '/scans/new?targets=10.0.0.0/24',
    act: async (page) => page.getByRole('button', { name: 'Start scan' }).click(),
  },
  { name: 'sites', path: '/sites' },
  { name: 'sites-empty', path: '/sites', world: 'empty' },
  { name: 'site', path: `/sites/${fakeId('site', 1)}` },
  {
    name: 'site-new',
    path: '/sites/new',
    act: async (page) => {
      await page.getByLabel('Name').fill('Frankfurt office');
      await page
        .getByLabel('Targets')
        .fill(
          '10.20.0.0/22   # all floors\n10.20.300.1\nprinter.corp.example\n10.31.4.0/24, 10.31.5.10-50\n10.0.0.0/33x\n',
        );
      await page.getByText('2 problems').waitFor();
    },
  },
  { name: 'site-edit', path: `/sites/${fakeId('site', 1)}/edit` },
  { name: 'scan-blackout', path: `/scans/${fakeId('scan', 10)}` },
  { name: 'schedules', path: '/schedules' },
  { name: 'schedules-light', path: '/schedules', scheme: 'light' },
  { name: 'schedules-hostile', path: '/schedules', world: 'hostile' },
  { name: 'schedules-empty', path: '/schedules', world: 'empty' },
  { name: 'calendar', path: '/schedules/calendar?month=2031-03' },
  { name: 'calendar-light', path: '/schedules/calendar?month=2031-03&times=utc', scheme: 'light' },
  { name: 'calendar-hostile', path: '/schedules/calendar?month=2031-03', world: 'hostile' },
  {
    name: 'calendar-day',
    path: '/schedules/calendar?month=2031-03',
    act: async (page) => {
      const more = page.getByRole('button', { name: /^\+\d+ more/ }).first();
      if (await more.isVisible()) await more.click();
    },
  },
  { name: 'schedule', path: `/schedules/${fakeId('schedule', 1)}` },
  { name: 'schedule-light', path: `/schedules/${fakeId('schedule', 1)}`, scheme: 'light' },
  { name: 'schedule-new', path: `/schedules/new?site=${fakeId('site', 1)}`, act: async (page) => previewed(page) },
  {
    name: 'schedule-new-weekly',
    path: `/schedules/new?site=${fakeId('site', 1)}`,
    scheme: 'light',
    act: async (page) => {
      await page.getByText('Weekly', { exact: true }).click();
      await page.getByLabel('From', { exact: true }).fill('2031-03-26');
      await page.getByLabel('Saturday').check();
      await page.getByText('every week on MO, TU').waitFor();
    },
  },
  {
    name: 'schedule-new-refused',
    path: `/schedules/new?site=${fakeId('site', 1)}`,
    act: async (page) => {
      await page.getByText('RFC 5545', { exact: true }).click();
      await page.getByLabel('Lines of RFC 5545').fill('RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY;BYDAY=MO,XX');
      await page.getByText('line 2, column 28').waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Refused');
      await page.getByRole('button', { name: 'Create schedule' }).click();
      await page.getByText('line 2, column 28').nth(1).waitFor();
    },
  },
  {
    name: 'schedule-zone',
    path: '/schedules/new',
    act: async (page) => page.getByRole('combobox', { name: 'Time zone' }).fill('new'),
  },
  {
    name: 'schedule-edit-cron',
    path: `/schedules/${fakeId('schedule', 2)}/edit`,
    act: async (page) => previewed(page),
  },
  { name: 'blackouts', path: '/blackouts' },
  { name: 'blackouts-light', path: '/blackouts', scheme: 'light' },
  { name: 'blackouts-empty', path: '/blackouts', world: 'empty' },
  {
    name: 'blackout-new',
    path: '/blackouts/new',
    act: async (page) => page.getByRole('list', { name: 'Next windows' }).waitFor(),
  },
  { name: 'blackout-edit', path: `/blackouts/${fakeId('blackout', 2)}/edit` },
  { name: 'exclusions', path: '/exclusions' },
  { name: 'exclusions-add', path: '/exclusions?add=true' },
  { name: 'exclusions-empty', path: '/exclusions', world: 'empty' },
  { name: 'commands', path: '/commands' },
  { name: 'command', path: `/commands/${fakeId('command', 9)}` },
  {
    name: 'command-new',
    path: '/commands/new',
    act: async (page) => {
      await page.getByLabel('Options').fill('-sS -p- -oX /tmp/x');
      await page.getByText('reports go to the console').waitFor();
    },
  },
  { name: 'command-stages', path: `/commands/${fakeId('command', 10)}` },
  { name: 'command-edit-stages', path: `/commands/${fakeId('command', 10)}/edit` },
  { name: 'command-edit', path: `/commands/${fakeId('command', 9)}/edit` },
  { name: 'engines', path: '/engines' },
  { name: 'engines-empty', path: '/engines', world: 'empty' },
  { name: 'engine', path: `/engines/${fakeId('engine', 4)}` },
  { name: 'engine-works', path: `/engines/${fakeId('engine', 2)}` },
  { name: 'engine-works-hostile', path: `/engines/${fakeId('engine', 2)}`, world: 'hostile' },
  {
    name: 'engine-join',
    path: '/engines',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add engine' }).click();
      await page.getByRole('button', { name: 'Create join token' }).click();
      await page.getByText('Copy it now').waitFor();
    },
  },
  { name: 'engine-waiting', path: `/engines/${fakeId('engine', 7)}` },
  { name: 'engines-light', path: '/engines', scheme: 'light' },
  { name: 'engines-hostile', path: '/engines', world: 'hostile' },
  { name: 'pools', path: '/pools' },
  { name: 'pools-empty', path: '/pools', world: 'empty' },
  { name: 'pool', path: `/pools/${fakeId('pool', 1)}` },
  {
    name: 'pool-new',
    path: '/pools',
    act: async (page) => {
      await page.getByRole('button', { name: 'New pool' }).click();
      await page.getByText('fra-probe-1').last().waitFor();
    },
  },
  { name: 'zones', path: '/admin/zones' },
  {
    name: 'zone-new',
    path: '/admin/zones',
    act: async (page) => page.getByRole('button', { name: 'New zone' }).click(),
  },
  {
    name: 'exclusion-edit',
    path: '/exclusions',
    act: async (page) =>
      page
        .getByRole('button', { name: /^Edit the exclusion/ })
        .first()
        .click(),
  },
  { name: 'alert-rules', path: '/alerts/rules' },
  { name: 'alert-rules-light', path: '/alerts/rules', scheme: 'light' },
  { name: 'alert-rules-empty', path: '/alerts/rules', world: 'empty' },
  { name: 'alert-rules-hostile', path: '/alerts/rules', world: 'hostile' },
  {
    name: 'alert-rule-mute',
    path: '/alerts/rules',
    act: async (page) => page.getByRole('button', { name: 'Mute…' }).first().click(),
  },
  { name: 'alert-rule-new', path: '/alerts/rules/new' },
  { name: 'alert-rule-edit', path: `/alerts/rules/${fakeId('rule', 3)}/edit`, act: rehearse },
  { name: 'alert-rule-edit-light', path: `/alerts/rules/${fakeId('rule', 1)}/edit`, scheme: 'light', act: rehearse },
  { name: 'alert-rule-page', path: `/alerts/rules/${fakeId('rule', 1)}`, act: rehearse },
  { name: 'alert-rule-page-hostile', path: `/alerts/rules/${fakeId('rule', 1)}`, world: 'hostile', act: rehearse },
  {
    name: 'alert-channels',
    path: '/alerts/channels',
    act: async (page) => {
      await page.getByRole('button', { name: 'Test SIEM' }).click();
      await page.getByText('It arrived.').waitFor();
    },
  },
  { name: 'alert-channels-light', path: '/alerts/channels', scheme: 'light' },
  { name: 'alert-channels-hostile', path: '/alerts/channels', world: 'hostile' },
  { name: 'alert-channels-empty', path: '/alerts/channels', world: 'empty' },
  {
    name: 'alert-channel-new',
    path: '/alerts/channels?add=true',
    act: async (page) => page.getByLabel('Syslog').check({ force: true }),
  },
  {
    name: 'alert-channel-inside',
    path: '/alerts/channels?add=true',
    act: async (page) => {
      await page.getByLabel('Webhook').check({ force: true });
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Chat');
      await page.getByLabel('URL').fill('https://10.1.2.3/hook');
      await page.getByRole('button', { name: 'Create channel' }).click();
      await page.getByRole('button', { name: 'Allow this host and save' }).waitFor();
    },
  },
  {
    name: 'alert-channel-secret',
    path: '/alerts/channels?add=true',
    act: async (page) => {
      await page.getByLabel('Webhook').check({ force: true });
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Chat');
      await page.getByLabel('URL').fill('https://hooks.example.org/scans');
      await page.getByRole('button', { name: 'Create channel' }).click();
      await page.getByText('How to check it').click();
    },
  },
  { name: 'alert-deliveries', path: '/alerts/deliveries' },
  { name: 'alert-deliveries-light', path: '/alerts/deliveries', scheme: 'light' },
  { name: 'alert-deliveries-hostile', path: '/alerts/deliveries', world: 'hostile' },
  { name: 'alert-delivery', path: `/alerts/deliveries/${fakeId('delivery', 4)}` },
  { name: 'alert-delivery-light', path: `/alerts/deliveries/${fakeId('delivery', 1)}`, scheme: 'light' },
  { name: 'alert-delivery-hostile', path: `/alerts/deliveries/${fakeId('delivery', 4)}`, world: 'hostile' },
  { name: 'alert-mutes', path: '/alerts/mutes' },
  {
    name: 'alert-mute-given',
    path: `/alerts/mutes?add=true&site_id=${fakeId('site', 4)}&addresses=10.9.9.9&ports=T:22`,
  },
  {
    name: 'alert-mute-new',
    path: '/alerts/mutes',
    act: async (page) => page.getByRole('button', { name: 'Mute…' }).click(),
  },
  { name: 'account', path: '/account' },
  { name: 'users', path: '/admin/users' },
  {
    name: 'user-new',
    path: '/admin/users',
    act: async (page) => page.getByRole('button', { name: 'New user' }).click(),
  },
  { name: 'api-keys', path: '/admin/api-keys' },
  { name: 'not-found', path: '/nowhere' },
  { name: 'menu', path: '/dashboard', act: async (page) => openMenu(page) },
];

async function rehearse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rehearse' }).click();
  await page.getByText('Left out:').first().waitFor();
}

async function previewed(page: Page): Promise<void> {
  await page.getByRole('list', { name: 'Next runs' }).waitFor();
}

async function openMenu(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Menu', exact: true });
  if (await button.isVisible()) await button.click();
  await page.waitForTimeout(250);
}

async function take(browser: Browser, fake: FakeConsole, shot: Shot): Promise<void> {
  for (const size of SIZES) {
    fake.become(shot.world ?? 'busy');
    const context = await browser.newContext({
      viewport: size,
      colorScheme: shot.scheme ?? 'dark',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') process.stderr.write(`${shot.name}: ${message.text()}\n`);
    });
    await page.goto(`${fake.url}${shot.path}`, { waitUntil: 'networkidle' });
    await shot.act?.(page);
    await page.waitForTimeout(150);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > size.width) process.stderr.write(`${shot.name} at ${size.name}: the page is ${width} px wide\n`);
    await page.screenshot({ path: `${FOLDER}/${shot.name}-${size.name}.png`, fullPage: true });
    await context.close();
  }
}

mkdirSync(FOLDER, { recursive: true });
const fake = await FakeConsole.start(FILES);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const only = process.argv[2];
for (const shot of SHOTS) if (only === undefined || shot.name.includes(only)) await take(browser, fake, shot);
await browser.close();
await fake.close();
for (const drift of new Set(fake.drift)) process.stderr.write(`${drift}\n`);
