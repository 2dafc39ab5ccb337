import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../platform/clock/clock.js';
import { afterFailure } from './after-failure.js';
import { DeliveryPace } from './delivery-pace.js';

describe('the pace of deliveries', () => {
  const pace = new DeliveryPace(new SystemClock());
  const DAY = 86_400;

  it.each([
    [1, 10],
    [2, 30],
    [3, 60],
    [4, 300],
    [5, 900],
    [6, 1800],
    [7, 3600],
    [20, 3600],
  ])('pauses after failure %d for %d s, and up to a tenth longer', (failures, seconds) => {
    for (let round = 0; round < 50; round += 1) {
      const pause = pace.pauseSeconds(failures);
      expect(pause).toBeGreaterThanOrEqual(seconds);
      expect(pause).toBeLessThan(seconds * 1.1);
    }
  });

  it('lets a claim outlast an attempt', () => {
    expect(pace.claimSeconds * 1000).toBeGreaterThan(2 * pace.patienceMs);
  });

  it('tries for a day, some thirty times', () => {
    let seconds = 0;
    let attempts = 1;
    for (;;) {
      const prospect = afterFailure(
        {},
        { tryingSeconds: seconds, pauseSeconds: pace.pauseSeconds(attempts), longestSeconds: DAY },
      );
      if (prospect.kind === 'dead') break;
      seconds += prospect.inSeconds;
      attempts += 1;
    }
    expect(seconds).toBeLessThanOrEqual(DAY);
    expect(seconds).toBeGreaterThan(DAY - 4000);
    expect(attempts).toBeGreaterThan(25);
  });
});

describe('after a failure', () => {
  const now = { tryingSeconds: 0, pauseSeconds: 10, longestSeconds: 100 };

  it.each([
    ['tries again after the pause', {}, now, { kind: 'again', inSeconds: 10 }],
    ['waits as long as it is asked to', { retryAfterSeconds: 60 }, now, { kind: 'again', inSeconds: 60 }],
    ['pauses longer than it is asked to', { retryAfterSeconds: 1 }, now, { kind: 'again', inSeconds: 10 }],
    ['gives up what cannot succeed', { permanent: true }, now, { kind: 'dead' }],
    ['gives up when its time is over', {}, { ...now, tryingSeconds: 91 }, { kind: 'dead' }],
  ] as const)('%s', (_, failure, state, prospect) => {
    expect(afterFailure(failure, state)).toEqual(prospect);
  });
});
