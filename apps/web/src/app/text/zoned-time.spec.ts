import { describe, expect, it } from '@jest/globals';
import { isTimeZone, ownTimeZone, zonedTime } from './zoned-time.js';

describe('zonedTime', () => {
  it.each([
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', ['Sun', '2026-03-29', '01:59', '+01:00']],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', ['Sun', '2026-03-29', '03:00', '+02:00']],
    ['2026-01-01T00:00:30Z', 'Asia/Kathmandu', ['Thu', '2026-01-01', '05:45:30', '+05:45']],
    ['2026-01-01T00:00:00Z', 'America/St_Johns', ['Wed', '2025-12-31', '20:30', '-03:30']],
    ['2026-01-01T00:00:00Z', 'UTC', ['Thu', '2026-01-01', '00:00', '+00:00']],
  ])('shows %s by the clocks of %s', (at, zone, [day, date, time, offset]) => {
    expect(zonedTime(at, zone)).toEqual({ day, date, time, offset });
  });

  it('shows UTC where it does not know the zone', () => {
    expect(zonedTime('2026-01-01T12:00:00Z', '<b>Mars/Base</b>')).toMatchObject({ time: '12:00', offset: '+00:00' });
  });
});

describe('isTimeZone', () => {
  it('knows the zones of the IANA and no others', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone(ownTimeZone())).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });
});
