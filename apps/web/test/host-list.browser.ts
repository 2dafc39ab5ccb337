import { describe, expect, it } from '@jest/globals';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
/** The addresses that the list shows, once it shows any. */
async function addresses(): Promise<string[]> {
  const rows = rig.page.locator('a[data-row]');
  await rows.first().waitFor();
  return rows.allInnerTexts();
}
const query = (): Record<string, string> => Object.fromEntries(new URL(rig.page.url()).searchParams);

describe('the hosts list', () => {
  it('sorts on the console, both ways, and keeps it in the address bar', async () => {
    await rig.open('/hosts');
    const [first] = await addresses();
    expect(await rig.page.getByRole('columnheader', { name: 'Address' }).getAttribute('aria-sort')).toBe('ascending');
    await rig.page.getByRole('button', { name: 'Address' }).click();
    await rig.page.waitForURL('**sort_order=desc**');
    await rig.page.locator('[aria-busy="false"]').waitFor();
    expect(await addresses()).not.toContain(first);
    expect(query()).toEqual({ sort_by: 'address', sort_order: 'desc' });
  });

  it('shows what a shared address asks for', async () => {
    await rig.open('/hosts?port=5432&page_size=25&page=2');
    await expectShown(rig.page.getByText(/^26–/));
    expect(await rig.page.getByLabel('Open port').inputValue()).toBe('5432');
  });

  it('ignores what makes no sense in a shared address', async () => {
    await rig.open('/hosts?page=banana&sort_by=drop&status=up&unknown=1');
    await expectShown(rig.page.getByText(/^1–50 of/));
    expect(await rig.page.getByLabel('Status').inputValue()).toBe('up');
  });

  it('filters while typing and begins at the first page again', async () => {
    await rig.open('/hosts?page=2');
    await rig.page.getByLabel('Address, name, vendor').fill('10.20.0.12');
    await rig.page.waitForURL('**search=10.20.0.12**');
    expect(query()).toEqual({ search: '10.20.0.12' });
    await rig.page.getByText(/^1–/).waitFor();
  });

  it('refuses a port that is none', async () => {
    await rig.open('/hosts');
    await rig.page.getByLabel('Open port').fill('70000');
    await rig.page.keyboard.press('Enter');
    await rig.page.getByText('A port is a number from 0 to 65535.').waitFor();
    expect(query()).toEqual({});
  });

  it('walks through the pages, and back by the browser', async () => {
    await rig.open('/hosts');
    await rig.page.getByRole('button', { name: 'Next page' }).click();
    await rig.page.getByText(/^51–100 of/).waitFor();
    await rig.page.goBack();
    await rig.page.getByText(/^1–50 of/).waitFor();
    await expectControl(rig.page.getByRole('button', { name: 'Previous page' }), 'disabled');
  });

  it('is walked by arrow keys and opened by Enter', async () => {
    await rig.open('/hosts');
    const [, second, third] = await addresses();
    await rig.page.locator('a[data-row]').first().focus();
    await rig.page.keyboard.press('ArrowDown');
    expect(await rig.page.locator(':focus').innerText()).toBe(second);
    await rig.page.keyboard.press('ArrowDown');
    await rig.page.keyboard.press('Enter');
    await rig.page.waitForURL('**/hosts/*');
    expect(await rig.page.locator('h1.address').innerText()).toBe(third);
  });

  it('goes to its ends by Home and End', async () => {
    await rig.open('/hosts');
    const all = await addresses();
    await rig.page.locator('a[data-row]').nth(4).focus();
    await rig.page.keyboard.press('End');
    expect(await rig.page.locator(':focus').innerText()).toBe(all.at(-1));
    await rig.page.keyboard.press('Home');
    expect(await rig.page.locator(':focus').innerText()).toBe(all[0]);
  });

  it('opens a host by a click anywhere in its row', async () => {
    await rig.open('/hosts');
    const [first] = await addresses();
    await rig.page.locator('tbody tr').first().locator('td').nth(5).click();
    await rig.page.waitForURL('**/hosts/*');
    expect(await rig.page.locator('h1.address').innerText()).toBe(first);
  });

  it('offers a way out when nothing matches', async () => {
    await rig.open('/hosts?search=nothing-like-this');
    await rig.page.getByRole('button', { name: 'Show all hosts' }).click();
    await rig.page.getByText(/^1–50 of/).waitFor();
    expect(query()).toEqual({});
  });
});

describe('the host page', () => {
  it('shows services with their scripts, and folds them', async () => {
    await rig.open('/hosts/1');
    await rig.page.getByText('Issuer: commonName=Corp Issuing CA 2').waitFor();
    await rig.page.getByRole('button', { name: 'Details of port 443/tcp' }).click();
    await rig.page.getByText('Issuer: commonName=Corp Issuing CA 2').waitFor({ state: 'detached' });
    expect(await rig.page.getByText('443').count()).toBeGreaterThan(0);
  });

  it('is named in the title of the browser\u2019s tab', async () => {
    await rig.open('/hosts/1');
    expect(await rig.page.title()).toBe('10.20.0.4 · Scanfleet');
  });

  it('shows no data of one host under the name of another', async () => {
    await rig.open('/hosts/1');
    await rig.open('/hosts/99999');
    await rig.page.getByText('There is no such host.').waitFor();
    expect(await rig.page.getByText('10.20.0.4').count()).toBe(0);
  });
});
