import { describe, expect, it } from '@jest/globals';
import { inBrowser } from './in-browser.js';

const rig = inBrowser();

describe('API keys', () => {
  it('are created with a role and shown once', async () => {
    await rig.open('/admin/api-keys');
    await rig.page.getByRole('button', { name: 'New API key' }).click();
    await rig.page.getByLabel('Name').fill('Export');
    await rig.page.getByRole('button', { name: 'Create API key' }).click();
    expect(await rig.page.getByLabel('API key', { exact: true }).innerText()).toBe(
      'sfk_9d2eT0pS3cretKeyThatIsShownOnce',
    );
    await rig.page.getByRole('button', { name: 'Done' }).click();
    await rig.page.getByText('Export', { exact: true }).waitFor();
    await rig.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await rig.page.getByText('sfk_9d2eT0pS3cretKeyThatIsShownOnce').count()).toBe(0);
  });

  it('are revoked after asking', async () => {
    await rig.open('/admin/api-keys');
    await rig.page.getByRole('button', { name: 'Revoke' }).first().click();
    await rig.page.getByRole('button', { name: 'Revoke key' }).click();
    await rig.page.getByText('Key Nightly export revoked.').waitFor();
    expect(rig.fake.writes).toHaveLength(1);
  });
});

describe('users', () => {
  it('are created with a password of twelve characters at least', async () => {
    await rig.open('/admin/users');
    await rig.page.getByRole('button', { name: 'New user' }).click();
    await rig.page.getByLabel('Name').fill('k.braun');
    await rig.page.getByLabel('Password').fill('short');
    await rig.page.getByRole('button', { name: 'Create user' }).click();
    await rig.page.getByText('must have at least 12 characters').waitFor();
    await rig.page.getByLabel('Password').fill('long enough now');
    await rig.page.getByRole('button', { name: 'Create user' }).click();
    await rig.page.getByText('User k.braun created.').waitFor();
    expect(rig.fake.world.users.at(-1)?.name).toBe('k.braun');
  });

  it('change their role in the list', async () => {
    await rig.open('/admin/users');
    await rig.page.getByLabel('Role of auditor').selectOption('operator');
    await rig.page.getByText('auditor is operator now.').waitFor();
    expect(rig.fake.world.users[2]?.role).toBe('operator');
  });

  it('can\u2019t delete themselves', async () => {
    await rig.open('/admin/users');
    await rig.page.getByRole('button', { name: 'Delete m.keller' }).waitFor();
    expect(await rig.page.getByRole('button', { name: 'Delete admin' }).count()).toBe(0);
  });
});

describe('the account page', () => {
  it('says which password is wrong', async () => {
    await rig.open('/account');
    await rig.page.getByLabel('Current password').fill('not it');
    await rig.page.getByLabel('New password', { exact: true }).fill('a new long password');
    await rig.page.getByLabel('New password again').fill('a new long password');
    await rig.page.getByRole('button', { name: 'Change password' }).click();
    await rig.page.getByText('is wrong').waitFor();
    expect(await rig.page.getByLabel('Current password').getAttribute('aria-invalid')).toBe('true');
  });

  it('changes the password and forgets what was typed', async () => {
    await rig.open('/account');
    await rig.page.getByLabel('Current password').fill(rig.fake.world.password);
    await rig.page.getByLabel('New password', { exact: true }).fill('a new long password');
    await rig.page.getByLabel('New password again').fill('a new long password');
    await rig.page.getByRole('button', { name: 'Change password' }).click();
    await rig.page.getByText('Password changed.').waitFor();
    expect(await rig.page.getByLabel('New password', { exact: true }).inputValue()).toBe('');
  });

  it('ends another session', async () => {
    await rig.open('/account');
    await rig.page.getByRole('button', { name: 'End', exact: true }).click();
    await rig.page.getByText('Session ended.').waitFor();
    expect(rig.fake.world.sessions).toHaveLength(1);
  });
});
