import { describe, expect, it } from '@jest/globals';
import { faintTexts } from './contrast.js';
import { inBrowser } from './in-browser.js';
import { pages } from './pages.js';

const rig = inBrowser();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** See docs: at most 250 kB of compressed script before the first screen. */
const FIRST_LOAD_BYTES = 250_000;

const overflow = (): Promise<number> =>
  rig.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each([...pages, '/sign-in', '/nowhere'])('%s', (path) => {
  it('does not scroll sideways on a phone or a desk, whatever hosts say', async () => {
    rig.fake.become('hostile');
    await rig.glance(path);
    const onDesk = await overflow();
    await rig.page.setViewportSize(PHONE.viewport);
    expect({ onDesk, onPhone: await overflow() }).toEqual({ onDesk: 0, onPhone: 0 });
  });

  it('has readable contrast in both themes', async () => {
    await rig.glance(path);
    await rig.page.emulateMedia({ colorScheme: 'dark' });
    const dark = await faintTexts(rig.page);
    await rig.page.emulateMedia({ colorScheme: 'light' });
    expect({ dark, light: await faintTexts(rig.page) }).toEqual({ dark: [], light: [] });
  });

  it('has one heading of the first level, a title, and a name for every control', async () => {
    await rig.glance(path);
    expect(await rig.page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await rig.page.title()).toMatch(/ · Scanfleet$/);
    const nameless = await rig.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')]
        .filter((element) => element.checkVisibility())
        .filter((element) => {
          const labels = (element as HTMLInputElement).labels;
          const label =
            element.getAttribute('aria-label') ??
            (labels && labels.length > 0 ? labels[0]?.textContent : element.textContent);
          return (label ?? '').trim() === '';
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(nameless).toEqual([]);
  });
});

describe('the frame of the pages', () => {
  it('lets the keyboard skip the menu', async () => {
    await rig.open('/hosts');
    await rig.page.keyboard.press('Tab');
    expect(await rig.page.locator(':focus').innerText()).toBe('Skip to the content');
    await rig.page.keyboard.press('Enter');
    expect(await rig.page.locator(':focus').getAttribute('id')).toBe('content');
  });

  it('puts the focus on the heading of a new page', async () => {
    await rig.open('/hosts');
    await rig.page.getByRole('link', { name: 'Sites' }).click();
    await rig.page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    expect(await rig.page.locator(':focus').innerText()).toBe('Sites');
  });

  it('folds the menu on a phone; Escape closes it', async () => {
    await rig.renew(PHONE);
    await rig.open('/dashboard');
    expect(await rig.page.getByRole('link', { name: 'Engines', exact: true }).isVisible()).toBe(false);
    await rig.page.getByRole('button', { name: 'Menu' }).click();
    await rig.page.getByRole('link', { name: 'Engines', exact: true }).waitFor();
    await rig.page.keyboard.press('Escape');
    await rig.page.getByRole('link', { name: 'Engines', exact: true }).waitFor({ state: 'hidden' });
    expect(await rig.page.getByRole('button', { name: 'Menu' }).getAttribute('aria-expanded')).toBe('false');
  });

  it('changes its theme and keeps the choice', async () => {
    await rig.renew({ colorScheme: 'dark' });
    await rig.open('/hosts');
    const ground = (): Promise<string> =>
      rig.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await rig.page.getByRole('button', { name: /^Theme: system/ }).click();
    await rig.page.getByRole('button', { name: /^Theme: dark/ }).click();
    await rig.page.getByRole('button', { name: /^Theme: light/ }).waitFor();
    expect(await ground()).not.toBe(dark);
    await rig.open('/hosts');
    expect(await ground()).not.toBe(dark);
  });

  it('sits still for those who asked for less motion', async () => {
    await rig.open(`/scans`);
    const moving = await rig.page.evaluate(
      () => document.getAnimations().filter((animation) => animation.playState === 'running').length,
    );
    expect(moving).toBe(0);
  });

  it('loads at most 250 kB of compressed script for its first screen', async () => {
    const { gzipSync } = await import('node:zlib');
    let bytes = 0;
    rig.page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return;
      pending.push(
        response.body().then((body) => {
          bytes += gzipSync(body).length;
        }),
      );
    });
    const pending: Promise<void>[] = [];
    await rig.open('/dashboard');
    await Promise.all(pending);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });
});
