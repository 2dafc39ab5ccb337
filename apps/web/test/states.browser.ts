import { describe, expect, it } from '@jest/globals';
import {
  accessApi,
  blackoutsApi,
  alertChannelsApi,
  alertDeliveriesApi,
  alertRulesApi,
  changesApi,
  enginePoolsApi,
  enginesApi,
  exclusionsApi,
  hostsApi,
  scanCommandsApi,
  scansApi,
  schedulesApi,
  sitesApi,
  systemApi,
  zonesApi,
  type Endpoint,
} from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();

const loads: readonly (readonly [path: string, target: Endpoint])[] = [
  ['/dashboard', systemApi.dashboard],
  ['/hosts', hostsApi.list],
  ['/hosts/3', hostsApi.get],
  ['/changes', changesApi.list],
  ['/scans', scansApi.list],
  [`/scans/${fakeId('scan', 2)}`, scansApi.get],
  ['/sites', sitesApi.list],
  [`/sites/${fakeId('site', 1)}`, sitesApi.get],
  [`/sites/${fakeId('site', 1)}/edit`, sitesApi.get],
  ['/schedules', schedulesApi.list],
  ['/schedules/calendar', schedulesApi.calendar],
  [`/schedules/${fakeId('schedule', 1)}`, schedulesApi.get],
  [`/schedules/${fakeId('schedule', 1)}`, schedulesApi.nextRun],
  [`/schedules/${fakeId('schedule', 1)}`, schedulesApi.runs],
  [`/schedules/${fakeId('schedule', 1)}/edit`, schedulesApi.get],
  ['/blackouts', blackoutsApi.list],
  [`/blackouts/${fakeId('blackout', 2)}/edit`, blackoutsApi.get],
  ['/exclusions', exclusionsApi.list],
  ['/commands', scanCommandsApi.list],
  [`/commands/${fakeId('command', 9)}`, scanCommandsApi.get],
  ['/engines', enginesApi.list],
  [`/engines/${fakeId('engine', 1)}`, enginesApi.get],
  [`/engines/${fakeId('engine', 1)}`, enginesApi.shards],
  ['/pools', enginePoolsApi.list],
  [`/pools/${fakeId('pool', 1)}`, enginePoolsApi.get],
  ['/alerts/rules', alertRulesApi.list],
  [`/alerts/rules/${fakeId('rule', 1)}`, alertRulesApi.get],
  [`/alerts/rules/${fakeId('rule', 1)}/edit`, alertRulesApi.get],
  ['/alerts/channels', alertChannelsApi.list],
  ['/alerts/channels', alertChannelsApi.listAllowedHosts],
  ['/alerts/deliveries', alertDeliveriesApi.list],
  [`/alerts/deliveries/${fakeId('delivery', 1)}`, alertDeliveriesApi.get],
  ['/alerts/mutes', alertRulesApi.listMutes],
  ['/admin/zones', zonesApi.list],
  ['/account', accessApi.listSessions],
  ['/admin/users', accessApi.listUsers],
  ['/admin/api-keys', accessApi.listApiKeys],
];

describe.each(loads)('%s', (path, target) => {
  it('shows that it is loading', async () => {
    const release = rig.fake.hold(target);
    await rig.page.goto(`${rig.fake.url}${path}`);
    await expectShown(rig.page.locator('.skeleton').getByText('Loading'));
    release();
    await rig.page.waitForFunction(() => document.querySelector('.skeleton') === null);
  });

  it('says what failed, with the id of the request, and tries again', async () => {
    rig.fake.refuse(target, new Refusal(503, { code: 'database_down', message: 'The database does not answer.' }));
    await rig.open(path);
    await expectShown(rig.page.getByText('The database does not answer.').first());
    await expectShown(rig.page.getByText('req-7f3a91').first());
    rig.fake.accept(target);
    await rig.page.getByRole('button', { name: 'Try again' }).first().click();
    await rig.page.getByText('The database does not answer.').waitFor({ state: 'detached' });
  });
});

describe('an empty console', () => {
  it.each([
    ['/hosts', 'No hosts yet'],
    ['/changes', 'Nothing has changed yet'],
    ['/scans', 'No scans yet'],
    ['/sites', 'No sites yet'],
    ['/schedules', 'No schedules yet'],
    ['/blackouts', 'No blackouts'],
    ['/exclusions', 'Nothing is excluded'],
    ['/engines', 'No engines yet'],
    ['/pools', 'No pools yet'],
    ['/alerts/rules', 'No alert rules yet'],
    ['/alerts/channels', 'No channels yet'],
    ['/alerts/deliveries', 'Nothing was sent yet'],
    ['/alerts/mutes', 'Nothing is muted'],
    ['/admin/api-keys', 'No API keys yet'],
  ])('explains %s', async (path, words) => {
    rig.fake.become('empty');
    await rig.open(path);
    await expectShown(rig.page.getByText(words));
  });

  it('leads to the first hosts', async () => {
    rig.fake.become('empty');
    await rig.open('/dashboard');
    await rig.page.getByText('From here to the first hosts').waitFor();
    await rig.page.getByRole('link', { name: 'Create a site' }).click();
    await expectShown(rig.page.getByRole('heading', { name: 'New site' }));
  });
});

describe('an address that is no page', () => {
  const paths = [
    '/schedules/new',
    '/scans/new',
    '/sites/new',
    '/commands/new',
    '/blackouts/new',
    '/alerts/rules/new',
    '/schedules/7',
    '/engines/x',
    '/hosts/x',
    `/hosts/${fakeId('site', 1)}`,
  ];

  it.each(paths)('says so to a viewer: %s', async (path) => {
    rig.fake.world.role = 'viewer';
    await rig.open(path);
    await rig.page.getByRole('heading', { name: 'No such page' }).waitFor();
    expect(await rig.page.getByText('Try again').count()).toBe(0);
  });
});

describe('a list that fails to reload', () => {
  it('keeps what it shows', async () => {
    await rig.open('/hosts');
    rig.fake.refuse(
      hostsApi.list,
      new Refusal(503, { code: 'database_down', message: 'The database does not answer.' }),
    );
    rig.fake.tell({ type: 'hosts_observed', scanId: fakeId('scan', 1), count: 1, hostsUp: 1 });
    await rig.page.getByText('The database does not answer.').waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(50);
  });
});
