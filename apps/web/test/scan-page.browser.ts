import { describe, expect, it } from '@jest/globals';
import { scansApi, type Scan } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const RUNNING = fakeId('scan', 1);
const PARTIAL = fakeId('scan', 3);
const STAGED = fakeId('scan', 9);
const button = (name: string) => rig.page.getByRole('button', { name });

function scanOf(id: string): Scan {
  const scan = rig.fake.world.scans.find((each) => each.id === id);
  if (scan === undefined) throw new Error(`no scan ${id}`);
  return scan;
}

describe('the page of a scan of two stages', () => {
  it('shows how far each stage is', async () => {
    await rig.open(`/scans/${STAGED}`);
    const stages = rig.page.getByRole('list', { name: 'Stages' });
    expect(await stages.getByRole('progressbar', { name: 'Progress of stage 1' }).getAttribute('aria-valuenow')).toBe(
      '82',
    );
    await expectShown(stages.getByText('43 %, 56 of 131 found so far, 1 of 3 shards'));
    await expectShown(rig.page.getByText('then nmap -sV -sC'));
    await expectShown(rig.page.getByText('only on the pool Frankfurt'));
    expect(await rig.page.getByRole('link', { name: 'Frankfurt', exact: true }).getAttribute('href')).toBe(
      `/pools/${fakeId('pool', 1)}`,
    );
  });

  it('says nothing of stages where there is one', async () => {
    await rig.open(`/scans/${RUNNING}`);
    expect(await rig.page.getByRole('list', { name: 'Stages' }).count()).toBe(0);
  });
});

describe('a partial scan', () => {
  it('says so and why, and tries what failed again', async () => {
    await rig.open(`/scans/${PARTIAL}`);
    await expectShown(rig.page.getByText('Partial.'));
    await expectShown(rig.page.getByText('1 of 4 shards failed: the scanner was killed.'));
    await button('Retry failed shards').click();
    await rig.page.getByText('Failed shards are queued again').waitFor();
    await button('Pause').waitFor();
    expect(await button('Retry failed shards').count()).toBe(0);
    expect(rig.fake.writes).toEqual([`POST /api/v1/scans/${PARTIAL}/retry`]);
  });

  it('offers no retry where nothing failed, nor for a cancelled scan, nor to a viewer', async () => {
    await rig.open(`/scans/${RUNNING}`);
    await button('Pause').waitFor();
    expect(await button('Retry failed shards').count()).toBe(0);
    scanOf(PARTIAL).state = 'cancelled';
    await rig.open(`/scans/${PARTIAL}`);
    await button('Delete').waitFor();
    expect(await button('Retry failed shards').count()).toBe(0);
    scanOf(PARTIAL).state = 'completed';
    rig.fake.world.role = 'viewer';
    await rig.open(`/scans/${PARTIAL}`);
    await expectShown(rig.page.getByText('Partial.'));
    expect(await button('Retry failed shards').count()).toBe(0);
  });
});

describe('the orders of a scan', () => {
  it.each([
    ['Pause', RUNNING, scansApi.pause, 'pause'],
    ['Resume', fakeId('scan', 5), scansApi.resume, 'resume'],
    ['Retry failed shards', PARTIAL, scansApi.retry, 'retry'],
  ] as const)('%s is given once although it is pressed twice', async (name, scanId, target, word) => {
    const release = rig.fake.hold(target);
    await rig.open(`/scans/${scanId}`);
    await button(name).dblclick();
    await expectControl(button(name), 'disabled');
    release();
    await button(name).waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([`POST /api/v1/scans/${scanId}/${word}`]);
  });

  it('can be given again after one was refused', async () => {
    rig.fake.refuse(scansApi.pause, new Refusal(409, { code: 'scan_ended', message: 'The scan has ended.' }));
    await rig.open(`/scans/${RUNNING}`);
    await button('Pause').click();
    await rig.page.getByText('The scan has ended.').waitFor();
    rig.fake.accept(scansApi.pause);
    await button('Pause').click();
    await button('Resume').waitFor();
  });
});

describe('the priority of a scan', () => {
  it('can be changed until it has ended', async () => {
    await rig.open(`/scans/${RUNNING}`);
    await rig.page.getByLabel('Priority').selectOption('high');
    await rig.page.getByText('Priority is high now.').waitFor();
    expect(rig.fake.writes).toEqual([`PATCH /api/v1/scans/${RUNNING} {"priority":"high"}`]);
    await rig.open(`/scans/${PARTIAL}`);
    await button('Delete').waitFor();
    expect(await rig.page.getByLabel('Priority').count()).toBe(0);
  });

  it('stays what it was when the console refuses', async () => {
    rig.fake.refuse(scansApi.update, new Refusal(409, { code: 'scan_ended', message: 'The scan has ended.' }));
    await rig.open(`/scans/${RUNNING}`);
    await rig.page.getByLabel('Priority').selectOption('low');
    await rig.page.getByText('The scan has ended.').waitFor();
    expect(await rig.page.getByLabel('Priority').inputValue()).toBe('normal');
  });
});

