import { describe, expect, it } from '@jest/globals';
import { plannedRows } from './planned-rows.js';

const run = (at: string, local: string) => ({ at, local, blackouts: [], collidesWith: [] });

describe('plannedRows', () => {
  it('shows the local time of each run and where the clocks were changed', () => {
    const rows = plannedRows([
      run('2026-03-28T01:30:00Z', '2026-03-28T02:30:00+01:00'),
      run('2026-03-29T01:30:00Z', '2026-03-29T03:30:00+02:00'),
      run('2026-03-30T00:30:00Z', '2026-03-30T02:30:00+02:00'),
    ]);
    expect(rows.map(({ local, shift }) => [local.day, local.date, local.time, local.offset, shift])).toEqual([
      ['Sat', '2026-03-28', '02:30', '+01:00', ''],
      ['Sun', '2026-03-29', '03:30', '+02:00', '+01:00 → +02:00'],
      ['Mon', '2026-03-30', '02:30', '+02:00', ''],
    ]);
  });

  it('knows UTC by its letter and shows seconds where there are some', () => {
    const [row] = plannedRows([run('2026-01-01T00:00:05Z', '2026-01-01T00:00:05Z')]);
    expect(row?.local).toEqual({ day: 'Thu', date: '2026-01-01', time: '00:00:05', offset: '+00:00' });
  });

  it('tells UTC when the local time is written in another way', () => {
    const [row] = plannedRows([run('2026-01-01T12:00:00Z', '<b>noon</b>')]);
    expect(row?.local).toMatchObject({ date: '2026-01-01', time: '12:00', offset: '+00:00' });
  });
});
