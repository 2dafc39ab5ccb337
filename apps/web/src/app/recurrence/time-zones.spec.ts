import { describe, expect, it } from '@jest/globals';
import { findTimeZones, timeZoneNamed, timeZones } from './time-zones.js';

const zones = timeZones();
const winter = new Date('2026-01-15T12:00:00Z');

describe('findTimeZones', () => {
  it('finds a zone by words of its name', () => {
    expect(findTimeZones(zones, 'new york', winter)).toEqual(['America/New_York']);
    expect(findTimeZones(zones, 'EUROPE/ber', winter)).toEqual(['Europe/Berlin']);
  });

  it('puts zones in front that begin with the word', () => {
    const found = findTimeZones(['America/Lima', 'Asia/Manila', 'Europe/Malta', 'America/Guatemala'], 'ma', winter);
    expect(found).toEqual(['Asia/Manila', 'Europe/Malta', 'America/Lima', 'America/Guatemala']);
  });

  it('finds zones by how far they are from UTC now', () => {
    expect(findTimeZones(zones, '+05:45', winter)).toEqual([expect.stringMatching(/^Asia\/Kat/)]);
    expect(findTimeZones(['Europe/Berlin', 'UTC'], 'UTC+0100', winter)).toEqual(['Europe/Berlin']);
  });

  it('has all of them, UTC first, for no words', () => {
    expect(findTimeZones(zones, '', winter)[0]).toBe('UTC');
    expect(findTimeZones(zones, ' ', winter)).toHaveLength(zones.length);
  });
});

describe('timeZoneNamed', () => {
  it('takes a name however it is written', () => {
    expect(timeZoneNamed(zones, ' europe/berlin ')).toBe('Europe/Berlin');
    expect(timeZoneNamed(zones, 'new york')).toBe('America/New_York');
    expect(timeZoneNamed(zones, 'utc')).toBe('UTC');
  });

  it('takes nothing that names none', () => {
    expect(timeZoneNamed(zones, 'Atlantis')).toBeUndefined();
    expect(timeZoneNamed(zones, '')).toBeUndefined();
  });
});
