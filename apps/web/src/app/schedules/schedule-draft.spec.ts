import { describe, expect, it } from '@jest/globals';
import type { Schedule } from '@scanfleet/contracts';
import { createRequestOf, newSchedule, scheduleDraft, updateRequestOf } from './schedule-draft.js';

const reference = (number: number, name: string) => ({ id: `00000000-0001-4000-8000-00000000000${number}`, name });
const SITE = reference(1, 'Office');
const schedule: Schedule = {
  id: reference(2, '').id,
  name: 'Every night',
  description: '',
  site: SITE,
  against: 'live_hosts',
  command: reference(3, 'SYN scan'),
  engine: null,
  pool: reference(4, 'Frankfurt'),
  priority: 'low',
  maxRate: 500,
  randomised: true,
  timeLimitMinutes: 60,
  recurrence: { start: '2026-03-01T02:30:00', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY', cron: null },
  words: 'every day at 02:30',
  missed: 'all',
  overlap: 'queue',
  jitterSeconds: 90,
  enabled: false,
  nextRunAt: null,
  ended: false,
  problem: null,
  lastRun: null,
  createdBy: 'admin',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('the form of a schedule', () => {
  it('asks for all that it has, and for the usual where nothing was chosen', () => {
    const draft = newSchedule({ siteId: SITE.id, now: new Date(2026, 1, 27, 12), zone: 'Europe/Berlin' });
    expect(createRequestOf({ ...draft, name: 'Nightly' })).toEqual({
      name: 'Nightly',
      description: '',
      siteId: SITE.id,
      against: 'site',
      commandId: null,
      engineId: null,
      poolId: null,
      priority: 'normal',
      maxRate: null,
      randomised: false,
      timeLimitMinutes: null,
      recurrence: { start: '2026-02-28T02:00', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY' },
      missed: 'once',
      overlap: 'skip',
      jitterSeconds: 0,
      enabled: true,
    });
  });

  it('holds everything of a schedule that exists', () => {
    expect(createRequestOf(scheduleDraft(schedule))).toMatchObject({
      name: 'Every night',
      siteId: SITE.id,
      against: 'live_hosts',
      commandId: schedule.command?.id,
      poolId: schedule.pool?.id,
      engineId: null,
      priority: 'low',
      maxRate: 500,
      randomised: true,
      timeLimitMinutes: 60,
      recurrence: { start: '2026-03-01T02:30', zone: 'Europe/Berlin', rules: 'RRULE:FREQ=DAILY' },
      missed: 'all',
      overlap: 'queue',
      jitterSeconds: 90,
      enabled: false,
    });
  });

  it('does not give a recurrence anew that was not changed, so that its start stays', () => {
    const draft = scheduleDraft(schedule);
    expect(updateRequestOf({ ...draft, name: 'Other' }, schedule)).not.toHaveProperty('recurrence');
    const later = { ...draft, recurrence: { ...draft.recurrence, time: '03:00' } };
    expect(updateRequestOf(later, schedule).recurrence).toMatchObject({ start: '2026-03-01T03:00' });
  });
});
