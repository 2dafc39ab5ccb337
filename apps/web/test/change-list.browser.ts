import { describe, expect, it } from '@jest/globals';
import { changesApi } from '@scanfleet/contracts';
import { Refusal } from './fake/refusal.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const boxes = () => rig.page.locator('tbody input[type=checkbox]');
const every = () => rig.page.getByLabel('Every change that is not known');
const acknowledge = () => rig.page.getByRole('button', { name: 'Acknowledge' });
const picked = (count: number): Promise<void> => rig.page.getByText(`${count} picked`, { exact: true }).waitFor();
const told = (text: string): Promise<void> => rig.page.getByText(text).first().waitFor();
const known = () => rig.page.locator('tbody .known');

describe('the list of changes', () => {
  it('says what hosts, ports and certificates became, and who knows of it', async () => {
    await rig.open('/changes');
    const row = (name: RegExp) => rig.page.getByRole('row', { name }).first();
    await expectShown(row(/host gone/).getByText('gone after 3 misses'));
    const certificate = row(/certificate changed/);
    await expectShown(certificate.getByText('until 2026-12-01, SHA-1 1f1f1f1f…'));
    await expectShown(certificate.getByText('until 2027-12-01, SHA-1 2e2e2e2e…'));
    await expectShown(certificate.getByText(/^\d+\/tcp$/));
    expect(await known().first().innerText()).toMatch(/known to ann, \d+ min ago\s*· planned move/);
  });

  it('acknowledges what is picked, with a note, once, though it is pressed twice', async () => {
    await rig.open('/changes');
    const before = await known().count();
    await expectControl(acknowledge(), 'disabled');
    await boxes().nth(0).check();
    await boxes().nth(2).check();
    await picked(2);
    await rig.page.getByLabel('Note').fill('moved to the new rack');
    const release = rig.fake.hold(changesApi.acknowledge);
    await acknowledge().dblclick();
    release();
    await told('2 changes acknowledged. Alert rules do not tell them again.');
    await picked(0);
    await rig.page.waitForFunction((count) => document.querySelectorAll('tbody .known').length === count, before + 2);
    expect(await known().first().innerText()).toMatch(/known to admin, (just now|\d+ s ago)\s*· moved to the new rack/);
    expect(await rig.page.getByLabel('Note').inputValue()).toBe('');
    expect(rig.fake.writes).toEqual([
      'POST /api/v1/changes/acknowledge {"changeIds":["9000","8998"],"note":"moved to the new rack"}',
    ]);
  });

  it('takes back what was acknowledged', async () => {
    await rig.open('/changes');
    const before = await known().count();
    await boxes().first().check();
    await acknowledge().click();
    await told('1 change acknowledged.');
    await rig.page.waitForFunction((count) => document.querySelectorAll('tbody .known').length === count, before + 1);
    await rig.page
      .getByRole('button', { name: /^Take back/ })
      .first()
      .click();
    await told('Taken back: 1 change not acknowledged any more.');
    await rig.page.waitForFunction((count) => document.querySelectorAll('tbody .known').length === count, before);
    expect(rig.fake.writes.at(-1)).toBe('POST /api/v1/changes/unacknowledge {"changeIds":["9000"]}');
  });

  it('takes back all that was just acknowledged, from the message that said so', async () => {
    await rig.open('/changes');
    const before = await known().count();
    await boxes().nth(0).check();
    await boxes().nth(1).check();
    await acknowledge().click();
    await rig.page.getByRole('button', { name: 'Undo' }).click();
    await told('Taken back: 2 changes not acknowledged any more.');
    await rig.page.waitForFunction((count) => document.querySelectorAll('tbody .known').length === count, before);
    expect(rig.fake.writes.at(-1)).toBe('POST /api/v1/changes/unacknowledge {"changeIds":["9000","8999"]}');
  });

  it('leads to a mute of just what changed', async () => {
    const [change] = rig.fake.world.changes;
    Object.assign(change ?? {}, { protocol: 'tcp', port: 443 });
    await rig.open('/changes');
    await rig.page
      .getByRole('link', { name: /^Mute / })
      .first()
      .click();
    const field = rig.page.getByRole('textbox', { name: 'Addresses' });
    await field.waitFor();
    expect(await field.inputValue()).toBe(change?.address);
    expect(await rig.page.getByLabel('Ports').inputValue()).toBe('T:443');
    expect(await rig.page.getByLabel('Site', { exact: true }).inputValue()).toBe(change?.site?.id ?? '');
  });

  it('picks every one that is not known, or none', async () => {
    await rig.open('/changes?page_size=25');
    const open = await boxes().count();
    expect(open).toBeLessThan(25);
    await every().check();
    await picked(open);
    await boxes().first().uncheck();
    await picked(open - 1);
    expect(await every().evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    await every().click();
    await picked(open);
    await every().click();
    await picked(0);
  });

  it('is worked by keys alone: arrows walk, space picks, Enter sends', async () => {
    await rig.open('/changes');
    await rig.page.locator('a[data-row]').first().focus();
    await rig.page.keyboard.press('Space');
    await rig.page.keyboard.press('ArrowDown');
    await rig.page.keyboard.press('Space');
    await picked(2);
    await rig.page.keyboard.press('Space');
    await picked(1);
    await rig.page.getByLabel('Note').focus();
    await rig.page.keyboard.press('Enter');
    await told('1 change acknowledged.');
    expect(rig.fake.writes).toEqual(['POST /api/v1/changes/acknowledge {"changeIds":["9000"],"note":""}']);
  });

  it('does not pick by keys what is known', async () => {
    await rig.open('/changes?acknowledged=true');
    await rig.page.locator('a[data-row]').first().focus();
    await rig.page.keyboard.press('Space');
    await picked(0);
    expect(await boxes().count()).toBe(0);
    await expectControl(every(), 'disabled');
  });

  it('is narrowed to what nobody knows yet, and forgets what was picked and is gone from it', async () => {
    await rig.open('/changes');
    await boxes().first().check();
    await rig.page.getByLabel('Known', { exact: true }).selectOption('Acknowledged');
    await rig.page.waitForURL('**acknowledged=true**');
    await picked(0);
    await rig.page.getByLabel('Known', { exact: true }).selectOption('Not acknowledged');
    await rig.page.waitForURL('**acknowledged=false**');
    await rig.page.waitForFunction(() => document.querySelector('tbody .known') === null);
    await rig.page.getByRole('button', { name: 'Show all' }).click();
    await known().first().waitFor();
    expect(new URL(rig.page.url()).search).toBe('');
  });

  it('keeps what was picked when the console refuses it', async () => {
    await rig.open('/changes');
    await boxes().first().check();
    rig.fake.refuse(
      changesApi.acknowledge,
      new Refusal(503, { code: 'database_down', message: 'The database does not answer.' }),
    );
    await acknowledge().click();
    await told('The database does not answer.');
    await picked(1);
    await expectControl(acknowledge(), 'enabled');
  });

  it('shows what others acknowledge meanwhile, and picks it no more', async () => {
    await rig.open('/changes');
    const before = await known().count();
    await boxes().first().check();
    rig.fake.world.changes.forEach((change) => {
      if (change.id === '9000') change.acknowledged = { at: new Date().toISOString(), by: 'eve', note: '' };
    });
    rig.fake.tell({ type: 'changes_acknowledged' });
    await rig.page.waitForFunction((count) => document.querySelectorAll('tbody .known').length === count, before + 1);
    await picked(0);
    await expectControl(acknowledge(), 'disabled');
  });

  it('offers viewers nothing to acknowledge with, and shows them what is known', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/changes');
    await known().first().waitFor();
    expect(await boxes().count()).toBe(0);
    expect(await acknowledge().count()).toBe(0);
    expect(await rig.page.getByRole('button', { name: /^Take back/ }).count()).toBe(0);
    expect(await rig.page.getByRole('link', { name: /^Mute / }).count()).toBe(0);
  });
});

