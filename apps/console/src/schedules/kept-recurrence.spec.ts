import { describe, expect, it } from '@jest/globals';
import { recurrenceRequest } from '@scanfleet/contracts';
import { readRequest } from '../blackouts/read-recurrence.js';
import { refusePast } from './kept-recurrence.js';

const now = new Date('2026-03-01T12:00:42Z');
const read = (wish: object, before: Parameters<typeof readRequest>[1]['before'] = null) =>
  readRequest(recurrenceRequest.parse(wish), { since: now, before });
const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('readRequest', () => {
  it('keeps rules in their canonical form, with the start as it was given', () => {
    const { record } = read({ start: '2026-03-02T02:30', zone: 'Europe/Berlin', rules: 'freq=daily' });
    expect(record).toMatchObject({ start: '2026-03-02T02:30:00', zone: 'Europe/Berlin', cron: null });
    expect(record.rules).toMatch(/FREQ=DAILY/);
  });

  it('translates cron, which begins with the present minute of its zone', () => {
    const { record, recurrence } = read({ zone: 'Europe/Berlin', cron: ' 30 2 * * 1-5 ' });
    expect(record).toMatchObject({ start: '2026-03-01T13:00:00', cron: '30 2 * * 1-5' });
    expect(recurrence.next(now)).toEqual(new Date('2026-03-02T01:30:00Z'));
  });

  it('keeps the start of the same cron expression, and begins another one anew', () => {
    const { record: before } = read({ zone: 'UTC', cron: '0 4 * * *', start: '2020-01-01T00:00' });
    expect(read({ zone: 'UTC', cron: '0 4 * * *' }, before).record).toEqual(before);
    expect(read({ zone: 'UTC', cron: '0 5 * * *' }, before).record.start).toBe('2026-03-01T12:00:00');
    expect(read({ zone: 'Asia/Tehran', cron: '0 4 * * *' }, before).record.start).toBe('2026-03-01T15:30:00');
  });

  it.each([
    ['a zone that is none', { start: '2026-03-02T02:30', zone: 'Europe/Atlantis' }, 'recurrence.zone'],
    ['a start that is none', { start: 'tomorrow' }, 'recurrence.start'],
    ['rules that cannot be read', { start: '2026-03-02T02:30', rules: 'RRULE:FREQ=SOMETIMES' }, 'recurrence.rules'],
    [
      'a rule that never fires',
      { start: '2026-03-02T02:30', rules: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' },
      'recurrence.rules',
    ],
    ['a cron expression that cannot be read', { cron: '61 * * * *' }, 'recurrence.cron'],
    ['a cron expression that never fires', { cron: '0 0 30 2 *' }, 'recurrence.cron'],
  ])('refuses %s, by name of the field', (_, wish, path) => {
    expect(refusal(() => read(wish))).toMatchObject({
      status: 422,
      issues: [{ path, message: expect.stringMatching(/.{10}/) }],
    });
  });

  it('names line, column and word of a bad rule', () => {
    const error = refusal(() =>
      read({ start: '2026-03-02T02:30', rules: 'RRULE:FREQ=DAILY\nRRULE:FREQ=DAILY;BYHOUR=25' }),
    );
    expect(error).toMatchObject({
      issues: [{ line: 2, column: expect.any(Number), token: expect.stringContaining('25') }],
    });
  });
});

describe('refusePast', () => {
  it.each([
    ['a single run', { start: '2026-03-01T12:00' }, 'recurrence.start'],
    ['rules that have ended', { start: '2025-03-01T12:00', rules: 'FREQ=DAILY;COUNT=3' }, 'recurrence.rules'],
  ])('refuses %s in the past', (_, wish, path) => {
    expect(refusal(() => refusePast(read(wish), now))).toMatchObject({ status: 422, issues: [{ path }] });
  });

  it('takes a single run of the next minute', () => {
    expect(refusal(() => refusePast(read({ start: '2026-03-01T12:01' }), now))).toBeUndefined();
  });
});
