import { describe, expect, it } from '@jest/globals';
import { AlertKind, ScanEvent, type AlertLine } from '@scanfleet/contracts';
import { countWords, eventChoices, kindChoices, leftOutWords, lineText } from './alert-words.js';

describe('the choices of a rule', () => {
  it('offer every event and every kind of change', () => {
    expect(eventChoices.map(({ id }) => id)).toEqual(Object.values(ScanEvent));
    expect(kindChoices.map(({ id }) => id)).toEqual(Object.values(AlertKind));
  });

  it('are all called differently', () => {
    expect(new Set(kindChoices.map(({ name }) => name)).size).toBe(kindChoices.length);
  });
});

describe('leftOutWords', () => {
  it('names only what was left out, with its reason', () => {
    expect(leftOutWords({ muted: 1, acknowledged: 0, flapping: 12, undone: 0 })).toEqual([
      '1 change muted',
      '12 changes held back as going to and fro',
    ]);
  });

  it('says nothing when all was told', () => {
    expect(leftOutWords({ muted: 0, acknowledged: 0, flapping: 0, undone: 0 })).toEqual([]);
  });
});

describe('countWords', () => {
  it('begins with what occurs most, and keeps the name of what it does not know', () => {
    expect(countWords({ host_new: 2, port_opened: 30, moon_risen: 1, host_down: 0 })).toEqual([
      '30 ports opened',
      '2 new hosts',
      '1 moon_risen',
    ]);
  });

  it('counts scans by what happened to them, and one as one', () => {
    expect(countWords({ failed: 2, completed: 1, host_new: 1 })).toEqual([
      '2 scans failed',
      '1 scan completed',
      '1 new host',
    ]);
  });
});

describe('lineText', () => {
  it.each([
    ['host_new', 'new host', ''],
    ['host_new', 'new host with 1 open port: ssh', 'new host with 1 open port: ssh'],
    ['port_opened', 'opened', ''],
    ['port_opened', 'opened: ssh', 'opened: ssh'],
    ['host_gone', 'gone', ''],
    ['certificate_expiring', 'ing', 'ing'],
  ] as const)('of %s and "%s" is "%s"', (kind, text, told) => {
    expect(lineText({ kind, text } as AlertLine)).toBe(told);
  });
});
