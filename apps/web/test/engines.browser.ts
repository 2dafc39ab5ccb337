import { describe, expect, it } from '@jest/globals';
import { enginesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const waiting = fakeId('engine', 7);
const engine = (number: number) => {
  const found = rig.fake.world.engines.find((each) => each.id === fakeId('engine', number));
  if (found === undefined) throw new Error(`no engine ${number}`);
  return found;
};

describe('joining', () => {
  it('takes a command that is shown once, and asks for approval unless told otherwise', async () => {
    await rig.open('/engines');
    await rig.page.getByRole('button', { name: 'Add engine' }).click();
    await rig.page.getByRole('button', { name: 'Create join token' }).click();
    expect(await rig.page.getByLabel('Join command').innerText()).toBe(
      `SCANFLEET_ENGINE_CONSOLE_URL=${rig.fake.url} SCANFLEET_ENGINE_JOIN_TOKEN=sfj_T9aaJoinTokenShownOnce node apps/engine/dist/main.js`,
    );
    await expectShown(rig.page.getByText('no work until an admin approves it'));
    expect(rig.fake.writes).toEqual(['POST /api/v1/join-tokens {"expiresInMinutes":60,"requireApproval":true}']);
    await rig.page.getByRole('button', { name: 'Copy' }).click();
    await rig.page.getByRole('button', { name: 'Copied' }).waitFor();
    await rig.page.getByRole('button', { name: 'Done' }).click();
    await rig.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await rig.page.getByText('sfj_T9aaJoinTokenShownOnce').count()).toBe(0);
  });

  it('can be for another zone, for longer, and without approval', async () => {
    await rig.open('/engines');
    await rig.page.getByRole('button', { name: 'Add engine' }).click();
    const dialog = rig.page.getByRole('dialog');
    await dialog.getByLabel('Zone', { exact: true }).selectOption({ label: 'Rotterdam, plant network' });
    await dialog.getByLabel('It can be used for').selectOption({ label: 'one day' });
    await dialog.getByLabel(/^Needs approval/).uncheck();
    await dialog.getByRole('button', { name: 'Create join token' }).click();
    await dialog.getByLabel('Join command').waitFor();
    expect(rig.fake.world.joinTokens[0]).toMatchObject({
      zone: { id: fakeId('zone', 2) },
      requireApproval: false,
    });
    expect(rig.fake.writes[0]).toContain('"expiresInMinutes":1440');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expectShown(rig.page.getByRole('row', { name: /sfj_T9aa/ }).getByText('not needed'));
  });
});

describe('an engine that waits for approval', () => {
  it('stands at the top with where it comes from and what it may scan, and gets work once approved', async () => {
    await rig.open('/engines');
    const panel = rig.page.getByRole('region', { name: /^Waiting for approval/ });
    for (const fact of ['dmz-probe', '172.20.8.14', 'Rotterdam, plant network', '0.1.0', '10.0.0.0/8'])
      await expectShown(panel.getByText(fact));
    await panel.getByRole('button', { name: 'Approve dmz-probe' }).click();
    await rig.page.getByText('dmz-probe is approved.').waitFor();
    await panel.waitFor({ state: 'detached' });
    expect(engine(7).approved).toBe(true);
    await expectShown(rig.page.getByRole('row', { name: /dmz-probe/ }).getByText('online'));
  });

  it('stands at the top wherever the list is', async () => {
    await rig.open('/engines?search=rtm&page_size=1');
    await expectShown(rig.page.getByRole('button', { name: 'Approve dmz-probe' }));
    expect(await rig.page.locator('a[data-row]').count()).toBe(1);
  });

  it('is rejected only after asking', async () => {
    await rig.open('/engines');
    await rig.page.getByRole('button', { name: 'Reject dmz-probe' }).click();
    await rig.page.getByRole('button', { name: 'Keep' }).click();
    expect(rig.fake.writes).toEqual([]);
    await rig.page.getByRole('button', { name: 'Reject dmz-probe' }).click();
    await rig.page.getByRole('button', { name: 'Reject engine' }).click();
    await rig.page.getByText('dmz-probe is rejected.').waitFor();
    expect(rig.fake.writes).toEqual([`DELETE /api/v1/engines/${waiting}`]);
  });

  it('is decided about by admins alone', async () => {
    rig.fake.world.role = 'operator';
    await rig.open(`/engines/${waiting}`);
    await expectShown(rig.page.getByText('An admin decides about it.'));
    await rig.open('/engines');
    await expectShown(rig.page.getByText('An admin decides about them.'));
    expect(await rig.page.getByRole('button', { name: /Approve|Reject/ }).count()).toBe(0);
  });
});

