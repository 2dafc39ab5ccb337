import { describe, expect, it } from '@jest/globals';
import type { Blackout } from '@scanfleet/contracts';
import { blackoutDraft, createBlackoutOf, newBlackout, updateBlackoutOf } from './blackout-draft.js';

const SITE = '00000000-0001-4000-8000-000000000001';
const now = new Date(2026, 1, 27, 12);
const blackout: Blackout = {
  id: '00000000-0001-4000-8000-000000000002',
  name: 'Backups',
  reason: 'Disks are busy',
  scope: 'site',
  site: { id: SITE, name: 'Office' },
  engine: null,
  recurrence: { start: '2026-03-01T22:00:00', zone: 'UTC', rules: 'RRULE:FREQ=DAILY', cron: null },
  words: 'every day at 22:00 for 1 h 30 min',
  durationMinutes: 90,
  enabled: true,
  active: false,
  window: null,
  pausedScans: 0,
  createdBy: 'admin',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('the form of a blackout', () => {
  it('names what it holds for, and nothing that belongs to another scope', () => {
    const draft = { ...newBlackout({ siteId: '', now, zone: 'UTC' }), name: 'x', siteId: SITE, engineId: SITE };
    expect(createBlackoutOf(draft)).toEqual({
      name: 'x',
      reason: '',
      scope: 'global',
      recurrence: { start: '2026-02-28T02:00', zone: 'UTC', rules: 'RRULE:FREQ=DAILY' },
      durationMinutes: 120,
      enabled: true,
    });
    expect(createBlackoutOf({ ...draft, scope: 'site' })).toMatchObject({ scope: 'site', siteId: SITE });
    expect(createBlackoutOf({ ...draft, scope: 'site' })).not.toHaveProperty('engineId');
    expect(createBlackoutOf({ ...draft, scope: 'engine' })).toMatchObject({ scope: 'engine', engineId: SITE });
  });

  it('begins with the site that it comes from', () => {
    expect(newBlackout({ siteId: SITE, now, zone: 'UTC' })).toMatchObject({ scope: 'site', siteId: SITE });
  });

  it('asks to change only what can be, and the recurrence only when it was changed', () => {
    const draft = blackoutDraft(blackout);
    expect(updateBlackoutOf({ ...draft, hours: 2 }, blackout)).toEqual({
      name: 'Backups',
      reason: 'Disks are busy',
      durationMinutes: 150,
      enabled: true,
    });
    const earlier = { ...draft, recurrence: { ...draft.recurrence, time: '21:00' } };
    expect(updateBlackoutOf(earlier, blackout).recurrence).toMatchObject({ start: '2026-03-01T21:00' });
  });
});
