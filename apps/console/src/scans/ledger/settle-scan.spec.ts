import { describe, expect, it } from '@jest/globals';
import { settledScan, type ShardTally } from './settle-scan.js';

function aTally(counts: Partial<ShardTally>): ShardTally {
  return {
    queued: 0,
    active: 0,
    paused: 0,
    delivered: 0,
    cancelled: 0,
    excluded: 0,
    failed: 0,
    failure: null,
    findsWait: false,
    held: null,
    ...counts,
  };
}

describe('the state of a scan', () => {
  it('stays open while a shard waits or runs', () => {
    expect(settledScan(aTally({ delivered: 3, queued: 1 }), null)).toBeUndefined();
    expect(settledScan(aTally({ paused: 3, active: 1 }), null)).toBeUndefined();
  });

  it('stays open while something that was found waits for its shard', () => {
    expect(settledScan(aTally({ delivered: 3, findsWait: true }), null)).toBeUndefined();
    expect(settledScan(aTally({ failed: 3, findsWait: true }), null)).toBeUndefined();
  });

  it('follows an order to the whole scan while only finds wait', () => {
    const tally = aTally({ delivered: 3, findsWait: true });
    expect(settledScan({ ...tally, held: 'pause' }, null)).toMatchObject({ state: 'paused' });
    expect(settledScan({ ...tally, held: 'cancel' }, 'Cancelled by Ada.')).toEqual({
      state: 'cancelled',
      partial: false,
      reason: 'Cancelled by Ada.',
    });
  });

  it('is completed when all shards are delivered', () => {
    expect(settledScan(aTally({ delivered: 3 }), null)).toEqual({ state: 'completed', partial: false, reason: null });
  });

  it('is partial, and says why, when some shards failed', () => {
    expect(settledScan(aTally({ delivered: 3, failed: 1, failure: 'nmap crashed' }), null)).toEqual({
      state: 'completed',
      partial: true,
      reason: '1 of 4 shards failed: nmap crashed',
    });
  });

  it('is failed when no shard was delivered', () => {
    const settled = settledScan(aTally({ failed: 2, failure: 'nmap crashed' }), null);
    expect(settled).toEqual({ state: 'failed', partial: false, reason: 'nmap crashed' });
  });

  it('is paused while a paused shard is left and none runs', () => {
    expect(settledScan(aTally({ delivered: 1, paused: 1 }), null)?.state).toBe('paused');
  });

  it('is cancelled, with who did it, when shards were cancelled', () => {
    const settled = settledScan(aTally({ delivered: 1, cancelled: 1 }), 'Cancelled by ann.');
    expect(settled).toEqual({ state: 'cancelled', partial: false, reason: 'Cancelled by ann.' });
  });

  it('is completed although it was cancelled, when its last shard was delivered before the order reached anybody', () => {
    expect(settledScan(aTally({ delivered: 1 }), 'Cancelled by ann.')?.state).toBe('completed');
  });

  it('is not partial because of shards that were excluded after planning', () => {
    expect(settledScan(aTally({ delivered: 1, excluded: 1 }), null)).toMatchObject({
      state: 'completed',
      partial: false,
    });
  });

  it('is cancelled when everything was excluded after planning', () => {
    expect(settledScan(aTally({ excluded: 2 }), null)?.reason).toMatch(/excluded after it was planned/);
  });
});
