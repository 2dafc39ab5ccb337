import { describe, expect, it } from '@jest/globals';
import { rehearsedDays } from './rehearsal-days.js';

describe('rehearsedDays', () => {
  it('fills the days without messages in, from the first to the last', () => {
    const days = rehearsedDays({
      from: '2026-02-27T23:10:00Z',
      until: '2026-03-02T09:00:00Z',
      perDay: [
        { day: '2026-02-28', messages: 2, lines: 7 },
        { day: '2026-03-02', messages: 4, lines: 4 },
      ],
    });
    expect(days).toEqual([
      { day: '2026-02-27', messages: 0, lines: 0, percent: 0 },
      { day: '2026-02-28', messages: 2, lines: 7, percent: 50 },
      { day: '2026-03-01', messages: 0, lines: 0, percent: 0 },
      { day: '2026-03-02', messages: 4, lines: 4, percent: 100 },
    ]);
  });

  it('draws nothing where nothing would have been sent', () => {
    const days = rehearsedDays({ from: '2026-03-01T00:00:00Z', until: '2026-03-01T12:00:00Z', perDay: [] });
    expect(days.map((day) => day.percent)).toEqual([0]);
  });
});