describe('the list of engines', () => {
  it('tells what each one is at and how loaded it is', async () => {
    await rig.open('/engines');
    const states = { 'fra-probe-1': 'scanning', 'lab-probe': 'offline', 'old-laptop': 'disabled' };
    for (const [name, state] of Object.entries({ ...states, 'rtm-probe-1': 'online', 'rtm-probe-2': 'draining' }))
      await expectShown(rig.page.getByRole('row', { name: new RegExp(name) }).getByText(state));
    const row = rig.page.getByRole('row', { name: /fra-probe-1/ });
    for (const fact of ['1 of 2', '25 %', '1.9 GB', '41.3 GB', '7.93']) await expectShown(row.getByText(fact));
    await expectShown(row.getByText('Frankfurt'));
    await expectShown(rig.page.getByRole('row', { name: /lab-probe/ }).getByText('The report disk is full'));
  });

  it('follows what the console tells', async () => {
    await rig.open('/engines');
    const row = rig.page.getByRole('row', { name: /rtm-probe-1/ });
    await row.getByText('online').waitFor();
    engine(3).online = false;
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 3), online: false });
    await row.getByText('offline').waitFor();
    await expectShown(row.getByText('offline'));
  });
});

describe('the page of an engine', () => {
  const open = (number: number): Promise<void> => rig.open(`/engines/${fakeId('engine', number)}`);
  const press = (name: string): Promise<void> => rig.page.getByRole('button', { name, exact: true }).click();

  it('shows load, slots, pools and where it comes from', async () => {
    await open(1);
    for (const fact of ['25 %', '1.9 GB', '41.3 GB', '10.20.1.20']) await expectShown(rig.page.getByText(fact));
    await expectShown(rig.page.getByText('1 of 2 busy'));
    await rig.page.getByRole('link', { name: 'Frankfurt' }).click();
    await expectShown(rig.page.getByRole('heading', { level: 1, name: 'Frankfurt' }));
  });

  it('drains and works again', async () => {
    await open(3);
    await press('Drain');
    await rig.page.getByText('It finishes what it has and gets nothing new.').waitFor();
    await expectShown(rig.page.getByText('drained', { exact: true }));
    await press('Stop draining');
    await rig.page.getByText('drained', { exact: true }).waitFor({ state: 'detached' });
    expect(engine(3).draining).toBe(false);
  });

  it('is disabled and enabled', async () => {
    await open(1);
    await press('Disable');
    await rig.page.getByText('Disabled. It gets no more work.').waitFor();
    await press('Enable');
    await rig.page.getByText('Enabled. It gets work again.').waitFor();
    expect(engine(1).enabled).toBe(true);
  });

  it('saves its limit and its pools, and sends nothing that was not changed', async () => {
    await open(1);
    await rig.page.getByLabel('Most shards at a time').fill('3');
    await rig.page.getByLabel('Slow and careful').check();
    await press('Save settings');
    await rig.page.getByText('Settings of fra-probe-1 saved.').waitFor();
    expect(rig.fake.writes).toEqual([
      `PATCH /api/v1/engines/${fakeId('engine', 1)} {"maxShards":3,"poolIds":["${fakeId('pool', 1)}","${fakeId('pool', 2)}"]}`,
    ]);
    await expectShown(rig.page.getByText('3 shards at a time'));
    await expectShown(rig.page.getByRole('link', { name: 'Slow and careful' }));
  });

  it('keeps what is being typed while the engine is heard of', async () => {
    await open(1);
    await rig.page.getByLabel('Name').fill('fra-probe-');
    engine(1).busySlots = 2;
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 1), online: true });
    await rig.page.getByText('2 of 2 busy').waitFor();
    expect(await rig.page.getByLabel('Name').inputValue()).toBe('fra-probe-');
  });

  it('refuses a limit that is none, and a name that is taken', async () => {
    await open(1);
    await rig.page.getByLabel('Most shards at a time').fill('0');
    await press('Save settings');
    await rig.page.getByText('must be at least 1').waitFor();
    await rig.page.getByLabel('Most shards at a time').fill('');
    await rig.page.getByLabel('Name').fill('fra-probe-2');
    await press('Save settings');
    await rig.page.getByText('is the name of another engine').waitFor();
    expect(await rig.page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    expect(engine(1).maxShards).toBeNull();
  });

  it('has it fetch a new token, and shows that until the engine has used it', async () => {
    await open(1);
    await press('Have it fetch a new token');
    await rig.page.getByText('It was asked to fetch a new token').waitFor();
    await expectControl(rig.page.getByRole('button', { name: 'Have it fetch a new token' }), 'disabled');
    engine(1).tokenRotating = false;
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 1), online: true });
    await rig.page.getByText('It was asked to fetch a new token').waitFor({ state: 'detached' });
    await expectControl(rig.page.getByRole('button', { name: 'Have it fetch a new token' }), 'enabled');
  });

  it('issues a new token that is shown once, and stays while the engine is heard of', async () => {
    await open(1);
    await press('New token');
    await press('Issue new token');
    await rig.page.getByLabel('New engine token').waitFor();
    engine(1).name = 'renamed-meanwhile';
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 1), online: true });
    await rig.page.getByRole('heading', { name: 'renamed-meanwhile' }).waitFor();
    expect(await rig.page.getByLabel('New engine token').innerText()).toBe('sfe_newEngineTokenShownOnce');
  });

  it('revokes the token only after asking', async () => {
    await open(1);
    await press('Revoke token');
    await rig.page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await rig.page.getByText('Token revoked.').waitFor();
    await expectShown(rig.page.getByText('revoked', { exact: true }));
  });

  it('retires it only after asking; what the console refuses is told', async () => {
    rig.fake.refuse(enginesApi.remove, new Refusal(409, { code: 'engine_busy', message: 'It scans right now.' }));
    await open(3);
    await press('Retire');
    await press('Retire engine');
    await rig.page.getByText('It scans right now.').waitFor();
    rig.fake.accept(enginesApi.remove);
    await press('Retire');
    await press('Retire engine');
    await rig.page.waitForURL('**/engines');
    expect(rig.fake.world.engines.some((each) => each.id === fakeId('engine', 3))).toBe(false);
  });

  it('is not administered by operators', async () => {
    rig.fake.world.role = 'operator';
    await open(1);
    await rig.page.getByRole('heading', { name: 'Policy' }).waitFor();
    expect(await rig.page.getByRole('button', { name: /Retire|Drain|Save settings/ }).count()).toBe(0);
  });
});

