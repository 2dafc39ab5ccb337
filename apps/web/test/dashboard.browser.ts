import { describe, expect, it } from '@jest/globals';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const card = () => rig.page.getByRole('region', { name: 'Schedules and alerts' });

describe('the dashboard', () => {
  it('tells what runs next, and what wants a look', async () => {
    await rig.open('/dashboard');
    const next = card().getByRole('list', { name: 'Next runs' }).getByRole('listitem');
    expect(await next.count()).toBe(4);
    await expectShown(next.first().getByText(/^in /));
    const looks = card().getByRole('list', { name: 'Wants a look' });
    await expectShown(looks.getByText('is open for Warehouse Rotterdam'));
    await expectShown(looks.getByText('a blackout was open'));
    await looks.getByRole('link', { name: '2 messages could not be delivered' }).click();
    await rig.page.waitForURL(/\/alerts\/deliveries\?state=dead/);
  });

  it('follows blackouts and deliveries', async () => {
    await rig.open('/dashboard');
    await card().getByText('2 messages could not be delivered').waitFor();
    rig.fake.world.alerts.deliveries = [];
    rig.fake.world.blackouts = [];
    for (const schedule of rig.fake.world.schedules)
      rig.fake.world.scheduleRuns = rig.fake.world.scheduleRuns.filter((run) => run.scheduleId !== schedule.id);
    for (const type of ['alerts_changed', 'blackouts_changed', 'schedules_changed'] as const) rig.fake.tell({ type });
    await card().getByText('No blackout is open, nothing was skipped lately, and every message arrived.').waitFor();
  });
});

describe('the menu', () => {
  it('counts messages that could not be delivered beside the alerts', async () => {
    await rig.open('/hosts');
    const alerts = rig.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /Alerts/ });
    await alerts.getByText('2').waitFor();
    expect(await alerts.innerText()).toMatch(/Alerts\s+2\s+not delivered/);
    rig.fake.world.alerts.deliveries = [];
    rig.fake.tell({ type: 'alerts_changed' });
    await alerts.getByText('2').waitFor({ state: 'detached' });
  });
});

describe('the page of an engine', () => {
  it('shows the schedules that name it and its own blackouts', async () => {
    await rig.open(`/engines/${fakeId('engine', 3)}`);
    const region = (name: RegExp) => rig.page.getByRole('region', { name });
    await expectShown(region(/^Schedules/).getByRole('link', { name: 'Branch, quarterly', exact: true }));
    expect(
      await region(/^Schedules/)
        .getByText('Office')
        .count(),
    ).toBe(0);
    await expectShown(region(/^Blackouts/).getByText('Engine is moved'));
    expect(
      await region(/^Blackouts/)
        .getByText('Backups')
        .count(),
    ).toBe(0);
    await rig.open(`/engines/${fakeId('engine', 1)}`);
    await expectShown(region(/^Blackouts/).getByText('None.'));
  });
});
