import { describe, expect, it } from '@jest/globals';
import { recurrenceFrom, type RecurrenceDraft } from './recurrence-draft.js';
import { inMode } from './switch-mode.js';

const daily: RecurrenceDraft = recurrenceFrom({ date: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' });

describe('inMode', () => {
  it('writes as text what the simple mode said', () => {
    const weekly = { ...daily, mode: 'weekly', days: ['SA', 'SU'] } as const;
    expect(inMode(weekly, 'rules').rules).toBe('RRULE:FREQ=WEEKLY;BYDAY=SA,SU');
    expect(inMode(weekly, 'cron').cron).toBe('30 2 * * SAT,SUN');
  });

  it('fills in the simple fields from a text that fits', () => {
    const text = { ...daily, mode: 'rules', rules: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR' } as const;
    expect(inMode(text, 'weekly')).toMatchObject({ mode: 'weekly', step: 2, days: ['FR'] });
    const cron = { ...daily, mode: 'cron', cron: '5 4 * * 1' } as const;
    expect(inMode(cron, 'weekly')).toMatchObject({ mode: 'weekly', days: ['MO'], time: '04:05' });
    expect(inMode(cron, 'daily')).toMatchObject({ mode: 'daily', time: '04:05' });
  });

  it('turns one text into the other where a simple mode says both', () => {
    expect(inMode({ ...daily, mode: 'cron', cron: '5 4 * * 1' }, 'rules')).toMatchObject({
      rules: 'RRULE:FREQ=WEEKLY;BYDAY=MO',
      time: '04:05',
    });
    expect(inMode({ ...daily, mode: 'rules', rules: 'FREQ=DAILY' }, 'cron').cron).toBe('30 2 * * *');
  });

  it('takes what the console made of a cron expression', () => {
    const lines = 'RRULE:FREQ=MONTHLY;BYDAY=MO;BYHOUR=2;BYMINUTE=30';
    expect(inMode({ ...daily, mode: 'cron', cron: '30 2 1 * MON' }, 'rules', lines).rules).toBe(lines);
  });

  it('does not lose a text that no simple mode says by looking at another mode', () => {
    const rules = 'RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1MO';
    const there = inMode({ ...daily, mode: 'rules', rules }, 'daily');
    expect(inMode(there, 'rules').rules).toBe(rules);
    const cron = '0 2 1,15 * *';
    expect(inMode(inMode({ ...daily, mode: 'cron', cron }, 'daily'), 'cron').cron).toBe(cron);
  });

  it('keeps start and zone in every mode', () => {
    for (const mode of ['once', 'interval', 'daily', 'weekly', 'monthly', 'cron', 'rules'] as const)
      expect(inMode(daily, mode)).toMatchObject({ mode, date: '2026-03-29', time: '02:30', zone: 'Europe/Berlin' });
  });
});
