import { describe, expect, it } from '@jest/globals';
import { reconnectDelay } from './reconnect-delay.js';

describe('reconnectDelay', () => {
  it('doubles up to 20 seconds', () => {
    expect([0, 1, 2, 5, 6, 1000].map((attempt) => reconnectDelay(attempt, 1))).toEqual([
      500, 1000, 2000, 16_000, 20_000, 20_000,
    ]);
  });

  it('leaves half of it to chance, and is never none', () => {
    expect([reconnectDelay(3, 0), reconnectDelay(3, 0.5), reconnectDelay(0, 0)]).toEqual([2000, 3000, 250]);
  });
});
