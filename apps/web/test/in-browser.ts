import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { FakeConsole } from './fake/fake-console.js';

const FILES = resolve(import.meta.dirname, '../dist/browser');

/** What a test of pages has at hand; made new for each test. */
export interface Rig {
  readonly fake: FakeConsole;
  page: Page;
  /** Console errors, uncaught exceptions and violations of the content security policy so far. */
  readonly faults: string[];
  /** Opens a path of the console and waits until nothing on the page is loading. */
  glance(path: string): Promise<void>;
  /** The same, and waits until the network is quiet too. */
  open(path: string): Promise<void>;
  /** Starts over with other settings of the browser. */
  renew(options: Parameters<Browser['newContext']>[0]): Promise<void>;
}

/** Waits until something is to be seen. */
export async function expectShown(what: Locator): Promise<void> {
  await what.first().waitFor();
  expect(await what.first().isVisible()).toBe(true);
}

/** Waits until a control is in a state: a page shows what a press has changed a moment later. */
export async function expectControl(
  what: Locator,
  state: 'disabled' | 'enabled' | 'checked' | 'unchecked',
): Promise<void> {
  const css = { disabled: ':disabled', enabled: ':enabled', checked: ':checked', unchecked: ':not(:checked)' };
  await what.and(what.page().locator(css[state])).waitFor({ state: 'attached' });
}

/**
 * Runs the tests of a file against the built web console in a real Chromium. A test fails when the page logged an error, threw,
 * broke the content security policy or spoke otherwise than the contracts say, unless it empties `faults` itself.
 */
export function inBrowser(): Rig {
  let browser: Browser;
  let context: BrowserContext;
  let fake: FakeConsole;
  const faults: string[] = [];

  const renew: Rig['renew'] = async (options) => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      // The browser logs every 4xx by itself; the pages answer for those.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        faults.push(message.text());
    });
    rig.page = page;
  };

  const rig: Rig = {
    get fake() {
      return fake;
    },
    page: undefined as unknown as Page,
    faults,
    renew,
    glance: async (path) => {
      await rig.page.goto(`${fake.url}${path}`, { waitUntil: 'load' });
      await rig.page.locator('h1').first().waitFor();
      await rig.page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    },
    open: async (path) => {
      await rig.page.goto(`${fake.url}${path}`, { waitUntil: 'networkidle' });
    },
  };

  beforeAll(async () => {
    if (!existsSync(join(FILES, 'index.html'))) throw new Error('The web console is not built. Run: npx nx build web');
    fake = await FakeConsole.start(FILES);
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
  });
  beforeEach(async () => {
    faults.length = 0;
    fake.drift.length = 0;
    fake.become('busy');
    await renew({});
  });
  afterEach(() => {
    expect({ faults, drift: fake.drift }).toEqual({ faults: [], drift: [] });
  });
  afterAll(async () => {
    await browser.close();
    await fake.close();
  });
  return rig;
}
