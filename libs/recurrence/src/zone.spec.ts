import { describe, expect, it } from '@jest/globals';
import { localText } from './civil.js';
import { readStart } from './moment.js';
import { isZone, zoneNamed, zones } from './zone.js';

function zone(name: string): NonNullable<ReturnType<typeof zoneNamed>> {
  const found = zoneNamed(name);
  if (found === undefined) throw new Error(`${name} is no zone`);
  return found;
}

function instantOf(name: string, local: string): string {
  const start = readStart(local);
  if (typeof start === 'string') throw new Error(start);
  return new Date(zone(name).instantOf(start) * 1000).toISOString().slice(0, 19);
}

describe('a wall-clock time that the clock jumps over', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T02:00', '2026-03-29T01:00:00'],
    ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00'],
    ['America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00'],
    ['America/Chicago', '2026-03-08T02:59:59', '2026-03-08T08:59:59'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00'],
    ['Antarctica/Troll', '2024-03-31T01:30', '2024-03-31T01:30:00'],
    ['Pacific/Chatham', '2024-09-29T03:00', '2024-09-28T14:15:00'],
    ['America/Sao_Paulo', '2018-11-04T00:30', '2018-11-04T03:30:00'],
    ['Asia/Tehran', '2022-03-22T00:10', '2022-03-21T20:40:00'],
    ['Asia/Kathmandu', '1986-01-01T00:05', '1985-12-31T18:35:00'],
    ['Africa/Monrovia', '1972-01-07T00:30', '1972-01-07T01:14:30'],
    ['Africa/Casablanca', '2024-04-14T02:30', '2024-04-14T02:30:00'],
    // A whole day was left out.
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T22:00:00'],
  ])('is read in %s with the offset before: %s', (name, local, instant) => {
    expect(instantOf(name, local)).toBe(instant);
  });
});

describe('a wall-clock time that comes twice', () => {
  it.each([
    ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00'],
    ['Europe/Berlin', '2026-10-25T02:00', '2026-10-25T00:00:00'],
    ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00:00'],
    ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00'],
    ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45:00'],
    ['Antarctica/Troll', '2024-10-27T02:30', '2024-10-27T00:30:00'],
    ['Pacific/Chatham', '2024-04-07T03:00', '2024-04-06T13:15:00'],
    ['America/Sao_Paulo', '2019-02-16T23:30', '2019-02-17T01:30:00'],
    ['Africa/Casablanca', '2024-03-10T02:30', '2024-03-10T01:30:00'],
    ['Asia/Pyongyang', '2015-08-14T23:45', '2015-08-14T14:45:00'],
  ])('is the first of the two in %s: %s', (name, local, instant) => {
    expect(instantOf(name, local)).toBe(instant);
  });
});

describe('the clock on the wall', () => {
  it.each(['Pacific/Apia', 'Africa/Monrovia', 'Africa/Casablanca', 'Europe/Berlin', 'America/Noronha'])(
    'shows in %s what Intl shows, over sixty years',
    (name) => {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
      const of = zone(name);
      const wrong: string[] = [];
      for (let at = Date.UTC(1971, 5, 1) / 1000; at < Date.UTC(2031, 0, 1) / 1000; at += 100_003) {
        const shown = localText(of.localOf(at)).replace('T', ' ');
        if (shown !== format.format(at * 1000)) wrong.push(shown);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('finds a change of offset to the second, and one that lasted a week', () => {
    const berlin = zone('Europe/Berlin');
    const change = Date.UTC(2026, 2, 29, 1) / 1000;
    expect(localText(berlin.localOf(change - 1))).toBe('2026-03-29T01:59:59');
    expect(localText(berlin.localOf(change))).toBe('2026-03-29T03:00:00');
    expect(localText(zone('America/Noronha').localOf(Date.UTC(2000, 9, 10) / 1000))).toBe('2000-10-09T23:00:00');
  });
});

describe('names of zones', () => {
  it.each(['UTC', 'Europe/Berlin', 'europe/berlin', 'Asia/Calcutta', 'Asia/Kolkata', 'EST5EDT', 'Etc/GMT+5'])(
    'include %s',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  it.each([
    '',
    'Berlin',
    'Europe/Berlin ',
    '+01:00',
    '-05',
    'GMT+1',
    'CEST',
    'Europe/../Berlin',
    '\u0000',
    'x'.repeat(9999),
  ])('do not include %j', (name) => {
    expect(isZone(name)).toBe(false);
  });

  it('are listed in order, and each is one', () => {
    const all = zones();
    expect(all).toContain('UTC');
    expect(all).toContain('Europe/Berlin');
    expect([...all].sort()).toEqual(all);
    expect(all.every(isZone)).toBe(true);
  });

  it('get their usual capitals, and stay what they are', () => {
    expect(zone('europe/berlin').name).toBe('Europe/Berlin');
    expect(zone('Asia/Kolkata').name).toBe('Asia/Kolkata');
  });
});