describe('the shards of a scan', () => {
  it('open to their runs by the keyboard', async () => {
    await rig.open(`/scans/${STAGED}?view=shards`);
    await button('Shard 2').focus();
    await rig.page.keyboard.press('Enter');
    await rig.page.getByText('Runs', { exact: true }).waitFor();
    await expectShown(rig.page.getByText('under way'));
    await expectShown(rig.page.getByText(/256 addresses, leased .* running for /));
    expect(await button('Shard 2').getAttribute('aria-expanded')).toBe('true');
    await rig.page.getByText('What the engine ran').click();
    await expectShown(rig.page.getByText('--shard'));
  });

  it('say how each of their runs ended and why', async () => {
    await rig.open(`/scans/${fakeId('scan', 4)}?view=shards`);
    await rig.page.getByText('The engine was silent for 90 s.').first().waitFor();
    expect(await rig.page.locator('sf-shard-runs .badge').allInnerTexts()).toEqual(['lost', 'lost', 'failed']);
    await expectShown(rig.page.getByText('exit code 1', { exact: true }));
  });

  it('name stage, part, rate and dropped addresses, and what is waited for', async () => {
    await rig.open(`/scans/${STAGED}?view=shards`);
    const rows = rig.page.locator('tbody tr');
    await rows.nth(4).waitFor();
    const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    expect(texts[1]).toContain('part 2 of 2 scanning 148 of 256 (12 dropped) fra-probe-1 1 10 000/s');
    expect(texts[4]).toContain('Shard 5 stage 2 queued 0 of 256');
    expect(texts[4]).toContain('A free slot on an engine of the zone.');
  });

  it('can be narrowed by state and stage', async () => {
    await rig.open(`/scans/${STAGED}?view=shards`);
    await rig.page.getByLabel('Stage', { exact: true }).selectOption('2');
    await rig.page.getByLabel('State', { exact: true }).selectOption('delivered');
    await expectShown(button('Shard 3'));
    await button('Shard 1').waitFor({ state: 'detached' });
    expect(await rig.page.locator('tbody tr').count()).toBe(1);
    await rig.page.getByLabel('State', { exact: true }).selectOption('queued');
    await expectShown(button('Shard 5'));
  });

  it('are shown fifty at a time', async () => {
    const scan = scanOf(RUNNING);
    const [pattern] = scan.shards;
    if (pattern === undefined) throw new Error('no shard');
    scan.shards = Array.from({ length: 120 }, (_, index) => ({
      ...pattern,
      id: fakeId('shard', 1000 + index),
      number: index + 1,
    }));
    await rig.open(`/scans/${RUNNING}?view=shards`);
    await button('Shard 50').waitFor();
    expect(await rig.page.locator('tbody tr').count()).toBe(50);
    await button('Show more: 70 are left').click();
    await button('Shard 100').waitFor();
    await button('Show more: 20 are left').click();
    await button('Shard 120').waitFor();
    expect(await button('Show more').count()).toBe(0);
  });

  it('show that their runs do not come, and try again', async () => {
    rig.fake.refuse(scansApi.runs, new Refusal(503, { code: 'database_down', message: 'No database.' }));
    await rig.open(`/scans/${RUNNING}?view=shards`);
    await button('Shard 1').click();
    await rig.page.getByText('req-7f3a91').waitFor();
    rig.fake.accept(scansApi.runs);
    await button('Try again').click();
    await rig.page.locator('sf-shard-runs .badge').first().waitFor();
  });
});

