import { describe, expect, it } from '@jest/globals';
import { hostileTexts } from './fake/hostile-text.js';
import { inBrowser } from './in-browser.js';
import { pages } from './pages.js';

const rig = inBrowser();

/** What an attack would leave behind. */
const marks = (): Promise<unknown> =>
  rig.page.evaluate(() => ({
    pwned: (window as unknown as { pwned?: unknown }).pwned ?? null,
    intruders: [...document.querySelectorAll('sf-app :is(script, iframe, img, object, embed, base, meta)')].map(
      (element) => element.outerHTML,
    ),
    scriptLinks: [...document.querySelectorAll('a[href]')]
      .map((link) => link.getAttribute('href'))
      .filter((href) => /^\s*javascript:/i.test(href ?? '')),
    bodyIsShown: getComputedStyle(document.body).display !== 'none',
  }));

/** Characters that are in the page's text although they can't be seen or turn its direction. */
const deceivingCharacters = (): Promise<unknown> =>
  rig.page.evaluate(() =>
    [...document.body.innerText.matchAll(/[^\P{C}\n\t]/gu)].map((found) => found[0].codePointAt(0)),
  );

describe('pages that show what hostile hosts say', () => {
  it.each(pages)('%s shows it as text, nothing comes of it, and nothing of it is hidden', async (path) => {
    rig.fake.become('hostile');
    await rig.glance(path);
    expect(await marks()).toEqual({ pwned: null, intruders: [], scriptLinks: [], bodyIsShown: true });
    expect(await deceivingCharacters()).toEqual([]);
  });
});

describe('a host that attacks', () => {
  it('is shown word for word', async () => {
    rig.fake.become('hostile');
    const host = rig.fake.world.hosts[2];
    if (host === undefined) throw new Error('no host');
    Object.assign(host, { names: [...hostileTexts] });
    await rig.glance('/hosts/3');
    const shown = await rig.page.locator('main').innerText();
    expect(hostileTexts.filter((text) => !/\p{C}/u.test(text) && !shown.includes(text))).toEqual([]);
    expect(shown).toContain('invoice‹U+202E›fdp.exe');
    expect(shown).toContain('␛]0;pwned␇');
  });

  it('can\u2019t name the browser\u2019s tab as it likes', async () => {
    rig.fake.become('hostile');
    Object.assign(rig.fake.world.hosts[2] ?? {}, { address: '10.0.0.1\u202Egpj' });
    await rig.open('/hosts/3');
    expect(await rig.page.title()).toBe('10.0.0.1‹U+202E›gpj · Scanfleet');
  });
});

describe('the pages themselves', () => {
  it('keep no secret in the browser\u2019s storage', async () => {
    rig.fake.world.signedIn = false;
    await rig.open('/sign-in');
    await rig.page.getByLabel('Name').fill('admin');
    await rig.page.getByLabel('Password').fill(rig.fake.world.password);
    await rig.page.keyboard.press('Enter');
    await rig.page.waitForURL('**/dashboard');
    await rig.page.getByRole('button', { name: /^Theme/ }).click();
    expect(await rig.page.evaluate(() => ({ ...localStorage, ...sessionStorage }))).toEqual({
      'scanfleet.theme': 'dark',
    });
  });

  it('fetch nothing from anywhere else', async () => {
    const others: string[] = [];
    rig.page.on('request', (request) => {
      if (!request.url().startsWith(rig.fake.url) && !request.url().startsWith('data:')) others.push(request.url());
    });
    for (const path of ['/dashboard', '/hosts', '/hosts/3', '/scans']) await rig.open(path);
    expect(others).toEqual([]);
  });
});
