import { describe, expect, it } from '@jest/globals';
import { isOnline, seenLongAgo } from './engine-online.js';

const now = new Date('2026-03-01T12:00:00Z');
const secondsAgo = (seconds: number) => ({ lastSeenAt: new Date(now.getTime() - seconds * 1000) });

describe('isOnline', () => {
  it.each([
    [0, true],
    [120, true],
    [120.001, false],
    [3600, false],
  ])('%s s after the last check-in: %s', (seconds, online) => {
    expect(isOnline(secondsAgo(seconds), now)).toBe(online);
  });

  it('is false for an engine that never checked in', () => {
    expect(isOnline({ lastSeenAt: null }, now)).toBe(false);
  });
});

describe('seenLongAgo', () => {
  it.each([
    [30, false],
    [58, false],
    [59, true],
  ])('%s s after the written check-in: %s', (seconds, long) => {
    expect(seenLongAgo(secondsAgo(seconds), now)).toBe(long);
  });

  it('leaves an engine that polls every 30 seconds online between two writes', () => {
    let lastSeenAt = now;
    for (let at = now.getTime(); at < now.getTime() + 600_000; at += 30_000) {
      const then = new Date(at);
      expect(isOnline({ lastSeenAt }, then)).toBe(true);
      if (seenLongAgo({ lastSeenAt }, then)) lastSeenAt = then;
    }
  });
});
