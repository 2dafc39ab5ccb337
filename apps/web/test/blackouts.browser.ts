import { describe, expect, it } from '@jest/globals';
import { blackoutsApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const row = (name: string) => rig.page.getByRole('row', { name: new RegExp(`^${name}`) });
const press = (name: string) => rig.page.getByRole('button', { name, exact: true }).click();
const label = (name: string) => rig.page.getByLabel(name, { exact: true });
const windows = () => rig.page.getByRole('list', { name: 'Next windows' }).locator('> li');
const banner = () => rig.page.locator('sf-blackout-banner');
const question = () => rig.page.getByRole('alertdialog');

/** Bodies of the requests of a method, without those of the preview. */
const sent = (method: 'POST' | 'PATCH'): Record<string, unknown>[] =>
  rig.fake.writes
    .filter((write) => write.startsWith(`${method} /api/v1/blackouts`) && !write.includes('/preview'))
    .map((write) => JSON.parse(write.slice(write.indexOf('{'))) as Record<string, unknown>);

/** Makes the first blackout, which is for everything, one that is open now. */
function openForEverything(): void {
  const start = new Date(Date.now() - 600_000).toISOString().slice(0, 16);
  Object.assign(rig.fake.world.blackouts[0] ?? {}, {
    recurrence: { start: `${start}:00`, zone: 'UTC', rules: '', cron: null },
    durationMinutes: 90,
    pausedScans: 3,
  });
}

describe('the list of blackouts', () => {
  it('shows which one is open, until when, and what it holds', async () => {
    await rig.open('/blackouts');
    await expectShown(row('Night shift').getByText('open now'));
    await expectShown(row('Night shift').getByText(/^1 h 3\d min left$/));
    await expectShown(row('Night shift').getByRole('link', { name: '1 scan' }));
    await expectShown(row('Backups').getByText('next'));
    await expectShown(row('Backups').getByText('everything'));
    await expectShown(row('Engine is moved').getByRole('link', { name: 'rtm-probe-1' }));
    await expectShown(row('Year end freeze').getByText('disabled'));
  });

  it('is narrowed by scope and site', async () => {
    await rig.open('/blackouts');
    await label('Holds for').selectOption('for an engine');
    await row('Backups').waitFor({ state: 'detached' });
    await expectShown(row('Engine is moved'));
    await press('Show all');
    await label('Site').selectOption({ label: 'Warehouse Rotterdam' });
    await row('Backups').waitFor({ state: 'detached' });
    await expectShown(row('Night shift'));
  });

  it('asks before scans go on that an open one holds', async () => {
    await rig.open('/blackouts');
    await row('Night shift').getByRole('button', { name: 'Disable' }).click();
    await expectShown(question().getByText('The scan that it holds paused goes on at once.'));
    await press('Keep');
    expect(rig.fake.writes).toEqual([]);
    await row('Night shift').getByRole('button', { name: 'Disable' }).click();
    await press('Disable blackout');
    await row('Night shift').getByText('disabled').waitFor();
    expect(sent('PATCH')).toEqual([{ enabled: false }]);
  });

  it('disables one that is not open at once, and enables it again', async () => {
    await rig.open('/blackouts');
    await row('Backups').getByRole('button', { name: 'Disable' }).click();
    await row('Backups').getByText('disabled').waitFor();
    await row('Backups').getByRole('button', { name: 'Enable' }).click();
    await row('Backups').getByText('next').waitFor();
    expect(sent('PATCH')).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it('deletes one once, only after asking', async () => {
    const release = rig.fake.hold(blackoutsApi.remove);
    await rig.open('/blackouts');
    await press('Delete the blackout Backups');
    await press('Keep');
    await press('Delete the blackout Backups');
    await press('Delete blackout');
    await rig.page.locator('[aria-label="Delete the blackout Backups"]:disabled').waitFor();
    release();
    await row('Backups').waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([`DELETE /api/v1/blackouts/${fakeId('blackout', 1)}`]);
  });

  it('offers viewers nothing that changes them', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/blackouts');
    await expectShown(row('Backups'));
    expect(await rig.page.getByRole('button', { name: /Disable|Enable|Delete/ }).count()).toBe(0);
    expect(await rig.page.getByRole('link', { name: /New blackout|Edit/ }).count()).toBe(0);
  });
});

describe('the blackout editor', () => {
  it('creates one for everything, with its windows shown before', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open('/blackouts/new');
    await label('Name').fill('Change night');
    await label('Reason').fill('Firewalls are replaced');
    await label('From').fill('2031-03-29');
    await label('At').fill('23:00');
    await label('Hours').fill('4');
    await label('Minutes').fill('30');
    await windows().filter({ hasText: 'Sat 2031-03-29 23:00 +01:00' }).waitFor();
    // It lasts four and a half hours by any clock: those of Berlin are put forward in between.
    expect((await windows().first().innerText()).replaceAll(/\s+/g, ' ')).toContain('Sun 2031-03-30 04:30 +02:00');
    await expectShown(windows().first().getByText('4 h 30 min'));
    await press('Create blackout');
    await rig.page.getByText('Blackout Change night created.').waitFor();
    await row('Change night').waitFor();
    expect(sent('POST')).toEqual([
      {
        name: 'Change night',
        reason: 'Firewalls are replaced',
        scope: 'global',
        recurrence: { start: '2031-03-29T23:00', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY' },
        durationMinutes: 270,
        enabled: true,
      },
    ]);
  });

  it.each([1024, 390])('shows its windows before the button, %s pixels wide', async (width) => {
    await rig.renew({ viewport: { width, height: 844 } });
    await rig.open('/blackouts/new');
    await windows().first().waitFor();
    const topOf = async (what: ReturnType<typeof label>): Promise<number> => (await what.boundingBox())?.y ?? NaN;
    const shown = await topOf(windows().first());
    expect(shown).toBeGreaterThan(await topOf(label('Minutes')));
    expect(shown).toBeLessThan(await topOf(rig.page.getByRole('button', { name: 'Create blackout' })));
  });

  it.each([
    ['One site', 'Site', 'Lab', { scope: 'site', siteId: fakeId('site', 4) }],
    ['One engine', 'Engine', 'lab-probe', { scope: 'engine', engineId: fakeId('engine', 4) }],
  ])('creates one for %s', async (choice, field, name, asked) => {
    await rig.open('/blackouts/new');
    await label('Name').fill('Narrow');
    await rig.page.getByText(choice, { exact: true }).click();
    await press('Create blackout');
    await expectShown(rig.page.getByText(`Choose the ${field.toLowerCase()}.`));
    expect(sent('POST')).toEqual([]);
    await label(field).selectOption({ label: name });
    await press('Create blackout');
    await rig.page.getByText('Blackout Narrow created.').waitFor();
    expect(sent('POST')[0]).toMatchObject(asked);
  });

  it('refuses a length of nothing and one of more than 31 days', async () => {
    await rig.open('/blackouts/new');
    await label('Name').fill('Long');
    await label('Hours').fill('0');
    await press('Create blackout');
    await expectShown(rig.page.getByText('Together it must be at least 1 minute.'));
    await label('Hours').fill('745');
    await expectShown(rig.page.getByText('Together it must be at most 44640 (31 days).'));
    await expectShown(rig.page.getByText('Say when it begins and how long it lasts'));
    expect(sent('POST')).toEqual([]);
  });

  it('changes when and how long, and not what it holds for', async () => {
    await rig.open(`/blackouts/${fakeId('blackout', 2)}/edit`);
    await expectShown(rig.page.getByText('the site Warehouse Rotterdam'));
    expect(await rig.page.getByText('One engine').count()).toBe(0);
    await label('Hours').fill('3');
    await press('Save blackout');
    await rig.page.getByText('Blackout Night shift saved.').waitFor();
    expect(sent('PATCH')).toEqual([
      {
        name: 'Night shift',
        reason: 'The conveyors’ controllers are in use',
        durationMinutes: 180,
        enabled: true,
      },
    ]);
  });

  it('puts what the console refuses at the fields that it names', async () => {
    rig.fake.refuse(
      blackoutsApi.create,
      new Refusal(422, {
        code: 'invalid_request',
        message: 'It can\u2019t be.',
        issues: [
          { path: 'durationMinutes', message: 'is longer than the time between two windows' },
          { path: 'recurrence.zone', message: 'is no time zone that the console knows' },
        ],
      }),
    );
    await rig.open('/blackouts/new');
    await label('Name').fill('Refused');
    await press('Create blackout');
    await rig.page.getByText('is longer than the time between two windows').waitFor();
    await expectShown(rig.page.getByText('is no time zone that the console knows'));
    expect(await label('Hours').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('an open blackout', () => {
  it('for everything is said on every page, and no more once it is over', async () => {
    await rig.open('/hosts');
    expect(await banner().getByText('Nothing is scanned').count()).toBe(0);
    openForEverything();
    rig.fake.tell({ type: 'blackouts_changed' });
    await banner().getByText('Nothing is scanned').waitFor();
    await expectShown(banner().getByText(/1 h (19|20) min left/));
    await expectShown(banner().getByText('3 scans'));
    await rig.page.getByRole('link', { name: 'Sites' }).click();
    await expectShown(banner().getByText('Nothing is scanned'));
    rig.fake.world.blackouts = [];
    rig.fake.tell({ type: 'blackouts_changed' });
    await banner().getByText('Nothing is scanned').waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([]);
  });

  it('says on the page of a scan why it is paused and until when, and offers no way to resume it', async () => {
    await rig.open(`/scans/${fakeId('scan', 10)}`);
    await expectShown(rig.page.getByText('It goes on by itself'));
    await expectShown(rig.page.locator('main').getByRole('link', { name: 'Night shift' }));
    expect(await rig.page.getByRole('button', { name: 'Resume' }).count()).toBe(0);
    await expectShown(rig.page.getByRole('button', { name: 'Stop' }));
    await rig.open(`/scans/${fakeId('scan', 5)}`);
    await expectShown(rig.page.getByRole('button', { name: 'Resume' }));
  });

  it('is on the page of its site, from where another can be made', async () => {
    await rig.open(`/sites/${fakeId('site', 2)}`);
    await expectShown(row('Night shift').getByText('open now'));
    await rig.page.getByRole('link', { name: 'New blackout' }).click();
    await rig.page.getByRole('heading', { name: 'New blackout' }).waitFor();
    expect(await label('Site').inputValue()).toBe(fakeId('site', 2));
  });

  it('can\u2019t say more than text, whatever its name', async () => {
    rig.fake.become('hostile');
    openForEverything();
    await rig.open('/blackouts');
    await banner().getByText('Nothing is scanned').waitFor();
    expect(await rig.page.evaluate(() => (window as unknown as { pwned?: number }).pwned)).toBeUndefined();
  });
});
