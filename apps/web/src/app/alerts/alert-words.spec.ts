import { describe, expect, it } from '@jest/globals';
import { AlertKind, ScanEvent } from '@scanfleet/contracts';
import { countWords, eventChoices, kindChoices, leftOutWords } from './alert-words.js';

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
      { name: 'port opened', count: 30 },
      { name: 'new host', count: 2 },
      { name: 'moon_risen', count: 1 },
    ]);
  });
});