describe('what an engine works on now', () => {
  const panel = () => rig.page.getByRole('region', { name: /^Works on now/ });
  const open = (number: number): Promise<void> => rig.open(`/engines/${fakeId('engine', number)}`);
  const tell = (): void =>
    rig.fake.tell({
      type: 'shard_changed',
      scanId: fakeId('scan', 1),
      shardId: fakeId('shard', 200),
      state: 'scanning',
      percent: 71,
    });

  it('names each shard, how far it is, and what waits in its zone', async () => {
    await open(2);
    await expectShown(panel().getByText('4 shards wait in its zone'));
    const row = panel().getByRole('row', { name: /Shard 4/ });
    for (const fact of ['stage 2', 'scanning', '10.32.0.0/16', 'Sweep, then versions', '256', '58 %', '5 min ago'])
      await expectShown(row.getByText(fact, { exact: true }));
    await expectShown(row.getByText('in 3 min'));
    const leased = panel().getByRole('row', { name: /Shard 3/ });
    for (const fact of ['leased', '10.20.0.0/22', '0 %', 'not known yet']) await expectShown(leased.getByText(fact));
    expect(await panel().getByRole('row').count()).toBe(3);
  });

  it('leads to the shards of the scan', async () => {
    await open(2);
    await panel().getByRole('link', { name: 'Shard 4' }).click();
    await rig.page.waitForURL(`**/scans/${fakeId('scan', 9)}?view=shards`);
    await expectShown(rig.page.getByRole('button', { name: 'Shard 4' }));
  });

  it('calls nothing done that is not', async () => {
    await open(6);
    await expectShown(panel().getByText('99 %'));
  });

  it('says that it is nothing, and what waits all the same', async () => {
    for (const scan of rig.fake.world.scans.slice(1)) scan.shards = [];
    await open(3);
    await expectShown(panel().getByText('Nothing.'));
    await expectShown(panel().getByText('1 shard waits in its zone'));
  });

  it('follows what the console tells', async () => {
    await open(1);
    await panel().getByText('58 %').waitFor();
    for (const work of rig.fake.world.engineWork) Object.assign(work.shard, { percent: 71 });
    tell();
    await expectShown(panel().getByText('71 %'));
    rig.fake.world.engineWork = [];
    rig.fake.tell({ type: 'engine_changed', engineId: fakeId('engine', 1), online: true });
    await expectShown(panel().getByText('Nothing.'));
  });

  it('asks at most three times a second, however many events there are', async () => {
    await open(1);
    let asked = 0;
    rig.page.on('request', (request) => {
      if (request.url().endsWith('/shards')) asked += 1;
    });
    const start = Date.now();
    for (let count = 0; count < 60; count += 1) {
      tell();
      await rig.page.waitForTimeout(20);
    }
    for (const work of rig.fake.world.engineWork) Object.assign(work.shard, { percent: 71 });
    tell();
    await panel().getByText('71 %').waitFor();
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThanOrEqual(Math.ceil((Date.now() - start) / 300) + 2);
  });
});
