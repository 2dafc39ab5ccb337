import { describe, expect, it } from '@jest/globals';
import { alertDeliveriesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const press = (name: string): Promise<void> => rig.page.getByRole('button', { name, exact: true }).click();
const states = async (): Promise<string[]> =>
  (await rig.page.locator('sf-delivery-state').allInnerTexts()).map((text) => text.trim());
/** Waits until the list has so many rows. */
const rows = (count: number): Promise<unknown> =>
  rig.page.waitForFunction((wanted) => document.querySelectorAll('a[data-row]').length === wanted, count);

describe('the list of deliveries', () => {
  it('says how each went, and when it is tried again', async () => {
    await rig.open('/alerts/deliveries');
    const row = rig.page.getByRole('row', { name: /^trying again/ });
    await expectShown(row.getByText('Ticket system'));
    await expectShown(row.getByText('503'));
    await expectShown(row.getByText('It did not answer within 15 seconds.'));
    await expectShown(row.getByText('in 3 min'));
    expect(await states()).toEqual(['trying again', 'delivered', 'delivered', 'dead', 'dead', 'waiting', 'dropped']);
  });

  it('is narrowed by state, channel and rule', async () => {
    await rig.open('/alerts/deliveries');
    await rig.page.getByLabel('State', { exact: true }).selectOption('dead');
    await rows(2);
    await rig.page.getByLabel('Channel', { exact: true }).selectOption({ label: 'SIEM' });
    await rows(1);
    expect(rig.page.url()).toContain(`channel_id=${fakeId('channel', 3)}`);
    await rig.page.getByLabel('Rule', { exact: true }).selectOption({ label: 'Old idea' });
    await expectShown(rig.page.getByText('No message matches'));
    await press('Show all messages');
    await rows(7);
  });

  it('shows what was sent of one scan, from the page of that scan', async () => {
    await rig.open(`/scans/${fakeId('scan', 4)}`);
    await rig.page.getByRole('link', { name: 'alerts sent' }).click();
    await rows(3);
    expect(new Set(await states())).toEqual(new Set(['dead', 'waiting', 'dropped']));
    await rig.page.getByRole('link', { name: 'of one scan' }).click();
    await rig.page.waitForURL(`**/scans/${fakeId('scan', 4)}`);
  });

  it('replays one once, though it is pressed twice', async () => {
    await rig.open('/alerts/deliveries?state=dead');
    const release = rig.fake.hold(alertDeliveriesApi.replay);
    const row = rig.page.getByRole('row', { name: /SIEM/ });
    await row.getByRole('button', { name: 'Replay' }).dblclick();
    release();
    await rig.page.getByText('Tried again now, with the same idempotency key.').waitFor();
    await rows(1);
    expect(rig.fake.writes).toEqual([`POST /api/v1/alert-deliveries/${fakeId('delivery', 4)}/replay`]);
  });

  it('tries one now that waits for its next attempt, and none that was never tried', async () => {
    await rig.open('/alerts/deliveries');
    const row = rig.page.getByRole('row', { name: /^trying again/ });
    expect(await rig.page.getByRole('button', { name: 'Try now' }).count()).toBe(1);
    await row.getByRole('button', { name: 'Try now' }).click();
    await rig.page.getByText('Tried again now, with the same idempotency key.').waitFor();
    await row.getByText('in 3 min').waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([`POST /api/v1/alert-deliveries/${fakeId('delivery', 1)}/replay`]);
  });

  it('says what is missing where no mail can be sent', async () => {
    rig.fake.world.alerts.mailProblem = 'This console sends no mail.';
    await rig.open('/alerts/deliveries');
    await expectShown(rig.page.getByText('This console sends no mail.'));
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 2)}`);
    await expectShown(rig.page.getByText('This console sends no mail.'));
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 3)}`);
    await rig.page.getByRole('heading', { name: 'Message', exact: true }).waitFor();
    expect(await rig.page.getByText('This console sends no mail.').count()).toBe(0);
  });

  it('replays all that are dead after asking', async () => {
    await rig.open('/alerts/deliveries');
    await press('Replay all dead');
    await press('Don\u2019t replay');
    expect(rig.fake.writes).toEqual([]);
    await press('Replay all dead');
    await press('Replay all');
    await rig.page.getByText('2 deliveries tried again.').waitFor();
    await rig.page.getByRole('button', { name: 'Replay all dead' }).waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual(['POST /api/v1/alert-deliveries/replay {}']);
  });

  it('replays those of the channel that it shows', async () => {
    await rig.open(`/alerts/deliveries?channel_id=${fakeId('channel', 3)}`);
    await press('Replay all dead');
    await expectShown(rig.page.getByText('Try all dead deliveries of SIEM again?'));
    await press('Replay all');
    await rig.page.getByText('1 delivery tried again.').waitFor();
    expect(rig.fake.writes).toEqual([`POST /api/v1/alert-deliveries/replay {"channelId":"${fakeId('channel', 3)}"}`]);
  });

  it('follows what happens, with the number of the dead in its tab', async () => {
    await rig.open('/alerts/deliveries');
    await rig.page.getByRole('link', { name: 'Deliveries 2 dead' }).waitFor();
    Object.assign(rig.fake.world.alerts.deliveries[0] ?? {}, { state: 'dead' });
    rig.fake.tell({ type: 'alerts_changed' });
    await rig.page.getByRole('link', { name: 'Deliveries 3 dead' }).waitFor();
    await rig.page
      .getByRole('row', { name: /^dead.*Ticket system/ })
      .nth(1)
      .waitFor();
  });

  it('is looked at by viewers, not replayed', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/alerts/deliveries');
    await rows(7);
    expect(await rig.page.getByRole('button', { name: /Replay/ }).count()).toBe(0);
  });
});

