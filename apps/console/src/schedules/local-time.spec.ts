import { describe, expect, it } from '@jest/globals';
import { localTime, localTimeWithOffset } from './local-time.js';

describe('local times', () => {
  it.each([
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', '2026-03-29T01:59:59+01:00'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', '2026-03-29T03:00:00+02:00'],
    ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00+01:00'],
    ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01T00:00:00+00:00'],
    ['2026-01-01T00:00:00Z', 'Asia/Kathmandu', '2026-01-01T05:45:00+05:45'],
    ['2026-01-01T12:00:00Z', 'America/Sao_Paulo', '2026-01-01T09:00:00-03:00'],
  ])('of %s in %s are %s', (instant, zone, local) => {
    expect(localTimeWithOffset(new Date(instant), zone)).toBe(local);
    expect(localTime(new Date(instant), zone)).toBe(local.slice(0, 19));
  });
});
