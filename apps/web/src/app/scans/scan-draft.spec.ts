import { describe, expect, it } from '@jest/globals';
import { isComplete, scanRequestOf, type ScanDraft } from './scan-draft.js';

const ID = '00000000-0001-4000-8000-000000000001';
const OTHER = '00000000-0001-4000-8000-000000000002';
const draft: ScanDraft = {
  what: 'site',
  siteId: ID,
  targets: '10.0.0.1',
  zoneId: OTHER,
  commandId: '',
  where: 'usual',
  poolId: OTHER,
  engineId: OTHER,
  priority: 'normal',
  maxRate: null,
  timeLimitMinutes: null,
  randomised: false,
  liveHostsOnly: false,
};

describe('scanRequestOf', () => {
  it('leaves out what was left open, and what belongs to the other choice', () => {
    expect(scanRequestOf(draft)).toEqual({ siteId: ID });
    expect(scanRequestOf({ ...draft, what: 'targets' })).toEqual({ targets: '10.0.0.1', zoneId: OTHER });
    expect(scanRequestOf({ ...draft, where: 'pool' })).toEqual({ siteId: ID, poolId: OTHER });
    expect(scanRequestOf({ ...draft, where: 'engine' })).toEqual({ siteId: ID, engineId: OTHER });
  });

  it('asks for priority, rate, order and time limit', () => {
    const said = { priority: 'high', maxRate: 500, randomised: true, timeLimitMinutes: 60 } as const;
    expect(scanRequestOf({ ...draft, ...said })).toEqual({ siteId: ID, ...said });
  });
});

describe('the choice of live hosts', () => {
  it('narrows a site; other targets are scanned as they are', () => {
    const live = { ...draft, liveHostsOnly: true };
    expect(scanRequestOf(live)).toEqual({ siteId: ID, liveHostsOnly: true });
    expect(scanRequestOf({ ...live, what: 'targets' })).not.toHaveProperty('liveHostsOnly');
  });
});

describe('isComplete', () => {
  it('is true for a site, and for targets', () => {
    expect(isComplete({ siteId: ID })).toBe(true);
    expect(isComplete({ targets: '10.0.0.1' })).toBe(true);
  });

  it.each([
    [{ siteId: '' }],
    [{ targets: ' \n' }],
    [{ siteId: ID, poolId: '' }],
    [{ siteId: ID, maxRate: 0 }],
    [{ siteId: ID, timeLimitMinutes: 1.5 }],
  ])('is false for %j', (request) => {
    expect(isComplete(request)).toBe(false);
  });
});
