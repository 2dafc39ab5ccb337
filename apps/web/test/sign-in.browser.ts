import { describe, expect, it } from '@jest/globals';
import { accessApi, hostsApi } from '@scanfleet/contracts';
import { Refusal } from './fake/refusal.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();

async function fillIn(name: string, password: string): Promise<void> {
  await rig.page.getByLabel('Name').fill(name);
  await rig.page.getByLabel('Password').fill(password);
  await rig.page.keyboard.press('Enter');
}

describe('signing in', () => {
  it('is asked for before any page, and leads back to the page that was asked for', async () => {
    rig.fake.world.signedIn = false;
    await rig.open('/hosts?status=up');
    expect(new URL(rig.page.url()).pathname).toBe('/sign-in');
    await fillIn('admin', rig.fake.world.password);
    await rig.page.waitForURL('**/hosts?status=up');
    await expectShown(rig.page.getByRole('heading', { name: 'Hosts' }));
  });

  it('says so when name or password are wrong, and keeps the name', async () => {
    rig.fake.world.signedIn = false;
    await rig.open('/sign-in');
    await fillIn('admin', 'wrong');
    await rig.page.getByText('Name or password is wrong.').waitFor();
    expect(await rig.page.getByLabel('Name').inputValue()).toBe('admin');
  });

  it('names the fields that are empty instead of asking the console', async () => {
    rig.fake.world.signedIn = false;
    await rig.open('/sign-in');
    await rig.page.getByRole('button', { name: 'Sign in' }).click();
    await rig.page.getByText('Enter your password.').waitFor();
    expect(rig.fake.writes).toEqual([]);
  });

  it('never leads to another site', async () => {
    rig.fake.world.signedIn = false;
    await rig.open(`/sign-in?returnUrl=${encodeURIComponent('//evil.invalid/')}`);
    await fillIn('admin', rig.fake.world.password);
    await rig.page.waitForURL('**/dashboard');
    expect(rig.page.url().startsWith(rig.fake.url)).toBe(true);
  });

  it('is asked for again when the session ends in the middle of the work', async () => {
    await rig.open('/hosts');
    rig.fake.world.signedIn = false;
    await rig.page.getByRole('link', { name: 'Changes' }).click();
    await rig.page.getByText('Your session ended.').waitFor();
    await fillIn('admin', rig.fake.world.password);
    await rig.page.waitForURL('**/changes');
    await expectShown(rig.page.getByRole('heading', { name: 'Changes' }));
  });

  it('is not mistaken for a console that is out of reach', async () => {
    rig.fake.refuse(
      accessApi.me,
      new Refusal(503, { code: 'database_down', message: 'The database does not answer.' }),
    );
    await rig.open('/hosts');
    await rig.page.getByText('The database does not answer.').waitFor();
    rig.fake.accept(accessApi.me);
    await rig.page.getByRole('button', { name: 'Try again' }).click();
    await rig.page.getByRole('heading', { name: 'Hosts' }).waitFor();
    expect(new URL(rig.page.url()).pathname).toBe('/hosts');
  });

  it('ends by the button, and pages are closed then', async () => {
    await rig.open('/dashboard');
    await rig.page.getByRole('button', { name: 'Sign out' }).click();
    await rig.page.waitForURL('**/sign-in');
    await rig.open('/hosts');
    expect(new URL(rig.page.url()).pathname).toBe('/sign-in');
  });
});

describe('roles', () => {
  it('hide from viewers what they may not do', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/sites');
    expect(await rig.page.getByRole('link', { name: 'New site' }).count()).toBe(0);
    expect(await rig.page.getByRole('link', { name: 'API keys' }).count()).toBe(0);
    await rig.open('/admin/users');
    await rig.page.getByRole('heading', { name: 'No such page' }).waitFor();
  });

  it('give operators scans but no users', async () => {
    rig.fake.world.role = 'operator';
    await rig.open('/scans');
    await expectShown(rig.page.getByRole('link', { name: 'Start scan' }));
    expect(await rig.page.getByRole('link', { name: 'Users' }).count()).toBe(0);
  });

  it('are the console\u2019s to decide: a refusal is shown as one', async () => {
    rig.fake.refuse(hostsApi.list, new Refusal(403, { code: 'forbidden', message: 'Your role may not do this.' }));
    await rig.open('/hosts');
    await expectShown(rig.page.getByText('Your role may not do this.'));
  });
});
