import { describe, expect, it } from '@jest/globals';
import { fakeId } from './fake/ids.js';
import { expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const MARCH = '/schedules/calendar?month=2031-03';
const grid = () => rig.page.getByRole('grid');
const day = (name: RegExp) => grid().getByRole('button', { name });
const cell = (date: string) => grid().locator('td', { has: rig.page.locator(`[data-date="${date}"]`) });
const dialog = () => rig.page.getByRole('dialog');
/** The day that has the focus, as a screen reader says it. */
const focused = () => rig.page.locator(':focus').getAttribute('aria-label');

describe('the calendar of runs', () => {
  it('shows a month from Monday on, with runs, blackouts and what would collide', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open(MARCH);
    expect(await grid().getByRole('columnheader').first().innerText()).toBe('Mon');
    expect(await grid().locator('[data-date]').first().getAttribute('data-date')).toBe('2031-02-24');
    const saturday = cell('2031-03-29');
    await expectShown(saturday.getByText('Office, every night'));
    expect(await saturday.getByRole('link', { name: /^03:00/ }).getAttribute('title')).toBe(
      '03:00 Office, deep look on Saturdays, Frankfurt office; would meet Office, every night',
    );
    expect(await day(/^Saturday 29 March 2031/).getAttribute('aria-label')).toMatch(
      /^Saturday 29 March 2031, 6 runs, 1 run would meet another, \d blackouts?$/,
    );
    await expectShown(rig.page.getByText('A scan of the same site would still work'));
    await expectShown(cell('2031-03-18').getByText('Engine is moved'));
  });

  it('is walked by keys: days, weeks, ends of the week and months', async () => {
    await rig.open(MARCH);
    await day(/^Saturday 1 March 2031/).focus();
    const walk = async (key: string, to: RegExp): Promise<void> => {
      await rig.page.keyboard.press(key);
      await rig.page.waitForFunction(
        (start) => document.activeElement?.getAttribute('aria-label')?.startsWith(start),
        to.source,
      );
      expect(await focused()).toMatch(to);
    };
    await walk('ArrowRight', /Sunday 2 March 2031/);
    await walk('ArrowDown', /Sunday 9 March 2031/);
    await walk('Home', /Monday 3 March 2031/);
    await walk('End', /Sunday 9 March 2031/);
    await walk('ArrowLeft', /Saturday 8 March 2031/);
    await walk('PageDown', /Tuesday 8 April 2031/);
    await expectShown(rig.page.getByRole('heading', { name: 'April 2031' }));
    await walk('PageUp', /Saturday 8 March 2031/);
    await walk('ArrowUp', /Saturday 1 March 2031/);
    await walk('ArrowUp', /Saturday 22 February 2031/);
    expect(rig.page.url()).toContain('month=2031-02');
  });

  it('has one day in the order of Tab', async () => {
    await rig.open(MARCH);
    expect(await grid().locator('button:not([tabindex="-1"]), a:not([tabindex="-1"])').count()).toBe(1);
  });

  it('opens a day by Enter, says all of it and gives the focus back', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open(MARCH);
    await day(/^Saturday 29 March 2031/).focus();
    await rig.page.keyboard.press('Enter');
    await dialog().getByRole('heading', { name: 'Saturday 29 March 2031' }).waitFor();
    await expectShown(dialog().getByText('would meet').first());
    await expectShown(dialog().getByText('Times of Europe/Berlin.'));
    await rig.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/^Saturday 29 March 2031/);
  });

  it('opens the rest of a full day', async () => {
    await rig.open(MARCH);
    await cell('2031-03-27').getByRole('button', { name: /more/ }).click();
    await dialog().getByRole('heading', { name: 'Thursday 27 March 2031' }).waitFor();
    expect(await dialog().getByRole('link', { name: 'Warehouse, by the hour' }).count()).toBe(4);
  });

  it('steps through the months and comes back to today', async () => {
    await rig.open(MARCH);
    await rig.page.getByRole('button', { name: 'Next month' }).click();
    await rig.page.getByRole('heading', { name: 'April 2031' }).waitFor();
    await rig.page.getByRole('button', { name: 'Previous month' }).click();
    await rig.page.getByRole('heading', { name: 'March 2031' }).waitFor();
    await rig.page.getByRole('button', { name: 'Today' }).click();
    await grid().locator('[aria-current="date"]').waitFor();
    expect(rig.page.url()).not.toContain('month=');
  });

  it('tells times of the reader or of UTC', async () => {
    await rig.renew({ timezoneId: 'America/New_York' });
    await rig.open(`${MARCH}&schedule=${fakeId('schedule', 1)}`);
    const tenth = cell('2031-03-10');
    await expectShown(tenth.getByRole('link', { name: '21:30 Office, every night' }));
    await rig.page.locator('.segments').getByText('UTC', { exact: true }).click();
    await tenth.getByRole('link', { name: '01:30 Office, every night' }).waitFor();
    expect(rig.page.url()).toContain('times=utc');
  });

  it('shows one site, or one schedule, alone', async () => {
    await rig.open(MARCH);
    await rig.page.getByLabel('Site').selectOption({ label: 'Warehouse Rotterdam' });
    await grid().getByText('Office, every night').first().waitFor({ state: 'detached' });
    await expectShown(grid().getByText('Warehouse, by the hour').first());
    await rig.page.getByRole('button', { name: 'Show all' }).click();
    await grid().getByText('Office, every night').first().waitFor();
    await rig.open(`/schedules/${fakeId('schedule', 1)}`);
    await rig.page.getByRole('link', { name: 'In the calendar' }).click();
    await rig.page.getByRole('grid').waitFor();
    expect(rig.page.url()).toContain(`schedule=${fakeId('schedule', 1)}`);
    await grid().getByText('Office, every night').first().waitFor();
    expect(await grid().getByText('Warehouse, by the hour').count()).toBe(0);
  });

  it('says when it does not show every run', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    rig.fake.world.calendarCutAt = '2031-03-20T11:00:00Z';
    await rig.open(MARCH);
    await expectShown(rig.page.getByText('There are too many runs for these weeks'));
    expect(await day(/^Wednesday 19 March 2031/).getAttribute('aria-label')).not.toContain('shown');
    await expectShown(cell('2031-03-20').getByText('not all runs shown'));
    await expectShown(cell('2031-03-21').getByText('runs not shown'));
    expect(await day(/^Friday 21 March 2031/).getAttribute('aria-label')).toMatch(
      /^Friday 21 March 2031, runs not shown/,
    );
    await day(/^Friday 21 March 2031/).click();
    await expectShown(dialog().getByText('runs not shown: there are too many before.'));
    expect(await dialog().getByText('Nothing is to run.').count()).toBe(0);
  });

  it('tells many runs of a day as one, beside the others', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    const [nightly] = rig.fake.world.schedules;
    const rules = 'RRULE:FREQ=MINUTELY;INTERVAL=2';
    const often = {
      ...nightly,
      id: fakeId('schedule', 7),
      name: 'Often',
      site: { id: fakeId('site', 4), name: 'Lab' },
    };
    rig.fake.world.schedules.push({
      ...often,
      recurrence: { start: '2026-03-01T00:00:00', zone: 'Europe/Berlin', rules, cron: null },
    } as never);
    await rig.open(MARCH);
    const saturday = cell('2031-03-29');
    await expectShown(saturday.getByRole('link', { name: '720× Often' }));
    await expectShown(saturday.getByText('Office, every night'));
    await expectShown(cell('2031-04-05').getByText('Office, every night'));
    expect(await day(/^Saturday 29 March 2031/).getAttribute('aria-label')).toContain(', 726 runs,');
    await day(/^Saturday 29 March 2031/).click();
    await expectShown(dialog().getByText('00:00–23:58'));
    await expectShown(dialog().getByText('720 runs'));
  });

  it('says which schedule it is narrowed to, until another choice is made', async () => {
    await rig.open(`${MARCH}&schedule=${fakeId('schedule', 1)}`);
    const only = rig.page.locator('.only');
    await expectShown(only.getByRole('link', { name: 'Office, every night' }));
    await only.getByRole('button', { name: 'Show every schedule' }).click();
    await grid().getByText('Warehouse, by the hour').first().waitFor();
    expect(rig.page.url()).not.toContain('schedule=');
    expect(await only.count()).toBe(0);
    await rig.open(`${MARCH}&schedule=${fakeId('schedule', 1)}`);
    await rig.page.getByLabel('Site').selectOption({ label: 'Warehouse Rotterdam' });
    await grid().getByText('Warehouse, by the hour').first().waitFor();
    expect(rig.page.url()).not.toContain('schedule=');
  });

  it('leads from a blackout to the list with it', async () => {
    await rig.open(MARCH);
    await cell('2031-03-18').getByText('Engine is moved').click();
    await rig.page.waitForURL(/\/blackouts\?search=Engine%20is%20moved/);
    await rig.page.getByRole('row', { name: /Engine is moved/ }).waitFor();
    await rig.page.getByRole('row', { name: /Backups/ }).waitFor({ state: 'detached' });
  });

  it('is a list of days on a phone', async () => {
    await rig.renew({ viewport: { width: 390, height: 844 }, hasTouch: true });
    await rig.open(MARCH);
    const listed = (name: string) => rig.page.locator('section', { has: rig.page.getByRole('heading', { name }) });
    await expectShown(listed('Saturday 29 March 2031').getByText('would meet'));
    expect(await grid().count()).toBe(0);
    await listed('Tuesday 11 March 2031').getByRole('button', { name: '+2 more' }).click();
    await dialog().getByRole('heading', { name: 'Tuesday 11 March 2031' }).waitFor();
    await expectShown(dialog().getByRole('link', { name: 'Warehouse, by the hour' }).nth(3));
  });
});
