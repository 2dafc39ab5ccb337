import { describe, expect, it } from '@jest/globals';
import { BackOff } from './back-off.js';
import { ConsoleRefused, ConsoleUnreachable, isRetryable, needsPeople } from './console-error.js';

describe('BackOff', () => {
  it('doubles up to its longest wait and begins anew after a success', () => {
    const backOff = new BackOff({ firstMs: 100, mostMs: 1000, clock: { random: () => 0.999_999 } });
    expect([1, 2, 3, 4, 5, 6].map(() => backOff.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });

  it('draws each wait from its upper half', () => {
    const backOff = new BackOff({ firstMs: 100, mostMs: 1000, clock: { random: () => 0 } });
    expect([1, 2, 3].map(() => backOff.next())).toEqual([50, 100, 200]);
  });

  it('does not overflow after thousands of failures', () => {
    const backOff = new BackOff({ firstMs: 100, mostMs: 30_000, clock: { random: () => 0.5 } });
    for (let failure = 0; failure < 5000; failure += 1) expect(backOff.next()).toBeLessThanOrEqual(30_000);
  });
});

describe('what may be tried again', () => {
  it.each([500, 502, 503, 504, 408, 425, 429])('tries status %d again', (status) => {
    expect(isRetryable(new ConsoleRefused(status, 'x', 'x'))).toBe(true);
  });
  it.each([400, 404, 409, 413, 422])('does not try status %d again', (status) => {
    expect(isRetryable(new ConsoleRefused(status, 'x', 'x'))).toBe(false);
    expect(needsPeople(new ConsoleRefused(status, 'x', 'x'))).toBe(false);
  });
  it.each([401, 403, 426])('leaves status %d to people', (status) => {
    expect(isRetryable(new ConsoleRefused(status, 'x', 'x'))).toBe(false);
    expect(needsPeople(new ConsoleRefused(status, 'x', 'x'))).toBe(true);
  });
  it('tries again when nobody answered, but not after a bug of its own', () => {
    expect(isRetryable(new ConsoleUnreachable('ECONNREFUSED', 'x'))).toBe(true);
    expect(isRetryable(new TypeError('x'))).toBe(false);
  });
});
