import { describe, expect, it } from '@jest/globals';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const scanId = fakeId('scan', 1);

/** Takes the hosts of the running scan away, to let them come back while the page looks on. */
function emptyScan(): { reveal: (count: number) => void } {
  const all = rig.fake.world.results;
  rig.fake.world.results = [];
  return {
    reveal: (count) => {
      rig.fake.world.results = all.slice(0, count);
      rig.fake.tell({ type: 'hosts_observed', scanId, count, hostsUp: count });
    },
  };
}

describe('the page of a running scan', () => {
  it('fills with hosts as they are found, without a reload', async () => {
    const hosts = emptyScan();
    await rig.open(`/scans/${scanId}`);
    await rig.page.getByText('They appear here as soon as a scanner reports them.').waitFor();
    hosts.reveal(3);
    await rig.page.locator('a[data-row]').nth(2).waitFor();
    hosts.reveal(5);
    await rig.page.locator('a[data-row]').nth(4).waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(5);
  });

  it('misses no host of a burst of events', async () => {
    const hosts = emptyScan();
    await rig.open(`/scans/${scanId}`);
    for (let count = 1; count <= 30; count += 1) hosts.reveal(count);
    await rig.page.locator('a[data-row]').nth(29).waitFor();
    expect(await rig.page.locator('a[data-row]').count()).toBe(30);
  });

  it('moves its progress and its state', async () => {
    await rig.open(`/scans/${scanId}`);
    const bar = rig.page.getByRole('progressbar', { name: 'Progress of the scan' });
    expect(await bar.getAttribute('aria-valuenow')).toBe('62');
    const scan = rig.fake.world.scans.find((each) => each.id === scanId);
    Object.assign(scan ?? {}, {
      state: 'completed',
      finishedAt: new Date().toISOString(),
      progress: { ...scan?.progress, percent: 100, estimatedEndAt: null },
    });
    rig.fake.tell({ type: 'scan_changed', scanId, siteId: null, state: 'completed' });
    await rig.page.getByText(/^took /).waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBe('100');
    expect(await rig.page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
  });

  it('counts the time that is left down', async () => {
    await rig.open(`/scans/${scanId}`);
    const left = rig.page.getByText(/ left, running for /);
    const before = await left.innerText();
    await rig.page.waitForFunction((text) => !document.body.innerText.includes(text), before);
    expect(await left.innerText()).not.toBe(before);
  });

  it('catches up after the connection was lost, and says while it is', async () => {
    const hosts = emptyScan();
    const badge = rig.page.locator('.rail .connection');
    await rig.open(`/scans/${scanId}`);
    rig.fake.acceptsConnections = false;
    rig.fake.dropConnections();
    await badge.getByText('Reconnecting').waitFor();
    hosts.reveal(4);
    rig.fake.acceptsConnections = true;
    await rig.page.locator('a[data-row]').nth(3).waitFor();
    await badge.getByText('Live').waitFor();
    expect(rig.fake.connections).toBe(1);
    rig.faults.length = 0;
  });

  it('gives way to the sign-in page when the connection is refused because the session ended', async () => {
    await rig.open(`/scans/${scanId}`);
    rig.fake.world.signedIn = false;
    rig.fake.dropConnections();
    await rig.page.getByText('Your session ended.').waitFor();
    expect(rig.page.url()).toContain(encodeURIComponent(scanId));
    rig.faults.length = 0;
  });

  it('stops the scan only after asking', async () => {
    await rig.open(`/scans/${scanId}`);
    await rig.page.getByRole('button', { name: 'Stop' }).click();
    await rig.page.getByRole('alertdialog').waitFor();
    await rig.page.keyboard.press('Escape');
    await rig.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([]);
    await rig.page.getByRole('button', { name: 'Stop' }).click();
    await rig.page.getByRole('button', { name: 'Stop scan' }).click();
    await rig.page.getByText('Stopping. Engines are told at once.').waitFor();
    expect(rig.fake.writes).toEqual([`POST /api/v1/scans/${scanId}/stop`]);
  });

  it('pauses and resumes', async () => {
    await rig.open(`/scans/${scanId}`);
    await rig.page.getByRole('button', { name: 'Pause' }).click();
    await rig.page.getByRole('button', { name: 'Resume' }).click();
    await rig.page.getByRole('button', { name: 'Pause' }).waitFor();
    expect(rig.fake.writes.map((write) => write.split('/').at(-1))).toEqual(['pause', 'resume']);
  });

  it('says what failed, with the scanner\u2019s last words and what was run', async () => {
    await rig.open(`/scans/${fakeId('scan', 4)}?view=shards`);
    await expectShown(rig.page.getByText('Operation not permitted'));
    await rig.page.getByText('What the engine ran').click();
    await expectShown(rig.page.getByText('--excludefile'));
  });

  it('hands out the raw report', async () => {
    await rig.open(`/scans/${fakeId('scan', 2)}?view=shards`);
    const download = rig.page.waitForEvent('download');
    await rig.page.getByRole('link', { name: 'Raw report' }).first().click();
    expect((await download).suggestedFilename()).toContain('shard-1-report');
  });

  it('says what a waiting scan waits for', async () => {
    await rig.open(`/scans/${fakeId('scan', 7)}`);
    await expectShown(rig.page.getByText('No engine of the zone "default" with nmap is online.'));
  });
});
