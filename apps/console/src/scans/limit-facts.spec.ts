import { describe, expect, it } from '@jest/globals';
import { type LimitFacts, sayFull } from './limit-facts.js';

const none = { shards: 0, rate: 0, unbounded: 0 };
function facts(wish: Partial<LimitFacts>): LimitFacts {
  return {
    id: 's',
    zoneName: 'default',
    zoneMaxShards: null,
    inZone: none,
    siteName: 'north',
    siteMaxShards: null,
    siteMaxRate: null,
    inSite: none,
    maxRate: null,
    inScan: none,
    ...wish,
  };
}

describe('what a scan with limits waits for', () => {
  it.each([
    [
      'the limit of its zone',
      { zoneMaxShards: 5, inZone: { ...none, shards: 5 } },
      'Waits for a shard of the zone default to end: its limit is 5.',
    ],
    [
      'the limit of its site',
      { siteMaxShards: 4, inSite: { ...none, shards: 4 } },
      'Waits for a shard of the site north to end: its limit is 4.',
    ],
    [
      'the rate of its site',
      { siteMaxRate: 100, inSite: { shards: 2, rate: 100, unbounded: 0 } },
      'Waits for a shard of the site north to end: its 100 packets a second are used up.',
    ],
    [
      'shards from before the rate of its site',
      { siteMaxRate: 100, inSite: { shards: 1, rate: 0, unbounded: 1 } },
      'Waits for a shard of the site north to end that was started before the site had a rate budget.',
    ],
    [
      'its own rate',
      { maxRate: 7, inScan: { shards: 1, rate: 7, unbounded: 0 } },
      'Waits for a shard of the scan to end: its 7 packets a second are used up.',
    ],
  ])('is %s', (_, wish, sentence) => {
    expect(sayFull(facts(wish))).toBe(sentence);
  });

  it('is none of them while there is room', () => {
    const busy = { shards: 3, rate: 6, unbounded: 0 };
    const limits = { zoneMaxShards: 4, siteMaxShards: 4, siteMaxRate: 7, maxRate: 7 };
    expect(sayFull(facts({ ...limits, inZone: busy, inSite: busy, inScan: busy }))).toBeNull();
  });
});
