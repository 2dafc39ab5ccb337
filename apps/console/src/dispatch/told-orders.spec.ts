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

describe('the wish for a new token', () => {
  it('is news once in half a minute for each engine', () => {
    const told = new ToldOrders();
    const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 1, 12, 0, seconds));
    expect([told.rotationIsNews('a', at(0)), told.rotationIsNews('a', at(29))]).toEqual([true, false]);
    expect([told.rotationIsNews('b', at(29)), told.rotationIsNews('a', at(30))]).toEqual([true, true]);
  });
});