describe('the page of a delivery', () => {
  it('shows the message as it reads, and every try', async () => {
    await rig.open('/alerts/deliveries');
    await rig.page
      .getByRole('row', { name: /^trying again/ })
      .getByRole('link')
      .click();
    await rig.page.getByRole('heading', { name: 'Message', exact: true }).waitFor();
    await expectShown(rig.page.getByRole('heading', { name: '10.20.1.14 build-4.corp.example' }));
    await expectShown(rig.page.getByText('opened: ms-wbt-server'));
    await expectShown(rig.page.getByText('and 12 more'));
    expect(await rig.page.getByRole('list', { name: 'Counts' }).getByRole('listitem').allInnerTexts()).toEqual([
      '13 ports opened',
      '1 new host',
      '1 service changed',
    ]);
    const tries = rig.page.locator('sf-delivery-log tbody tr');
    expect(await tries.count()).toBe(2);
    expect(await tries.first().innerText()).toContain('It did not answer within 15 seconds.');
    await expectShown(rig.page.getByText(fakeId('delivery', 1)));
  });

  it('leads to its channel, and to the hosts that it tells of', async () => {
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 1)}`);
    await rig.page.getByRole('link', { name: 'Ticket system' }).click();
    await rig.page.getByRole('row', { name: /^Ticket system/ }).waitFor();
    await rig.page.getByRole('row', { name: /^SIEM/ }).waitFor({ state: 'detached' });
    await rig.page.goBack();
    await rig.page.getByRole('link', { name: '10.20.1.14', exact: true }).click();
    await rig.page.waitForURL('**/hosts?search=10.20.1.14');
  });

  it('says of a new host once that it is new', async () => {
    const [line] = rig.fake.world.alerts.deliveries[0]?.message.lines ?? [];
    Object.assign(line ?? {}, { text: 'new host' });
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 1)}`);
    const told = rig.page.locator('section.host').filter({ hasText: '10.20.1.77' });
    await told.waitFor();
    expect((await told.innerText()).match(/new host/g)).toHaveLength(1);
  });

  it('tries a waiting one now', async () => {
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 1)}`);
    await press('Try now');
    await rig.page.getByText('Tried again now, with the same idempotency key.').waitFor();
    expect(rig.fake.writes).toEqual([`POST /api/v1/alert-deliveries/${fakeId('delivery', 1)}/replay`]);
  });

  it('replays a dead one', async () => {
    await rig.open(`/alerts/deliveries/${fakeId('delivery', 5)}`);
    await expectShown(rig.page.getByText('the hook is gone. Change the channel.'));
    await press('Replay');
    await rig.page.getByText('Tried again now, with the same idempotency key.').waitFor();
    await rig.page.getByRole('button', { name: 'Replay' }).waitFor({ state: 'detached' });
    expect(rig.fake.world.alerts.deliveries[4]?.state).toBe('waiting');
  });
});

describe('mutes', () => {
  it('are added for addresses and ports of a site', async () => {
    await rig.open('/alerts/mutes');
    await press('Mute…');
    await rig.page.getByLabel('Site', { exact: true }).selectOption({ label: 'Lab' });
    await rig.page.getByLabel('Addresses').fill('192.168.77.3');
    await rig.page.getByLabel('Ports').fill('ssh');
    await rig.page.getByText('1 day', { exact: true }).click();
    await rig.page.getByLabel('Reason', { exact: true }).fill('New switch');
    const began = Date.now();
    await press('Mute');
    await expectShown(rig.page.getByText('is no list of ports; write one such as 22,443,8000-8100'));
    await rig.page.getByLabel('Ports').fill('22');
    await press('Mute');
    await rig.page.getByRole('row', { name: /New switch/ }).waitFor();
    const mute = rig.fake.world.alerts.mutes.at(-1);
    expect(mute).toMatchObject({ site: { name: 'Lab' }, addresses: '192.168.77.3', ports: '22', reason: 'New switch' });
    expect(Date.parse(mute?.until ?? '') - began).toBeGreaterThanOrEqual(24 * 3_600_000);
  });

  it('take no host names, and say so while they are written', async () => {
    await rig.open('/alerts/mutes');
    await press('Mute…');
    const field = rig.page.getByRole('textbox', { name: 'Addresses' });
    expect(await field.getAttribute('placeholder')).not.toContain('printer');
    await expectShown(rig.page.getByText('address, CIDR or range, no host names.'));
    await field.fill('10.0.0.1\nprinter.example');
    await expectShown(rig.page.getByText('"printer.example" is a host name; give its addresses'));
    expect(await rig.page.getByText('resolved when scanning').count()).toBe(0);
    expect(await rig.page.locator('sf-target-editor .badge').innerText()).toBe('1 problem');
  });

  it('are found by what they name, and are sorted by their end', async () => {
    await rig.open('/alerts/mutes');
    await rig.page.getByRole('searchbox').fill('racks');
    await rig.page.getByRole('row', { name: /10\.20\.3\.77/ }).waitFor({ state: 'detached' });
    await expectShown(rig.page.getByRole('row', { name: /Racks are moved/ }));
    await rig.page.getByRole('button', { name: 'Ends' }).click();
    await rig.page.waitForURL('**sort_by=until**');
  });

  it('are filled in from a change, and not asked for again by a reload', async () => {
    await rig.open(`/alerts/mutes?add=true&site_id=${fakeId('site', 4)}&addresses=10.9.9.9&ports=T:22`);
    const field = rig.page.getByRole('textbox', { name: 'Addresses' });
    expect(await field.inputValue()).toBe('10.9.9.9');
    expect(await rig.page.getByLabel('Site', { exact: true }).locator('option:checked').innerText()).toBe('Lab');
    await press('Mute');
    await rig.page.getByRole('row', { name: /10\.9\.9\.9/ }).waitFor();
    await rig.page.waitForURL('**/alerts/mutes');
    expect(rig.fake.world.alerts.mutes.at(-1)).toMatchObject({
      site: { name: 'Lab' },
      addresses: '10.9.9.9',
      ports: 'T:22',
    });
    await rig.page.reload();
    await rig.page.getByRole('row', { name: /10\.9\.9\.9/ }).waitFor();
    expect(await field.count()).toBe(0);
  });

  it('must name something', async () => {
    await rig.open('/alerts/mutes');
    await press('Mute…');
    await press('Mute');
    await expectShown(rig.page.getByText('Name a site, addresses or ports.'));
    expect(rig.fake.writes).toEqual([]);
  });

  it('are ended after asking', async () => {
    await rig.open('/alerts/mutes');
    await rig.page
      .getByRole('row', { name: /Racks are moved/ })
      .getByRole('button', { name: 'End' })
      .click();
    await press('End mute');
    await rig.page.getByText('Mute ended.').waitFor();
    expect(rig.fake.writes).toEqual([`DELETE /api/v1/alert-mutes/${fakeId('mute', 1)}`]);
  });

  it('are looked at by viewers, not changed', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/alerts/mutes');
    await rig.page.getByRole('row', { name: /Racks are moved/ }).waitFor();
    expect(await rig.page.getByRole('button', { name: /^Mute|^End$/ }).count()).toBe(0);
  });
});

describe('a site', () => {
  it('tells by mail of its scans and of differences', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}/edit`);
    expect(await rig.page.getByLabel('Mail about scans to').inputValue()).toBe('ops@example.org');
    await rig.page.getByLabel('Mail about scans to').fill('ops@example.org, nobody');
    await press('Save site');
    await expectShown(rig.page.getByText('"nobody" is no mail address; write one such as ops@example.org'));
    await rig.page.getByLabel('Mail about scans to').fill('');
    await rig.page.getByLabel('Mail about differences to').fill('noc@example.org\nciso@example.org');
    await press('Save site');
    await rig.page.getByText('Site Frankfurt office saved.').waitFor();
    await expectShown(rig.page.getByText('noc@example.org, ciso@example.org'));
    expect(rig.fake.world.sites[0]).toMatchObject({
      scanMailRecipients: [],
      differenceMailRecipients: ['noc@example.org', 'ciso@example.org'],
    });
  });

  it('says beside its lists of mail what is missing where no mail can be sent', async () => {
    rig.fake.world.alerts.mailProblem = 'This console sends no mail.';
    await rig.open(`/sites/${fakeId('site', 1)}/edit`);
    await expectShown(rig.page.getByText('This console sends no mail.'));
  });
});
