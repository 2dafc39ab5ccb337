import { describe, expect, it } from '@jest/globals';
import { alertChannelsApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const press = (name: string): Promise<void> => rig.page.getByRole('button', { name, exact: true }).click();
const row = (name: RegExp) => rig.page.getByRole('row', { name });
const dialog = () => rig.page.getByRole('dialog');
const fill = (label: string, text: string): Promise<void> => dialog().getByLabel(label, { exact: true }).fill(text);
/** The bodies that were sent to a path, newest last. */
const sent = (start: string): unknown[] =>
  rig.fake.writes.filter((write) => write.startsWith(start)).map((write) => JSON.parse(write.slice(start.length)));
const created = (): unknown[] => sent('POST /api/v1/alert-channels ');

const NO_MAIL = 'This console sends no mail: set SCANFLEET_SMTP_URL and SCANFLEET_MAIL_FROM, and start it again.';

/** Waits until the port is another one. */
async function expectPort(port: string): Promise<void> {
  const field = await dialog().getByLabel('Port', { exact: true }).elementHandle();
  await rig.page.waitForFunction(([input, value]) => (input as HTMLInputElement).value === value, [
    field,
    port,
  ] as const);
}

/** Opens the form of a new channel of a kind, with its name. */
async function begin(kind: string, name = 'New one'): Promise<void> {
  await rig.open('/alerts/channels?add=true');
  await dialog().getByText(kind, { exact: true }).click();
  await fill('Name', name);
}

describe('a new channel', () => {
  it('by mail goes to all addresses, written as they come', async () => {
    await begin('Mail');
    await fill('Mail addresses', 'ops@example.org, noc@example.org\nnot one');
    await press('Create channel');
    await expectShown(dialog().getByText('"not" is no mail address; write one such as ops@example.org'));
    await fill('Mail addresses', 'ops@example.org, noc@example.org\n');
    await press('Create channel');
    await rig.page.getByText('Channel New one created.').waitFor();
    expect(created()).toEqual([
      { name: 'New one', settings: { kind: 'email', to: ['ops@example.org', 'noc@example.org'] } },
    ]);
  });

  it.each([
    ['Slack', 'slack', 'https://hooks.slack.com/services/T1/B2/c3'],
    ['Teams', 'teams', 'https://prod-1.westeurope.logic.azure.com/workflows/abc?sig=x'],
    ['Discord', 'discord', 'https://discord.com/api/webhooks/1/abc'],
  ])('of %s wants its URL', async (label, kind, url) => {
    await begin(label);
    await press('Create channel');
    await expectShown(dialog().getByText('Write the URL.'));
    await fill('URL', 'hooks.example.org');
    await press('Create channel');
    await expectShown(dialog().getByText('must be a URL such as https://hooks.example.org/scans'));
    await fill('URL', url);
    await press('Create channel');
    await row(/^New one/).waitFor();
    expect(created()).toEqual([{ name: 'New one', settings: { kind, url } }]);
    // The address is a secret: the list shows where it leads and no more.
    expect(await rig.page.locator('main').innerText()).not.toContain(url);
  });

  it('of syslog follows its transport with the usual port', async () => {
    await begin('Syslog');
    await fill('Host', 'log.example.org');
    await expectPort('514');
    await dialog().getByText('TLS', { exact: true }).click();
    await expectPort('6514');
    await dialog().getByLabel('Facility').selectOption({ label: 'auth' });
    await fill('Certificate authority', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----');
    await press('Create channel');
    await row(/^New one/).waitFor();
    expect(created()).toEqual([
      {
        name: 'New one',
        settings: {
          kind: 'syslog',
          host: 'log.example.org',
          port: 6514,
          transport: 'tls',
          facility: 4,
          ca: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
        },
      },
    ]);
  });

  it('of syslog keeps a port that is not the usual one', async () => {
    await begin('Syslog');
    await dialog().getByLabel('Port', { exact: true }).fill('1514');
    await dialog().getByText('TCP', { exact: true }).click();
    await dialog().locator('input[value="tcp"]:checked').waitFor({ state: 'attached' });
    await expectPort('1514');
  });

  it('as a webhook shows the secret that was made, once, and how to check signatures', async () => {
    await begin('Webhook');
    await fill('URL', 'https://tickets.example.org/scans');
    await press('Create channel');
    const secret = dialog().getByLabel('Secret of the signatures');
    expect(await secret.innerText()).toBe('whsec-T0pS3cretThatIsShownOnce');
    await dialog().getByText('How to check it, in Node').click();
    await expectShown(dialog().getByText("createHmac('sha256', secret)"));
    await press('Done');
    await row(/^New one/).waitFor();
    expect(await rig.page.getByText('whsec-T0pS3cretThatIsShownOnce').count()).toBe(0);
    expect(created()).toEqual([
      { name: 'New one', settings: { kind: 'webhook', url: 'https://tickets.example.org/scans' } },
    ]);
  });

  it('as a webhook takes a secret of one\u2019s own, of some length', async () => {
    await begin('Webhook');
    await fill('URL', 'https://tickets.example.org/scans');
    await fill('Secret', 'short');
    await press('Create channel');
    await expectShown(dialog().getByText('must have at least 16 characters'));
    await fill('Secret', 'long enough to sign');
    await press('Create channel');
    await row(/^New one/).waitFor();
    expect(created()).toMatchObject([{ settings: { secret: 'long enough to sign' } }]);
  });

  it('that leads inside is refused with the way to allow its host', async () => {
    await begin('Webhook', 'Chat');
    await fill('URL', 'https://10.1.2.3/hook');
    await fill('Secret', 'long enough to sign');
    await press('Create channel');
    await expectShown(dialog().getByText('leads inside, to 10.1.2.3; an admin can allow that host'));
    await fill('Name', 'Chat of ours');
    await press('Allow this host and save');
    await row(/^Chat/).waitFor();
    expect(sent('POST /api/v1/alert-allowed-hosts ')).toEqual([
      { host: '10.1.2.3', reason: 'For the channel Chat of ours' },
    ]);
    expect(created()).toHaveLength(2);
    await expectShown(row(/^10\.1\.2\.3/).getByText('For the channel Chat of ours'));
  });

  it('by mail is refused where no mail can be sent, beside its kind, and again when nothing has changed', async () => {
    rig.fake.world.alerts.mailProblem = NO_MAIL;
    await begin('Mail');
    await fill('Mail addresses', 'ops@example.org');
    await press('Create channel');
    await expectShown(dialog().getByRole('alert').getByText(NO_MAIL));
    await press('Create channel');
    await expectShown(dialog().getByRole('alert').getByText(NO_MAIL));
    expect(created()).toHaveLength(2);
    await dialog().getByText('Slack', { exact: true }).click();
    await dialog().getByRole('alert').getByText(NO_MAIL).waitFor({ state: 'detached' });
    await fill('URL', 'https://hooks.slack.com/services/T1/B2/c3');
    await press('Create channel');
    await row(/^New one/).waitFor();
  });

  it('is not asked for again by a reload, whether it was made or left', async () => {
    await begin('Slack');
    await press('Cancel');
    await rig.page.waitForURL('**/alerts/channels');
    await rig.page.reload();
    await row(/^SIEM/).waitFor();
    expect(await dialog().count()).toBe(0);
    await begin('Slack');
    await fill('URL', 'https://hooks.slack.com/services/T1/B2/c3');
    await press('Create channel');
    await row(/^New one/).waitFor();
    await rig.page.waitForURL('**/alerts/channels');
  });

  it('is made once though the button is pressed twice', async () => {
    await begin('Slack');
    await fill('URL', 'https://hooks.slack.com/services/T1/B2/c3');
    const release = rig.fake.hold(alertChannelsApi.create);
    await dialog().getByRole('button', { name: 'Create channel' }).dblclick();
    release();
    await row(/^New one/).waitFor();
    expect(created()).toHaveLength(1);
  });
});

describe('a channel', () => {
  it('gets another name and keeps what only the console knows', async () => {
    await rig.open('/alerts/channels');
    await press('Edit the channel Ticket system');
    expect(await dialog().getByLabel('URL').inputValue()).toBe('');
    await fill('Name', 'Tickets');
    await press('Save channel');
    await rig.page.getByText('Channel Tickets saved.').waitFor();
    expect(sent(`PATCH /api/v1/alert-channels/${fakeId('channel', 4)} `)).toEqual([{ name: 'Tickets' }]);
  });

  it('wants its URL again with a new secret', async () => {
    await rig.open('/alerts/channels');
    await press('Edit the channel Ticket system');
    await fill('Secret', 'another long secret');
    await press('Save channel');
    await expectShown(dialog().getByText('Write the URL again: both are kept together.'));
    expect(rig.fake.writes).toEqual([]);
  });

  it('of mail shows its addresses and takes others', async () => {
    await rig.open('/alerts/channels');
    await press('Edit the channel Mail to the network team');
    expect(await dialog().getByLabel('Mail addresses').inputValue()).toBe('ops@example.org\nnight.shift@example.org');
    await fill('Mail addresses', 'noc@example.org');
    await press('Save channel');
    await row(/^Mail to/)
      .getByText('noc@example.org')
      .waitFor();
    expect(sent(`PATCH /api/v1/alert-channels/${fakeId('channel', 1)} `)).toMatchObject([
      { settings: { kind: 'email', to: ['noc@example.org'] } },
    ]);
  });

  it('of mail that is changed where no mail can be sent says so', async () => {
    await rig.open('/alerts/channels');
    rig.fake.world.alerts.mailProblem = NO_MAIL;
    await press('Edit the channel Mail to the network team');
    await fill('Mail addresses', 'noc@example.org');
    await press('Save channel');
    await expectShown(dialog().getByRole('alert').getByText(NO_MAIL));
  });

  it('is tested, and the page says that it arrived', async () => {
    await rig.open('/alerts/channels');
    const release = rig.fake.hold(alertChannelsApi.test);
    await rig.page.getByRole('button', { name: 'Test Slack #network' }).dblclick();
    await row(/^Slack/)
      .getByText('Sending…')
      .waitFor();
    release();
    await row(/^Slack/)
      .getByText('It arrived.')
      .waitFor();
    await expectShown(row(/^Slack/).getByText('code 250, 132 ms'));
    expect(rig.fake.writes).toEqual([`POST /api/v1/alert-channels/${fakeId('channel', 2)}/test`]);
  });

  it('that fails its test says how, and what to do', async () => {
    rig.fake.world.alerts.test = {
      ok: false,
      code: 404,
      milliseconds: 61,
      message: 'It answered with status 404: the hook is gone. Make a new one in Slack, and change the URL.',
    };
    await rig.open('/alerts/channels');
    await press('Test Slack #network');
    await row(/^Slack/)
      .getByText('failed', { exact: true })
      .waitFor();
    await expectShown(row(/^Slack/).getByText('code 404, 61 ms'));
    await expectShown(row(/^Slack/).getByText('Make a new one in Slack, and change the URL.'));
  });

  it('shows how its last delivery went, and leads to all of them', async () => {
    await rig.open('/alerts/channels');
    await expectShown(row(/^SIEM/).getByText('Renew it there, then replay.'));
    await expectShown(row(/^Ticket system/).getByRole('link', { name: 'trying again' }));
    await row(/^SIEM/).getByRole('link', { name: 'dead' }).click();
    await rig.page.waitForURL(`**/alerts/deliveries?channel_id=${fakeId('channel', 3)}`);
    await row(/SIEM/).waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(1);
  });

  it('leads to the rules that tell through it', async () => {
    await rig.open('/alerts/channels');
    await row(/^SIEM/).getByRole('link', { name: '1 rule' }).click();
    await row(/^Remote desktop/).waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(1);
    expect(await rig.page.getByLabel('Channel', { exact: true }).locator('option:checked').innerText()).toBe('SIEM');
  });

  it('that rules use is not deleted, and the page says so', async () => {
    await rig.open('/alerts/channels');
    await press('Delete the channel SIEM');
    await press('Delete channel');
    await expectShown(rig.page.getByText('1 alert rules use this channel. Take it out of them first.'));
    await press('Delete the channel Ticket system');
    await press('Delete channel');
    await rig.page.getByText('Channel Ticket system deleted.').waitFor();
    expect(rig.fake.world.alerts.channels).toHaveLength(4);
  });

  it('is disabled only after asking', async () => {
    await rig.open('/alerts/channels');
    await row(/^SIEM/).getByRole('button', { name: 'Disable' }).click();
    await press('Keep');
    await row(/^SIEM/).getByRole('button', { name: 'Disable' }).click();
    await press('Disable channel');
    await row(/^SIEM/).getByText('disabled').waitFor();
    expect(rig.fake.writes).toHaveLength(1);
  });

  it('is tested by operators and changed by admins alone', async () => {
    rig.fake.world.role = 'operator';
    await rig.open('/alerts/channels?add=true');
    await rig.page.getByRole('button', { name: 'Test SIEM' }).waitFor();
    expect(await rig.page.getByRole('button', { name: /New channel|Edit|Delete|Disable/ }).count()).toBe(0);
    expect(await dialog().count()).toBe(0);
    expect(await rig.page.getByText('Hosts inside that channels may reach').count()).toBe(0);
  });

  it('is only looked at by viewers', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/alerts/channels');
    await row(/^SIEM/).waitFor();
    expect(await row(/^SIEM/).getByRole('button').count()).toBe(0);
  });
});

describe('the list of channels', () => {
  it('is narrowed to a kind, and to those that are enabled', async () => {
    await rig.open('/alerts/channels');
    await rig.page.getByLabel('Kind', { exact: true }).selectOption('Syslog');
    await row(/^Slack/).waitFor({ state: 'detached' });
    await expectShown(row(/^SIEM/));
    await rig.page.getByLabel('Enabled').selectOption('Disabled');
    await expectShown(rig.page.getByText('No channel matches'));
    await press('Show all');
    await expectShown(row(/^Slack/));
    await rig.page.getByLabel('Enabled').selectOption('Disabled');
    await row(/^Slack/).waitFor({ state: 'detached' });
    await expectShown(row(/^Teams/));
  });

  it('says what is missing where no mail can be sent, and nothing where it can', async () => {
    await rig.open('/alerts/channels');
    await row(/^SIEM/).waitFor();
    expect(await rig.page.getByText('This console sends no mail').count()).toBe(0);
    rig.fake.world.alerts.mailProblem = NO_MAIL;
    await rig.open('/alerts/channels');
    await expectShown(rig.page.getByText(NO_MAIL));
  });
});

describe('hosts inside', () => {
  it('are allowed with a reason, and refused again after asking', async () => {
    await rig.open('/alerts/channels');
    const form = rig.page.locator('sf-allow-host-form');
    await form.getByLabel('Host').fill('https://x');
    await form.getByRole('button', { name: 'Allow host' }).click();
    await expectShown(form.getByText('must be a host name or an address, such as log.example.org'));
    await form.getByLabel('Host').fill('log.corp.example');
    await form.getByLabel('Reason').fill('Our log server');
    await form.getByRole('button', { name: 'Allow host' }).click();
    await row(/^log\.corp\.example/)
      .getByText('Our log server')
      .waitFor();
    expect(await form.getByLabel('Host').inputValue()).toBe('');
    await press('Refuse log.corp.example');
    await press('Refuse host');
    await rig.page.getByText('log.corp.example is refused again.').waitFor();
    expect(rig.fake.writes.at(-1)).toBe('DELETE /api/v1/alert-allowed-hosts/log.corp.example');
  });
});