describe('the page of a host', () => {
  it('acknowledges changes in its timeline', async () => {
    await rig.open('/hosts/3');
    await boxes().first().check();
    await acknowledge().click();
    await told('1 change acknowledged.');
    await expectShown(rig.page.getByText(/known to admin, (just now|\d+ s ago)/));
  });

  it('leads to a mute of it', async () => {
    await rig.open('/hosts/3');
    await rig.page.getByRole('link', { name: 'Mute…', exact: true }).click();
    const field = rig.page.getByRole('textbox', { name: 'Addresses' });
    await field.waitFor();
    expect(await field.inputValue()).toBe(rig.fake.world.hosts.find(({ id }) => id === '3')?.address);
  });

  it('shows the certificate of a service, and warns of its end before and after it', async () => {
    const show = async (daysLeft: number): Promise<void> => {
      const service = rig.fake.world.hosts.flatMap(({ services }) => services).find(({ certificate }) => certificate);
      const host = rig.fake.world.hosts.find(({ services }) => services.some((each) => each === service));
      if (!service?.certificate) throw new Error('some host has a certificate');
      service.certificate.expiresAt = new Date(Date.now() + (daysLeft * 24 + 1) * 3_600_000).toISOString();
      await rig.open(`/hosts/${host?.id}`);
    };
    const facts = rig.page.locator('sf-certificate-facts').first();
    await show(200);
    await expectShown(facts.getByText('CN=web.corp.example, O=Corp, C=DE'));
    await expectShown(facts.getByText('CN=Corp Issuing CA 2'));
    await expectShown(facts.getByText('6feee673d3ee1133d4770f453585ed7710a54d1b'));
    await expectShown(facts.getByText('in 200 days'));
    expect(await rig.page.locator('sf-certificate-warning .badge').count()).toBe(0);
    await show(12);
    await expectShown(rig.page.locator('.badge.warn').getByText('certificate ends in 12 days'));
    await expectShown(rig.page.locator('sf-certificate-facts .badge.warn').getByText('in 12 days'));
    await show(-3);
    await expectShown(rig.page.locator('.badge.bad').getByText('certificate expired 2 days ago'));
  });
});
