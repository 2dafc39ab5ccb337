import { describe, expect, it } from '@jest/globals';
import { alertRulesApi } from '@scanfleet/contracts';
import { fakeAlerts } from './fake/fake-alerts.js';
import { fakeId } from './fake/ids.js';
import { hostileTexts } from './fake/hostile-text.js';
import { Refusal } from './fake/refusal.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const press = (name: string): Promise<void> => rig.page.getByRole('button', { name, exact: true }).click();
const row = (name: RegExp) => rig.page.getByRole('row', { name });
/** The bodies that were sent to a path, newest last. */
const sent = (start: string): unknown[] =>
  rig.fake.writes.filter((write) => write.startsWith(start)).map((write) => JSON.parse(write.slice(start.length)));
const HOUR = 3_600_000;

describe('the list of alert rules', () => {
  it('says what each tells, where, and whether it does now', async () => {
    await rig.open('/alerts');
    await expectShown(row(/^Anything new in Frankfurt/).getByText('Slack #network', { exact: true }));
    await expectShown(row(/^Remote desktop/).getByText('4 waiting'));
    await expectShown(row(/^Scans that fail/).getByText('muted', { exact: true }));
    await expectShown(row(/^Old idea/).getByText('none: tells nobody'));
    await expectShown(rig.page.getByRole('link', { name: 'Deliveries 2 dead' }));
  });

  it('is narrowed by channel, and to those that are enabled', async () => {
    await rig.open('/alerts/rules');
    await rig.page.getByLabel('Channel', { exact: true }).selectOption({ label: 'Mail to the network team' });
    await row(/^Old idea/).waitFor({ state: 'detached' });
    expect(await rig.page.locator('a[data-row]').allInnerTexts()).toEqual([
      'Anything new in Frankfurt',
      'Scans that fail',
    ]);
    await rig.page.getByLabel('Enabled').selectOption('Disabled');
    await expectShown(rig.page.getByText('No rule matches'));
    await press('Show all');
    await rig.page.getByLabel('Enabled').selectOption('Disabled');
    await row(/^Scans that fail/).waitFor({ state: 'detached' });
    await expectShown(row(/^Old idea/));
  });

  it('leads to the channels of a rule', async () => {
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}`);
    await rig.page.getByRole('link', { name: 'Slack #network' }).click();
    await row(/^Slack #network/).waitFor();
    await row(/^SIEM/).waitFor({ state: 'detached' });
  });

  it('disables and enables a rule', async () => {
    await rig.open('/alerts/rules');
    await row(/^Anything new/)
      .getByRole('button', { name: 'Disable' })
      .click();
    await row(/^Anything new/)
      .getByRole('button', { name: 'Enable' })
      .click();
    await rig.page.getByText('Rule Anything new in Frankfurt tells of what happens from now on.').waitFor();
    expect(sent(`PATCH /api/v1/alert-rules/${fakeId('rule', 1)} `)).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it('mutes a rule for a while, and ends that', async () => {
    await rig.open('/alerts/rules');
    const began = Date.now();
    await row(/^Anything new/)
      .getByRole('button', { name: 'Mute…' })
      .click();
    await rig.page.getByText('8 hours').click();
    await press('Mute rule');
    await row(/^Anything new/)
      .getByText('muted', { exact: true })
      .waitFor();
    const until = Date.parse(rig.fake.world.alerts.rules[0]?.mutedUntil ?? '');
    expect(until - began).toBeGreaterThanOrEqual(8 * HOUR);
    expect(until - Date.now()).toBeLessThanOrEqual(8 * HOUR);
    await row(/^Anything new/)
      .getByRole('button', { name: 'Unmute' })
      .click();
    await rig.page.getByText('Rule Anything new in Frankfurt is not muted any more.').waitFor();
    expect(rig.fake.world.alerts.rules[0]?.mutedUntil).toBeNull();
  });

  it('mutes until a moment that lies ahead', async () => {
    await rig.open('/alerts/rules');
    await row(/^Anything new/)
      .getByRole('button', { name: 'Mute…' })
      .click();
    await rig.page.getByText('Until…').click();
    await press('Mute rule');
    await expectShown(rig.page.getByText('Say until when.'));
    await rig.page.getByLabel('Until', { exact: true }).fill('2020-01-01T10:00');
    await press('Mute rule');
    await expectShown(rig.page.getByText('must be in the future'));
    await rig.page.getByLabel('Until', { exact: true }).fill('2099-01-01T10:00');
    await press('Mute rule');
    await rig.page.getByText('Rule Anything new in Frankfurt is muted.').waitFor();
    expect(rig.fake.world.alerts.rules[0]?.mutedUntil).toBe(new Date('2099-01-01T10:00').toISOString());
  });

  it('deletes a rule after asking', async () => {
    await rig.open('/alerts/rules');
    await press('Delete the rule Old idea');
    await press('Keep');
    await press('Delete the rule Old idea');
    await press('Delete rule');
    await rig.page.getByText('Rule Old idea deleted.').waitFor();
    expect(rig.fake.writes).toEqual([`DELETE /api/v1/alert-rules/${fakeId('rule', 4)}`]);
  });

  it('follows what happens to rules elsewhere', async () => {
    await rig.open('/alerts/rules');
    Object.assign(rig.fake.world.alerts.rules[0] ?? {}, { waiting: 17 });
    rig.fake.tell({ type: 'alerts_changed' });
    await row(/^Anything new/)
      .getByText('17 waiting')
      .waitFor();
  });

  it('is looked at by viewers, not changed', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/alerts/rules');
    await row(/^Anything new/).waitFor();
    expect(
      await row(/^Anything new/)
        .getByRole('button')
        .count(),
    ).toBe(0);
    expect(await rig.page.getByRole('link', { name: /New rule|Edit/ }).count()).toBe(0);
    await rig.page.getByRole('link', { name: 'Anything new in Frankfurt' }).click();
    await rig.page.getByRole('button', { name: 'Rehearse' }).waitFor();
    expect(await rig.page.getByRole('button', { name: /Mute|Disable|Delete/ }).count()).toBe(0);
  });
});

describe('the editor of alert rules', () => {
  it('creates a rule of all that it was told', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Name', { exact: true }).fill('Databases');
    await press('Scans that are: all');
    await press('Scans that are: none');
    // Checked already as long as that is not shown, so it would not be pressed.
    await rig.page
      .getByLabel(/^failed/)
      .and(rig.page.locator(':not(:checked)'))
      .waitFor();
    await rig.page.getByLabel(/^failed/).check();
    await rig.page.getByLabel(/^new host/).uncheck();
    await rig.page.getByLabel(/^certificate expiring/).check();
    await rig.page.getByLabel('Days before a certificate expires').fill('14');
    await rig.page.getByLabel(/^Lab/).check();
    await rig.page.getByLabel('Addresses').fill('192.168.77.0/24');
    await rig.page.getByLabel('Ports', { exact: true }).fill('T:5432,1433-1434');
    await rig.page.getByLabel('Service', { exact: true }).fill('*sql*');
    await rig.page.getByLabel('Host name', { exact: true }).fill('db-*');
    await rig.page.getByLabel(/^SIEM/).check();
    await rig.page.getByText('Daily digest').click();
    await rig.page.getByLabel('Sent at').fill('07:30');
    await rig.page.getByLabel(/^Quiet hours/).check();
    await rig.page.getByLabel('Quiet from').fill('21:00');
    await rig.page.getByLabel('Hours of rest').fill('24');
    await rig.page.getByLabel(/^Look a second time/).check();
    await press('Create rule');
    await rig.page.getByRole('heading', { level: 1, name: 'Databases' }).waitFor();
    expect(sent('POST /api/v1/alert-rules ')).toEqual([
      {
        name: 'Databases',
        enabled: true,
        events: ['failed'],
        changes: ['port_opened', 'certificate_expiring'],
        filter: {
          kind: 'fields',
          siteIds: [fakeId('site', 4)],
          addresses: '192.168.77.0/24',
          ports: 'T:5432,1433-1434',
          service: '*sql*',
          hostName: 'db-*',
        },
        channelIds: [fakeId('channel', 3)],
        digest: 'daily',
        digestAt: '07:30',
        quiet: { from: '21:00', to: '07:00' },
        zone: 'Europe/Berlin',
        flapHours: 24,
        confirm: 'reprobe',
        certificateDays: 14,
      },
    ]);
  });

  it('changes a rule and leaves alone what was not touched', async () => {
    await rig.open(`/alerts/rules/${fakeId('rule', 3)}/edit`);
    expect(await rig.page.getByLabel('Ports', { exact: true }).inputValue()).toBe('3389,5900');
    expect(await rig.page.getByLabel('Quiet from').inputValue()).toBe('22:00');
    await rig.page.getByLabel('Ports', { exact: true }).fill('3389');
    await press('Save rule');
    await rig.page.getByText('Rule Remote desktop anywhere saved.').waitFor();
    const { name, events, digest, quiet, zone, flapHours, filter } = rig.fake.world.alerts.rules[2] ?? {};
    expect({ name, events, digest, quiet, zone, flapHours, ports: filter?.ports }).toEqual({
      name: 'Remote desktop anywhere',
      events: [],
      digest: 'hourly',
      quiet: { from: '22:00', to: '07:00' },
      zone: 'Europe/Berlin',
      flapHours: 24,
      ports: '3389',
    });
  });

  it('asks for days only where certificates are told of', async () => {
    await rig.open('/alerts/rules/new');
    expect(await rig.page.getByLabel('Days before a certificate expires').count()).toBe(0);
    await rig.page.getByLabel(/^certificate expiring/).check();
    expect(await rig.page.getByLabel('Days before a certificate expires').inputValue()).toBe('30');
  });

  it('says what is missing before it asks the console', async () => {
    await rig.open('/alerts/rules/new');
    for (const name of [/^partial/, /^failed/, /^new host/, /^port opened/]) await rig.page.getByLabel(name).uncheck();
    await rig.page.getByLabel('Hours of rest').fill('');
    await press('Create rule');
    await expectShown(rig.page.getByText('must not be empty'));
    await expectShown(rig.page.getByText('Choose at least one event or kind of change.'));
    await expectShown(rig.page.getByText('Say how many hours; 0 tells everything.'));
    expect(rig.fake.writes).toEqual([]);
  });

  it('puts what the console refuses beside the field that it names', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Name', { exact: true }).fill('Databases');
    await rig.page.getByLabel('Ports', { exact: true }).fill('ssh');
    await press('Create rule');
    await rig.page.getByText('is no list of ports; write one such as 22,443,8000-8100').waitFor();
    expect(await rig.page.getByLabel('Ports', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await rig.page.getByLabel('Ports', { exact: true }).fill('');
    await rig.page.getByLabel('Addresses').fill('db.corp.example');
    await press('Create rule');
    await expectShown(rig.page.getByText('must hold no names; use the pattern of host names for them'));
    expect(rig.fake.world.alerts.rules).toHaveLength(4);
  });

  it('creates one rule though the button is pressed twice', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Name', { exact: true }).fill('Once');
    const release = rig.fake.hold(alertRulesApi.create);
    await rig.page.getByRole('button', { name: 'Create rule' }).dblclick();
    release();
    await rig.page.getByRole('heading', { level: 1, name: 'Once' }).waitFor();
    expect(sent('POST /api/v1/alert-rules ')).toHaveLength(1);
  });

  it('leads to a new channel, for admins alone', async () => {
    rig.fake.world.role = 'operator';
    await rig.open('/alerts/rules/new');
    await expectShown(rig.page.getByText('Channels are made by admins.'));
    rig.fake.world.role = 'admin';
    await rig.open('/alerts/rules/new');
    await rig.page.getByRole('button', { name: 'Make a channel' }).click();
    await expectShown(rig.page.getByRole('dialog').getByRole('heading', { name: 'New channel' }));
  });

  it('keeps what was filled in while a channel is made for it, and chooses that channel', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Name', { exact: true }).fill('Databases');
    await rig.page.getByLabel('Service', { exact: true }).fill('*sql*');
    await rig.page.getByLabel(/^SIEM/).check();
    const making = rig.page.getByRole('dialog');
    await press('Make a channel');
    await making.getByText('Slack', { exact: true }).click();
    await making.getByLabel('Name', { exact: true }).fill('DBA chat');
    await making.getByLabel('URL', { exact: true }).fill('https://hooks.slack.com/services/T1/B2/c3');
    await press('Create channel');
    await rig.page.getByLabel(/^DBA chat/).waitFor();
    await expectControl(rig.page.getByLabel(/^DBA chat/), 'checked');
    expect(await rig.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Databases');
    await press('Create rule');
    await rig.page.getByRole('heading', { level: 1, name: 'Databases' }).waitFor();
    expect(sent('POST /api/v1/alert-rules ')).toMatchObject([
      { name: 'Databases', filter: { service: '*sql*' }, channelIds: [fakeId('channel', 3), fakeId('channel', 6)] },
    ]);
  });

  it('takes no host names among addresses, and says so while they are written', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Addresses').fill('db.corp.example');
    await expectShown(rig.page.getByText('"db.corp.example" is a host name; give its addresses'));
  });
});

describe('the rehearsal of a rule', () => {
  it('shows what would have been sent, before the rule has so much as a name', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByText('7 days').click();
    await press('Rehearse');
    await rig.page.getByText(/^19 messages/).waitFor();
    await expectShown(rig.page.getByText('7 changes muted, 3 changes held back as going to and fro.'));
    await expectShown(rig.page.getByText('Whether a second look would have confirmed a change is not known.'));
    await expectShown(rig.page.getByRole('img', { name: /^Messages by day\. / }));
    await expectShown(rig.page.getByRole('heading', { name: '10.20.1.14 build-4.corp.example' }));
    await expectShown(rig.page.getByText('not confirmed: the second look was cancelled'));
    expect(sent('POST /api/v1/alert-rules/rehearse ')).toMatchObject([
      { days: 7, rule: { events: ['partial', 'failed'].reverse() } },
    ]);
    expect(rig.fake.world.alerts.rules).toHaveLength(4);
  });

  it('says so when the rule is another one by now', async () => {
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}/edit`);
    await press('Rehearse');
    await rig.page.getByText(/^26 messages/).waitFor();
    expect(await rig.page.getByText('The rule is another one by now.').count()).toBe(0);
    await rig.page.getByLabel(/^host up/).check();
    await expectShown(rig.page.getByText('The rule is another one by now.'));
  });

  it('says that it looks back, and takes no second press meanwhile', async () => {
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}`);
    const release = rig.fake.hold(alertRulesApi.rehearse);
    await press('Rehearse');
    await rig.page.getByRole('button', { name: 'Looking back…' }).waitFor();
    await expectControl(rig.page.getByRole('button', { name: 'Looking back…' }), 'disabled');
    release();
    await rig.page.getByText(/^26 messages/).waitFor();
  });

  it('says what went wrong, and tries again', async () => {
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}`);
    rig.fake.refuse(
      alertRulesApi.rehearse,
      new Refusal(503, { code: 'too_slow', message: 'It took too long. Ask for fewer days.' }),
    );
    await press('Rehearse');
    await rig.page.getByText('It took too long. Ask for fewer days.').waitFor();
    rig.fake.accept(alertRulesApi.rehearse);
    await press('Try again');
    await rig.page.getByText(/^26 messages/).waitFor();
  });

  it('says that nothing would have been sent', async () => {
    rig.fake.world.alerts.rehearsed = 0;
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}`);
    await press('Rehearse');
    await expectShown(rig.page.getByText(/^0 messages/));
    expect(await rig.page.getByRole('img', { name: /^Messages by day/ }).count()).toBe(0);
  });

  it('is not asked for while the rule tells nothing', async () => {
    await rig.open('/alerts/rules/new');
    for (const name of [/^partial/, /^failed/, /^new host/, /^port opened/]) await rig.page.getByLabel(name).uncheck();
    await expectShown(rig.page.getByText('Not yet: choose at least one event or kind of change.'));
    await expectControl(rig.page.getByRole('button', { name: 'Rehearse' }), 'disabled');
  });

  it('says which field keeps it from being asked for', async () => {
    await rig.open('/alerts/rules/new');
    await rig.page.getByLabel('Hours of rest').fill('-1');
    await expectShown(rig.page.getByText('Not yet: Hours of rest must be at least 0.'));
  });

  it('shows what hosts said word for word, as text', async () => {
    rig.fake.become('hostile');
    await rig.open(`/alerts/rules/${fakeId('rule', 1)}`);
    await press('Rehearse');
    await rig.page.getByText('Left out:').first().waitFor();
    const shown = await rig.page.locator('sf-rehearsal-panel').innerText();
    expect(hostileTexts.some((text) => text.startsWith('<') && shown.includes(text))).toBe(true);
    expect(shown).not.toMatch(/[^\P{C}\n\t]/u);
    expect(await rig.page.evaluate(() => (window as unknown as { pwned?: unknown }).pwned ?? null)).toBeNull();
    expect(await rig.page.locator('sf-rehearsal-panel :is(script, iframe, img)').count()).toBe(0);
  });
});

describe('lists on a screen of 1280 pixels', () => {
  it.each(['/alerts/rules', '/alerts/channels', '/alerts/deliveries', '/alerts/mutes', '/changes'])(
    'show what can be done in each row of %s without scrolling sideways, also beside long words',
    async (path) => {
      const { world } = rig.fake;
      world.voice = (honest) => `${honest} and much more that has to be said of it`;
      world.alerts = fakeAlerts('some', world.voice);
      await rig.renew({ viewport: { width: 1280, height: 900 } });
      await rig.open(path);
      await rig.page.locator('tbody tr').first().waitFor();
      const widths = await rig.page
        .locator('.table-scroll')
        .evaluateAll((all) => all.map(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth));
      expect(Math.max(...widths)).toBe(0);
    },
  );
});

describe('texts without an end', () => {
  it.each([
    '/alerts/rules',
    `/alerts/rules/${fakeId('rule', 1)}`,
    `/alerts/rules/${fakeId('rule', 1)}/edit`,
    '/alerts/channels',
    '/alerts/deliveries',
    `/alerts/deliveries/${fakeId('delivery', 4)}`,
    '/alerts/mutes',
  ])('do not widen %s', async (path) => {
    const { world } = rig.fake;
    world.voice = (honest) => honest + 'A'.repeat(400);
    world.alerts = fakeAlerts('some', world.voice);
    await rig.open(path);
    const rehearsal = rig.page.getByRole('button', { name: 'Rehearse' });
    if (await rehearsal.isVisible()) {
      await rehearsal.click();
      await rig.page.getByText('Left out:').first().waitFor();
    }
    const overflow = (): Promise<number> =>
      rig.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const onDesk = await overflow();
    await rig.page.setViewportSize({ width: 390, height: 844 });
    expect({ onDesk, onPhone: await overflow() }).toEqual({ onDesk: 0, onPhone: 0 });
  });
});
