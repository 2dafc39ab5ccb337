import { describe, expect, it } from '@jest/globals';
import { schedulesApi } from '@scanfleet/contracts';
import { fakeId } from './fake/ids.js';
import { Refusal } from './fake/refusal.js';
import { expectControl, expectShown, inBrowser } from './in-browser.js';

const rig = inBrowser();
const NIGHTLY = fakeId('schedule', 1);
const NEW = `/schedules/new?site=${fakeId('site', 1)}`;
const row = (name: string) => rig.page.getByRole('row', { name: new RegExp(name) });
const press = (name: string) => rig.page.getByRole('button', { name, exact: true }).click();
const label = (name: string) => rig.page.getByLabel(name, { exact: true });
const mode = (name: string) => rig.page.locator('.segments label', { hasText: new RegExp(`^${name}$`) });
const preview = () => rig.page.getByRole('region', { name: 'When it would run' });
const nextRuns = () => rig.page.getByRole('list', { name: 'Next runs' }).locator('> li');
const zone = () => rig.page.getByRole('combobox', { name: 'Time zone' });

/** Bodies of the requests of a method, without those of the preview. */
const sent = (method: 'POST' | 'PATCH'): Record<string, unknown>[] =>
  rig.fake.writes
    .filter((write) => write.startsWith(`${method} /api/v1/schedules`) && !write.includes('/preview'))
    .map((write) => JSON.parse(write.slice(write.indexOf('{'))) as Record<string, unknown>);