describe('the question why an address is in or out', () => {
  const ask = async (address: string): Promise<void> => {
    await rig.page.getByLabel('Address', { exact: true }).fill(address);
    await rig.page.keyboard.press('Enter');
  };

  it('is answered with the target, and with the runs that probed it', async () => {
    await rig.open(`/scans/${RUNNING}?view=plan`);
    await ask(' 10.20.1.7 ');
    await rig.page.getByText('10.20.1.7 is a target. Shard 1 covered it.').waitFor();
    const runs = rig.page.getByRole('table', { name: 'Runs whose manifest held the address' }).locator('tbody tr');
    expect((await runs.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^Shard 1 1 fra-probe-1 .* lost no$/),
      expect.stringMatching(/^Shard 1 2 fra-probe-2 .* completed yes$/),
    ]);
  });

  it('is answered with the exclusion', async () => {
    await rig.open(`/scans/${RUNNING}?view=plan`);
    await ask('10.20.0.3');
    await rig.page.getByText('a global exclusion holds it out').waitFor();
    await expectShown(rig.page.locator('sf-why-in-scan').getByText('core routers'));
    await expectShown(rig.page.getByText('out', { exact: true }));
  });

  it('says what is wrong with the question', async () => {
    await rig.open(`/scans/${RUNNING}?view=plan`);
    await ask('router one');
    await rig.page.getByText('is no IPv4 or IPv6 address').waitFor();
    expect(await rig.page.getByLabel('Address', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await ask('10.99.0.1');
    await rig.page.getByText('10.99.0.1 is in none of the targets.').waitFor();
    expect(await rig.page.getByText('is no IPv4 or IPv6 address').count()).toBe(0);
  });
});

describe('a scan of hostile names', () => {
  it('shows them as text wherever its scope is explained', async () => {
    rig.fake.become('hostile');
    await rig.open(`/scans/${RUNNING}?view=plan`);
    await rig.page.getByLabel('Address', { exact: true }).fill('10.20.0.3');
    await rig.page.keyboard.press('Enter');
    await rig.page.locator('sf-why-in-scan').getByText('holds it out').waitFor();
    const answer = await rig.page.locator('sf-why-in-scan .answer').innerHTML();
    expect(answer).not.toMatch(/<(script|img|svg\/|iframe|style)/);
    await rig.page.getByLabel('Address', { exact: true }).fill('10.20.1.7');
    await rig.page.keyboard.press('Enter');
    await rig.page.getByRole('table', { name: 'Runs whose manifest held the address' }).waitFor();
    expect(await rig.page.evaluate(() => (window as unknown as { pwned?: unknown }).pwned ?? null)).toBeNull();
  });
});

describe('what can be taken away from a scan', () => {
  it('is the certificate of its scope', async () => {
    await rig.open(`/scans/${STAGED}?view=reports`);
    await expectShown(rig.page.getByText('The scan has not ended'));
    const download = rig.page.waitForEvent('download');
    await rig.page.getByRole('link', { name: 'Scope certificate' }).click();
    expect((await download).suggestedFilename()).toBe(`scan-${STAGED}-certificate.json`);
  });

  it('is one report for each stage, in the formats of its scanner', async () => {
    await rig.open(`/scans/${STAGED}?view=reports`);
    const links = await rig.page
      .locator('sf-scan-downloads a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')?.split('/').at(-1)));
    expect(links).toEqual([
      'certificate',
      'report?format=xml&stage=1',
      'report?format=json&stage=1',
      'report?format=list&stage=1',
      'report?format=xml&stage=2',
      'report?format=grepable&stage=2',
      'report?format=normal&stage=2',
    ]);
    const download = rig.page.waitForEvent('download');
    await rig.page.getByRole('link', { name: 'Grepable' }).click();
    expect((await download).suggestedFilename()).toBe(`scan-${STAGED}-stage-2.gnmap`);
  });

  it('is no report before there is one', async () => {
    await rig.open(`/scans/${fakeId('scan', 7)}?view=reports`);
    await expectShown(rig.page.getByText('Nothing is reported yet.'));
    expect(await rig.page.getByRole('link', { name: 'XML' }).count()).toBe(0);
  });
});

describe('scanning again', () => {
  it('asks for the same as before', async () => {
    Object.assign(scanOf(fakeId('scan', 2)), {
      site: { id: fakeId('site', 1), name: 'Frankfurt office' },
      pool: { id: fakeId('pool', 1), name: 'Frankfurt' },
      priority: 'low',
      maxRate: 750,
      timeLimitMinutes: 120,
      randomised: true,
    });
    await rig.open(`/scans/${fakeId('scan', 2)}`);
    await rig.page.getByRole('link', { name: 'Scan again' }).click();
    await rig.page.getByText('about 5 min with').waitFor();
    expect(await rig.page.getByLabel('Pool', { exact: true }).inputValue()).toBe(fakeId('pool', 1));
    expect(await rig.page.getByLabel('Priority').inputValue()).toBe('low');
    expect(await rig.page.getByLabel('Rate limit').inputValue()).toBe('750');
    expect(await rig.page.getByLabel('Time limit').inputValue()).toBe('120');
    await expectControl(rig.page.getByLabel('Randomised'), 'checked');
  });
});

describe('the list of scans', () => {
  it('shows priority, pool and stages where they are not the usual', async () => {
    await rig.open('/scans');
    const row = rig.page.locator('tbody tr', { hasText: 'Sweep, then versions' });
    await row.waitFor();
    expect((await row.innerText()).replace(/\s+/g, ' ')).toMatch(/high running .* 2 stages .* Frankfurt admin/);
    expect(await rig.page.getByText('2 stages').count()).toBe(1);
    expect(await rig.page.getByText('normal', { exact: true }).count()).toBe(0);
  });

  it('says of a blackout once that it holds the scan', async () => {
    const scan = rig.fake.world.scans.find(({ id }) => id === fakeId('scan', 10));
    Object.assign(scan ?? {}, { waitingFor: 'Waits for the end of the blackout "Night shift" at 05:00 UTC.' });
    await rig.open(`/scans/${fakeId('scan', 10)}`);
    await expectShown(rig.page.getByText('Paused by the blackout'));
    expect(await rig.page.getByText('Waits for the end of').count()).toBe(0);
    Object.assign(scan ?? {}, { blackout: null });
    await rig.open(`/scans/${fakeId('scan', 10)}`);
    await expectShown(rig.page.getByText('Waits for the end of'));
  });
});
