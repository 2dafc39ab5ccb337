import { describe, expect, it } from '@jest/globals';
import { muteEnd, muteEndProblem } from './mute-until.js';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('muteEnd', () => {
  it.each([
    ['1h', '2026-03-01T13:00:00.000Z'],
    ['8h', '2026-03-01T20:00:00.000Z'],
    ['1d', '2026-03-02T12:00:00.000Z'],
    ['7d', '2026-03-08T12:00:00.000Z'],
  ] as const)('ends a mute of %s at %s', (length, end) => {
    expect(muteEnd({ length, until: '2026-12-24T00:00' }, now)).toBe(end);
  });

  it('takes the moment that was written, in the time of the reader', () => {
    expect(muteEnd({ length: 'until', until: '2026-03-05T06:30' }, now)).toBe(
      new Date(2026, 2, 5, 6, 30).toISOString(),
    );
  });
});

describe('muteEndProblem', () => {
  it('wants a moment, and one that lies ahead', () => {
    expect(muteEndProblem({ length: 'until', until: '' }, now)?.message).toBe('Say until when.');
    expect(muteEndProblem({ length: 'until', until: '2020-01-01T00:00' }, now)?.message).toBe('must be in the future');
    expect(muteEndProblem({ length: 'until', until: '2030-01-01T00:00' }, now)).toBeUndefined();
  });

  it('does not look at it while a length is chosen', () => {
    expect(muteEndProblem({ length: '1h', until: '' }, now)).toBeUndefined();
  });
});
