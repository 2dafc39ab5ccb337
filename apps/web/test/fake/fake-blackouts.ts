import type { Blackout, RecurrenceRecord, TimeWindow } from '@scanfleet/contracts';
import { weekdayOfDate } from '../../src/app/recurrence/weekdays.js';
import { fakeLocal, fakeOccurrences, fakeWords } from './fake-recurrence.js';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const DAY = 1440;
const MINUTE_MS = 60_000;
const LONG_MS = 400 * DAY * MINUTE_MS;

/** A blackout as a table has it; whether it is open is looked up each time. */
export type FakeBlackout = Omit<Blackout, 'active' | 'window'>;

/** One is open at a site now. None for everything is, so that no banner stands on every page of the tests. */
export function fakeBlackouts(voice: Voice): FakeBlackout[] {
  const begun = fakeLocal(new Date(Date.now() - 25 * MINUTE_MS), 'Europe/Amsterdam').slice(0, 16);
  const inThreeDays = weekdayOfDate(new Date(Date.now() + 3 * DAY * MINUTE_MS).toISOString().slice(0, 10));
  const blackouts: readonly (readonly [
    name: string,
    rules: string,
    minutes: number,
    differs: Partial<FakeBlackout>,
  ])[] = [
    [
      'Backups',
      `RRULE:FREQ=WEEKLY;BYDAY=${inThreeDays}`,
      210,
      { reason: 'Disks and links are busy; scans made the backup of May fail' },
    ],
    [
      'Night shift',
      'RRULE:FREQ=DAILY',
      120,
      {
        scope: 'site',
        site: { id: fakeId('site', 2), name: 'Warehouse Rotterdam' },
        pausedScans: 1,
        reason: 'The conveyors’ controllers are in use',
        recurrence: { start: `${begun}:00`, zone: 'Europe/Amsterdam', rules: 'RRULE:FREQ=DAILY', cron: null },
      },
    ],
    [
      'Engine is moved',
      '',
      DAY,
      {
        scope: 'engine',
        engine: { id: fakeId('engine', 3), name: 'rtm-probe-1' },
        recurrence: { start: '2031-03-18T08:00:00', zone: 'Europe/Amsterdam', rules: '', cron: null },
      },
    ],
    ['Year end freeze', 'RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20', 20 * DAY, { enabled: false }],
  ];
  return blackouts.map(([name, rules, durationMinutes, differs], index) => {
    const recurrence: RecurrenceRecord = differs.recurrence ?? {
      start: '2026-03-01T03:00:00',
      zone: 'Europe/Berlin',
      rules,
      cron: null,
    };
    return {
      id: fakeId('blackout', index + 1),
      scope: 'global',
      enabled: true,
      pausedScans: 0,
      createdBy: voice('admin'),
      createdAt: minutesAgo(40 * DAY),
      updatedAt: minutesAgo((index + 1) * DAY),
      ...differs,
      name: voice(name),
      reason: voice(differs.reason ?? ''),
      site: differs.site ? { ...differs.site, name: voice(differs.site.name) } : null,
      engine: differs.engine ? { ...differs.engine, name: voice(differs.engine.name) } : null,
      recurrence,
      words: voice(`${fakeWords(recurrence)} for ${durationMinutes / 60} h`),
      durationMinutes,
    };
  });
}

/** The blackout as the console answers it: with the window that is open or comes next. */
export function blackoutNow(blackout: FakeBlackout): Blackout {
  const now = new Date();
  const [next] = blackout.enabled ? windowsOf(blackout, now, new Date(now.getTime() + LONG_MS * 6), 1) : [];
  return { ...blackout, window: next ?? null, active: next !== undefined && Date.parse(next.start) <= now.getTime() };
}

/** Windows that are open at some moment of a span. */
export function windowsOf(
  { recurrence, durationMinutes }: Pick<Blackout, 'recurrence' | 'durationMinutes'>,
  from: Date,
  until: Date,
  limit = 100,
): TimeWindow[] {
  const length = durationMinutes * MINUTE_MS;
  const starts = fakeOccurrences(recurrence, { from: new Date(from.getTime() - length + 1), until, limit });
  return starts.map((start) => ({
    start: start.toISOString(),
    end: new Date(start.getTime() + length).toISOString(),
  }));
}
