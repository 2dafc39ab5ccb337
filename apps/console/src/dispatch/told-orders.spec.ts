import { describe, expect, it } from '@jest/globals';
import { ToldOrders } from './told-orders.js';

const start = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);
const pause = { shardId: 's1', epoch: 1, order: 'pause' as const };

describe('ToldOrders', () => {
  it('tells an order once in five seconds', () => {
    const told = new ToldOrders();
    expect(told.news('e1', [pause], start)).toEqual([pause]);
    expect(told.news('e1', [pause], later(4))).toEqual([]);
    expect(told.news('e1', [pause], later(5))).toEqual([pause]);
  });

  it('tells another order, or another epoch, at once', () => {
    const told = new ToldOrders();
    told.news('e1', [pause], start);
    const others = [
      { ...pause, order: 'cancel' as const },
      { ...pause, epoch: 2 },
    ];
    expect(told.news('e1', others, start)).toEqual(others);
  });
});