describe('the list of schedules', () => {
  it('says when each runs, when next and what became of its last run', async () => {
    await rig.open('/schedules');
    const nightly = row('Office, every night');
    await expectShown(nightly.getByText('every day at 02:30'));
    await expectShown(nightly.getByText(/02:30 \+0[12]:00$/));
    expect(await nightly.getByRole('link', { name: 'completed' }).getAttribute('href')).toBe(
      `/scans/${fakeId('scan', 2)}`,
    );
    await expectShown(row('Office, workdays at noon').getByText('a blackout was open'));
    await expectShown(row('Office, workdays at noon').getByText('0 12 * * MON-FRI', { exact: true }));
    await expectShown(row('Warehouse, by the hour').getByText('paused'));
    await expectShown(row('Data centre, second Tuesday').getByText('started, its scan is deleted'));
  });

  it('is searched, narrowed and sorted by the console', async () => {
    await rig.open('/schedules');
    await label('Enabled').selectOption('disabled');
    await row('Office, every night').waitFor({ state: 'detached' });
    await expectShown(row('Branch, quarterly'));
    expect(rig.page.url()).toContain('enabled=false');
    await press('Show all');
    await rig.page.getByPlaceholder('Name, description').fill('second');
    await row('Office, every night').waitFor({ state: 'detached' });
    await press('Show all');
    await rig.page.getByRole('button', { name: 'Next run' }).click();
    await rig.page.waitForURL(/sort_by=nextRunAt/);
  });

  it('runs one now, once though the button is pressed twice, and leads to its scan', async () => {
    const release = rig.fake.hold(schedulesApi.run);
    await rig.open('/schedules');
    await rig.page.getByRole('button', { name: 'Run Office, every night now' }).dblclick();
    release();
    await rig.page.getByRole('button', { name: 'Open the scan' }).click();
    await rig.page.waitForURL(/\/scans\/0/);
    expect(rig.fake.writes).toEqual([`POST /api/v1/schedules/${NIGHTLY}/run`]);
    await expectShown(rig.page.getByRole('link', { name: 'Office, every night' }));
  });

  it('switches one off and on where it stands', async () => {
    await rig.open('/schedules');
    const control = rig.page.getByRole('switch', { name: 'Enabled: Office, every night' });
    await control.click();
    await rig.page.getByText('Office, every night is disabled.').waitFor();
    await row('Office, every night').getByText('none').waitFor();
    await expectControl(control, 'unchecked');
    await control.click();
    await rig.page.getByText('Office, every night runs again.').waitFor();
    expect(sent('PATCH')).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it('shows in the switch what the console took when it refuses', async () => {
    rig.fake.refuse(schedulesApi.update, new Refusal(503, { code: 'database_down', message: 'No database.' }));
    await rig.open('/schedules');
    const control = rig.page.getByRole('switch', { name: 'Enabled: Office, every night' });
    await control.click();
    await rig.page.getByText('No database.').waitFor();
    await expectControl(control, 'checked');
  });

  it('deletes one only after asking', async () => {
    await rig.open('/schedules');
    await press('Delete the schedule Office, every night');
    await press('Keep');
    expect(rig.fake.writes).toEqual([]);
    await press('Delete the schedule Office, every night');
    await press('Delete schedule');
    await row('Office, every night').waitFor({ state: 'detached' });
    expect(rig.fake.writes).toEqual([`DELETE /api/v1/schedules/${NIGHTLY}`]);
  });

  it('says why one does not run although it is enabled', async () => {
    Object.assign(rig.fake.world.schedules[0] ?? {}, { problem: 'Its site is disabled.', nextRunAt: null });
    await rig.open('/schedules');
    await expectShown(row('Office, every night').getByText('Its site is disabled.'));
  });

  it('says quietly that one has run for the last time, and can be narrowed to those', async () => {
    Object.assign(rig.fake.world.schedules[0] ?? {}, { ended: true, nextRunAt: null });
    await rig.open('/schedules');
    await expectShown(row('Office, every night').getByText('ended'));
    expect(await rig.page.locator('.problem-word').count()).toBe(0);
    await label('Enabled').selectOption('ended');
    await row('Office, workdays at noon').waitFor({ state: 'detached' });
    await rig.page.getByRole('link', { name: 'Office, every night', exact: true }).click();
    await rig.page.getByText('it has run for the last time').waitFor();
    await expectShown(rig.page.locator('header').getByText('ended'));
    expect(await rig.page.locator('.note.warn').count()).toBe(0);
  });

  it('follows what the scheduler does', async () => {
    await rig.open('/schedules');
    await row('Office, deep look').getByText('never').waitFor();
    const run = rig.fake.world.scheduleRuns.find((each) => each.run.outcome === 'queued');
    rig.fake.world.scheduleRuns = [
      { scheduleId: fakeId('schedule', 5), run: { ...run?.run, id: fakeId('run', 50) } as never },
      ...rig.fake.world.scheduleRuns,
    ];
    rig.fake.tell({ type: 'schedules_changed' });
    await row('Office, deep look').getByText('waits for the scan before it').waitFor();
    expect(rig.fake.writes).toEqual([]);
  });
});

describe('the list of schedules, on a small desk', () => {
  it('has its actions in sight', async () => {
    await rig.renew({ viewport: { width: 1280, height: 800 } });
    await rig.open('/schedules');
    await row('Office, every night').waitFor();
    const table = rig.page.locator('.table-scroll');
    expect(await table.evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBe(0);
  });
});

describe('a viewer', () => {
  it('sees schedules, and nothing that changes them', async () => {
    rig.fake.world.role = 'viewer';
    await rig.open('/schedules');
    await expectShown(row('Office, every night').getByText('yes', { exact: true }));
    expect(await rig.page.getByRole('switch').count()).toBe(0);
    expect(await rig.page.getByRole('button', { name: /Run|Edit|Delete/ }).count()).toBe(0);
    expect(await rig.page.getByRole('link', { name: /New schedule|Edit/ }).count()).toBe(0);
    await rig.open(`/schedules/${NIGHTLY}`);
    await expectShown(rig.page.getByText('every day at 02:30'));
    expect(await rig.page.locator('.page-actions').getByRole('button').count()).toBe(0);
  });
});

describe('the schedule editor', () => {
  const modes: readonly (readonly [name: string, fill: () => Promise<void>, asked: object])[] = [
    [
      'once',
      async () => {
        await mode('Once').click();
        await label('On').fill('2031-03-29');
        await label('At').fill('13:45');
      },
      { start: '2031-03-29T13:45' },
    ],
    [
      'every 20 minutes',
      async () => {
        await mode('Minutes, hours').click();
        await label('Every').fill('20');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=MINUTELY;INTERVAL=20' },
    ],
    [
      'every hour, ten times',
      async () => {
        await mode('Minutes, hours').click();
        await label('Every').fill('1');
        await label('Unit').selectOption('hours');
        await label('Ends').selectOption('after a number of runs');
        await label('Runs').fill('10');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=HOURLY;COUNT=10' },
    ],
    ['every day', async () => {}, { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=DAILY' }],
    [
      'every second week on two days until summer',
      async () => {
        await mode('Weekly').click();
        for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday']) await rig.page.getByLabel(day).uncheck();
        await rig.page.getByLabel('Sunday').check();
        await label('Every so many weeks').fill('2');
        await label('Ends').selectOption('on a day');
        await label('Last day').fill('2031-06-21');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SU;UNTIL=20310621T235959' },
    ],
    [
      'every month on its last day',
      async () => {
        await mode('Monthly').click();
        await label('Day').selectOption('last');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1' },
    ],
    [
      'every month on its second Tuesday',
      async () => {
        await mode('Monthly').click();
        await label('By').selectOption('day of the week');
        await label('Which').selectOption('second');
        await label('Weekday').selectOption('Tuesday');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=MONTHLY;BYDAY=2TU' },
    ],
    [
      'by a cron expression',
      async () => {
        await mode('Cron').click();
        expect(await label('Cron expression').inputValue()).toBe('30 2 * * *');
        await label('Cron expression').fill('5 4 * * MON-FRI');
      },
      { cron: '5 4 * * MON-FRI' },
    ],
    [
      'by lines of RFC 5545',
      async () => {
        await mode('RFC 5545').click();
        expect(await label('Lines of RFC 5545').inputValue()).toBe('RRULE:FREQ=DAILY');
        await label('Lines of RFC 5545').fill('RRULE:FREQ=DAILY\nEXDATE:20310329T023000');
      },
      { start: '2031-03-27T02:30', rules: 'RRULE:FREQ=DAILY\nEXDATE:20310329T023000' },
    ],
  ];

  it.each(modes)('creates a schedule that runs %s', async (_, fill, asked) => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open(NEW);
    await label('Name').fill('Made here');
    await label('From').fill('2031-03-27');
    await label('At').fill('02:30');
    await fill();
    await press('Create schedule');
    await rig.page.getByRole('heading', { level: 1, name: 'Made here' }).waitFor();
    expect(sent('POST').map((body) => body['recurrence'])).toEqual([{ ...asked, zone: 'Europe/Berlin' }]);
  });

  it('asks for everything that was chosen', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin' });
    await rig.open(NEW);
    await label('Name').fill('Careful');
    await label('From').fill('2031-03-27');
    await rig.page.getByText('Its live hosts').click();
    await label('Command').selectOption({ label: 'SYN scan' });
    await label('Runs on').selectOption({ label: 'Frankfurt (2 engines)' });
    await label('Priority').selectOption('low');
    await label('Rate limit').fill('500');
    await label('Time limit').fill('90');
    await rig.page.getByLabel('Randomised').check();
    await rig.page.getByText('Run all.').click();
    await rig.page.getByText('Wait.').click();
    await label('Start jitter, seconds').fill('300');
    await expectShown(rig.page.getByText('Starts up to 5 min later, by chance.'));
    await label('Description').fill('Twice a year someone asks why.');
    await press('Create schedule');
    await rig.page.getByRole('heading', { level: 1, name: 'Careful' }).waitFor();
    expect(sent('POST')).toEqual([
      {
        name: 'Careful',
        description: 'Twice a year someone asks why.',
        siteId: fakeId('site', 1),
        against: 'live_hosts',
        commandId: fakeId('command', 4),
        engineId: null,
        poolId: fakeId('pool', 1),
        priority: 'low',
        maxRate: 500,
        randomised: true,
        timeLimitMinutes: 90,
        recurrence: { start: '2031-03-27T02:00', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY' },
        missed: 'all',
        overlap: 'queue',
        jitterSeconds: 300,
        enabled: true,
      },
    ]);
  });

  it('names the command that runs when none is chosen', async () => {
    await rig.open('/schedules/new');
    const blank = () => label('Command').locator('option').first();
    expect(await blank().innerText()).toBe('The site’s own, else the usual one');
    const own = rig.fake.world.sites[0]?.defaultCommand;
    await label('Site').selectOption({ label: 'Frankfurt office' });
    await blank()
      .filter({ hasText: `The site’s own: ${own?.name}` })
      .waitFor({ state: 'attached' });
    Object.assign(rig.fake.world.sites[0] ?? {}, { defaultCommand: null });
    await rig.open(NEW);
    await blank().filter({ hasText: 'The usual one: Connect scan' }).waitFor({ state: 'attached' });
    await expectShown(rig.page.getByText('Its site names no command, so Connect scan runs.'));
    await label('Command').selectOption({ label: 'SYN scan' });
    await rig.page.getByText('Its site names no command').waitFor({ state: 'detached' });
  });

  it('says what is missing or out of range before it asks the console', async () => {
    await rig.open('/schedules/new');
    await mode('Weekly').click();
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
      await rig.page.getByLabel(day).uncheck();
    await label('Every so many weeks').fill('0');
    await label('From').fill('');
    await label('Rate limit').fill('0.5');
    await label('Start jitter, seconds').fill('90000');
    await press('Create schedule');
    await expectShown(rig.page.getByText('must not be empty'));
    for (const words of [
      'Choose the site.',
      'Choose at least one day.',
      'must be from 1 to 99999',
      'Choose the day.',
      'must be whole',
      'must be at most 86400 (a day)',
    ])
      await expectShown(rig.page.getByText(words));
    expect(sent('POST')).toEqual([]);
  });

  it('goes to the first field in error, far above the button', async () => {
    await rig.open('/schedules/new');
    const isInView = (name: string) =>
      label(name).evaluate((field) => {
        const { top, bottom } = field.getBoundingClientRect();
        return document.activeElement === field && top >= 0 && bottom <= innerHeight;
      });
    await label('Rate limit').fill('0.5');
    await press('Create schedule');
    expect(await isInView('Name')).toBe(true);
    await label('Name').fill('Refused');
    await press('Create schedule');
    expect(await isInView('Site')).toBe(true);
    await label('Site').selectOption({ label: 'Frankfurt office' });
    await label('Rate limit').fill('');
    const issues = [{ path: 'name', message: 'is the name of another schedule' }];
    const refusal = new Refusal(409, { code: 'schedule_name_taken', message: 'It is taken.', issues });
    rig.fake.refuse(schedulesApi.create, refusal);
    await press('Create schedule');
    await rig.page.getByText('is the name of another schedule').waitFor();
    await rig.page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    expect(await isInView('Name')).toBe(true);
  });

  it.each([1024, 390])('shows the next runs below the fields that say when, %s pixels wide', async (width) => {
    await rig.renew({ viewport: { width, height: 844 } });
    await rig.open(NEW);
    await nextRuns().first().waitFor();
    const topOf = async (what: ReturnType<typeof label>): Promise<number> => (await what.boundingBox())?.y ?? NaN;
    const runs = await topOf(preview());
    expect(runs).toBeGreaterThan(await topOf(zone()));
    expect(runs).toBeLessThan(await topOf(label('Priority')));
  });

  it('goes to the days of the week when none is chosen', async () => {
    await rig.open(NEW);
    await label('Name').fill('Never');
    await mode('Weekly').click();
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
      await rig.page.getByLabel(day).uncheck();
    await press('Create schedule');
    expect(await rig.page.locator(':focus').getAttribute('aria-label')).toBe('Monday');
  });

  it('puts what the console refuses of a rule at its field, with the place and an example', async () => {
    await rig.open(NEW);
    await label('Name').fill('Wrong');
    await mode('RFC 5545').click();
    await label('Lines of RFC 5545').fill('RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY;BYDAY=MO,XX');
    const words = 'line 2, column 28, "XX": is no day of the week such as MO or 2TU';
    await preview().getByText(words).waitFor();
    expect(await preview().getByRole('button', { name: 'Try again' }).count()).toBe(0);
    await press('Create schedule');
    await rig.page.locator('.field-errors').getByText(words).waitFor();
    expect(await label('Lines of RFC 5545').getAttribute('aria-invalid')).toBe('true');
    await label('Lines of RFC 5545').fill('RRULE:FREQ=DAILY');
    await press('Create schedule');
    await rig.page.getByRole('heading', { level: 1, name: 'Wrong' }).waitFor();
  });

  it('puts what the console refuses of other fields at theirs', async () => {
    rig.fake.refuse(
      schedulesApi.create,
      new Refusal(422, {
        code: 'invalid_request',
        message: 'It can\u2019t be.',
        issues: [
          { path: 'poolId', message: 'is a pool of another zone' },
          { path: 'recurrence.start', message: 'lies in the past; give a later one' },
        ],
      }),
    );
    await rig.open(NEW);
    await label('Name').fill('Late');
    await press('Create schedule');
    await rig.page.getByText('is a pool of another zone').waitFor();
    await expectShown(rig.page.getByText('lies in the past; give a later one'));
    expect(await label('From').getAttribute('aria-invalid')).toBe('true');
  });

  it('shows runs in the zone of the schedule with the change of its clocks, and what they meet', async () => {
    await rig.renew({ timezoneId: 'America/New_York' });
    await rig.open(NEW);
    await zone().fill('berl');
    await rig.page.getByRole('option', { name: 'Europe/Berlin' }).waitFor();
    await zone().press('Enter');
    await label('From').fill('2031-03-28');
    await label('At').fill('02:30');
    await nextRuns().filter({ hasText: '2031-03-28' }).waitFor();
    const texts = (await nextRuns().allInnerTexts()).slice(0, 4).map((text) => text.replaceAll(/\s+/g, ' '));
    expect(texts[0]).toContain('Fri 2031-03-28 02:30 +01:00');
    expect(texts[2]).toContain('Sun 2031-03-30 03:30 +02:00');
    expect(texts[2]).toContain('clocks change, +01:00 → +02:00');
    expect(texts[3]).toContain('Mon 2031-03-31 02:30 +02:00');
    expect(texts[0]).toContain('would meet Office, every night');
  });

  it('shows the blackouts that runs would fall into', async () => {
    const backups = rig.fake.world.blackouts[0];
    Object.assign(backups ?? {}, {
      recurrence: { start: '2026-03-01T03:00:00', zone: 'UTC', rules: 'RRULE:FREQ=DAILY', cron: null },
    });
    await rig.renew({ timezoneId: 'UTC' });
    await rig.open(NEW);
    await label('At').fill('04:00');
    await nextRuns().first().getByText('in the blackout Backups').waitFor();
    await label('At').fill('08:00');
    await nextRuns().first().getByText('08:00').waitFor();
    expect(await nextRuns().getByText('in the blackout').count()).toBe(0);
  });

  it('finds a time zone by its place or by its distance from UTC, and refuses what is none', async () => {
    await rig.open(NEW);
    await zone().fill('new york');
    await rig.page.getByRole('option').filter({ hasText: 'America/New_York' }).click();
    await rig.page.getByRole('listbox').waitFor({ state: 'detached' });
    expect(await zone().inputValue()).toBe('America/New_York');
    await zone().fill('+05:45');
    await zone().press('ArrowDown');
    await zone().press('ArrowUp');
    await zone().press('Enter');
    await rig.page.getByRole('listbox').waitFor({ state: 'detached' });
    expect(await zone().inputValue()).toMatch(/^Asia\/Kat/);
    await zone().fill('Atlantis');
    await label('Name').fill('Nowhere');
    await press('Create schedule');
    await expectShown(rig.page.getByText('is no time zone; write one such as Europe/Berlin'));
    expect(sent('POST')).toEqual([]);
  });

  it('keeps the time zone that is chosen when it is only walked through', async () => {
    await rig.renew({ timezoneId: 'Europe/Berlin', viewport: { width: 1024, height: 800 } });
    await rig.open(NEW);
    const options = rig.page.getByRole('listbox', { name: 'Time zones' });
    const current = () => options.locator('[aria-selected="true"] span').first();
    await label('At').focus();
    while ((await zone().getAttribute('aria-expanded')) !== 'true') await rig.page.keyboard.press('Tab');
    expect(await current().innerText()).toBe('Europe/Berlin');
    expect(await current().evaluate((option) => option.getBoundingClientRect().top > 0)).toBe(true);
    const inside = await options.evaluate((list) => {
      const option = list.querySelector('[aria-selected="true"]')?.getBoundingClientRect();
      const { left, right, top, bottom } = list.getBoundingClientRect();
      const isScrolledTo = option !== undefined && option.top >= top && option.bottom <= bottom;
      return { isScrolledTo, isInWindow: left >= 0 && right <= document.documentElement.clientWidth };
    });
    expect(inside).toEqual({ isScrolledTo: true, isInWindow: true });
    await zone().press('Enter');
    await options.waitFor({ state: 'detached' });
    expect(await zone().inputValue()).toBe('Europe/Berlin');
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await zone().press(key);
    await options.waitFor({ state: 'detached' });
    expect(await zone().inputValue()).toBe('Europe/Bratislava');
    await zone().fill('Nowhere/Known');
    await zone().press('Tab');
    await zone().focus();
    await options.waitFor();
    await zone().press('Enter');
    await options.waitFor({ state: 'detached' });
    expect(await zone().inputValue()).toBe('Nowhere/Known');
  });

  it('opens what is stored in the mode that says it', async () => {
    await rig.open(`/schedules/${fakeId('schedule', 4)}/edit`);
    await expectControl(mode('Monthly').locator('input'), 'checked');
    expect(await label('Which').locator('option:checked').innerText()).toBe('second');
    await rig.open(`/schedules/${fakeId('schedule', 2)}/edit`);
    expect(await label('Cron expression').inputValue()).toBe('0 12 * * MON-FRI');
    await rig.open(`/schedules/${fakeId('schedule', 6)}/edit`);
    expect(await label('Lines of RFC 5545').inputValue()).toContain('EXDATE:20270104T023000');
  });

  it('keeps what can be kept from one mode to the next', async () => {
    await rig.open(`/schedules/${fakeId('schedule', 2)}/edit`);
    await preview().getByText('every week on MO').waitFor();
    await mode('RFC 5545').click();
    expect(await label('Lines of RFC 5545').inputValue()).toBe('RRULE:FREQ=WEEKLY;BYDAY=MON-FRI;BYHOUR=12;BYMINUTE=0');
    await mode('Cron').click();
    expect(await label('Cron expression').inputValue()).toBe('0 12 * * MON-FRI');
    await mode('Weekly').click();
    await expectControl(rig.page.getByLabel('Friday'), 'checked');
    await expectControl(rig.page.getByLabel('Saturday'), 'unchecked');
    expect(await label('At').inputValue()).toBe('12:00');
  });

  it('does not move the start of a schedule by changing its name', async () => {
    await rig.open(`/schedules/${NIGHTLY}/edit`);
    await label('Name').fill('Renamed');
    await press('Save schedule');
    await rig.page.getByRole('heading', { level: 1, name: 'Renamed' }).waitFor();
    expect(sent('PATCH')[0]).not.toHaveProperty('recurrence');
    await rig.page.getByRole('link', { name: 'Edit' }).click();
    await label('At').fill('05:15');
    await press('Save schedule');
    await rig.page.getByText('Schedule Renamed saved.').last().waitFor();
    await rig.page.getByText('every day at 05:15').waitFor();
    expect(sent('PATCH')[1]).toMatchObject({
      recurrence: { start: '2026-03-01T05:15', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY' },
    });
  });

  it('creates one schedule although the button is pressed twice', async () => {
    const release = rig.fake.hold(schedulesApi.create);
    await rig.open(NEW);
    await label('Name').fill('Once');
    await rig.page.getByRole('button', { name: 'Create schedule' }).dblclick();
    release();
    await rig.page.getByRole('heading', { level: 1, name: 'Once' }).waitFor();
    expect(sent('POST')).toHaveLength(1);
  });
});

describe('the page of a schedule', () => {
  it('tells what it does, its next runs and what became of each occurrence', async () => {
    await rig.open(`/schedules/${NIGHTLY}`);
    await expectShown(rig.page.getByText('up to 5 min later, by chance'));
    expect(await nextRuns().count()).toBe(10);
    const skipped = row('the scan before it still worked');
    await expectShown(skipped.getByText('Scan of 2026-11-26 was at 71 %.'));
    await expectShown(row('12 occurrences from').getByText('the console was down, or too busy, when it was due'));
    await expectShown(row('completed, partial').getByText('run now'));
    await label('Outcome').selectOption('skipped');
    await row('completed').first().waitFor({ state: 'detached' });
    await expectShown(skipped);
  });

  it('runs it now, once though the button is pressed twice', async () => {
    const release = rig.fake.hold(schedulesApi.run);
    await rig.open(`/schedules/${NIGHTLY}`);
    await rig.page.getByRole('button', { name: 'Run now' }).dblclick();
    release();
    await rig.page.getByText('Office, every night started.').waitFor();
    expect(rig.fake.writes).toEqual([`POST /api/v1/schedules/${NIGHTLY}/run`]);
  });

  it('says that a blackout holds the run back, and until when', async () => {
    const planned = rig.fake.world.scans.find((scan) => scan.state === 'planned');
    const blackout = { id: fakeId('blackout', 2), name: 'Night shift', until: '2031-03-29T04:00:00Z' };
    Object.assign(planned ?? {}, { blackout });
    await rig.renew({ timezoneId: 'UTC' });
    await rig.open(`/schedules/${NIGHTLY}`);
    await press('Run now');
    await rig.page
      .getByText('Office, every night is planned. The blackout Night shift holds it back until 2031-03-29 04:00:00.')
      .waitFor();
    expect(await rig.page.getByText('Office, every night started.').count()).toBe(0);
  });

  it('names the command that runs when it names none itself', async () => {
    const command = () => rig.page.locator('dt', { hasText: 'Command' }).locator('xpath=following-sibling::dd[1]');
    await rig.open(`/schedules/${NIGHTLY}`);
    await expectShown(command().getByText('the site’s own'));
    const own = rig.fake.world.sites[0]?.defaultCommand;
    await expectShown(command().getByRole('link', { name: own?.name }));
    Object.assign(rig.fake.world.sites[0] ?? {}, { defaultCommand: null });
    await rig.open(`/schedules/${NIGHTLY}`);
    await expectShown(command().getByRole('link', { name: 'Connect scan' }));
    await expectShown(command().getByText('the usual one, for its site names none'));
  });

  it('says why it can\u2019t be run', async () => {
    rig.fake.world.scans = [];
    await rig.open(`/schedules/${NIGHTLY}`);
    await press('Run now');
    await expectShown(rig.page.getByText('Every address of this site is excluded.').last());
    await press('Disable');
    await rig.page.getByText('No run is to come.').waitFor();
    expect(sent('PATCH')).toEqual([{ enabled: false }]);
  });
});

describe('schedules on other pages', () => {
  it('are on the page of their site', async () => {
    await rig.open(`/sites/${fakeId('site', 1)}`);
    await expectShown(row('Office, every night').getByRole('button', { name: /^Run/ }));
    expect(await rig.page.getByText('Warehouse, by the hour').count()).toBe(0);
    await rig.page.getByRole('link', { name: 'New schedule' }).click();
    await rig.page.getByRole('heading', { name: 'New schedule' }).waitFor();
    expect(await label('Site').inputValue()).toBe(fakeId('site', 1));
  });

  it('are named by the scans that they started', async () => {
    await rig.open('/scans');
    await row('Warehouse Rotterdam').getByRole('link', { name: 'Warehouse, by the hour' }).click();
    await rig.page.waitForURL(`**/schedules/${fakeId('schedule', 3)}`);
    await rig.page.getByRole('heading', { level: 1, name: 'Warehouse, by the hour' }).waitFor();
    await rig.open(`/scans/${fakeId('scan', 2)}`);
    await expectShown(rig.page.locator('.line').getByRole('link', { name: 'Office, every night' }));
  });

  it('can be done by hand: a scan of live hosts alone', async () => {
    await rig.open(`/scans/new?site=${fakeId('site', 1)}`);
    await rig.page.getByLabel(/^Only live hosts/).check();
    await press('Start scan');
    await rig.page.waitForURL(/\/scans\/0/);
    const body = rig.fake.writes.find((write) => write.startsWith('POST /api/v1/scans {'));
    expect(body).toBe(`POST /api/v1/scans {"siteId":"${fakeId('site', 1)}","liveHostsOnly":true}`);
    await expectShown(rig.page.getByText('only known hosts that are not gone'));
  });
});
