import { describe, expect, it } from '@jest/globals';
import { reachableAgo } from './reachable-time.js';

const now = new Date('2026-03-01T12:00:00Z');
const ago = (seconds: number, absence: { lastedSeconds: number; endedSecondsAgo: number } | null): number =>
  (now.getTime() - reachableAgo(now, seconds, { absence, returnSeconds: 30 }).getTime()) / 1000;

describe('reachableAgo', () => {
  it('is the plain time without an absence', () => {
    expect(ago(10, null)).toBe(10);
  });

  it('is the plain time again when all of it lies behind the return', () => {
    expect(ago(10, { lastedSeconds: 100, endedSecondsAgo: 40 })).toBe(10);
    expect(ago(0, { lastedSeconds: 100, endedSecondsAgo: 30.1 })).toBe(0);
  });

  it('goes back to the begin of the absence while engines come back', () => {
    expect(ago(0, { lastedSeconds: 100, endedSecondsAgo: 0 })).toBe(100);
    expect(ago(0, { lastedSeconds: 100, endedSecondsAgo: 29 })).toBe(129);
    expect(ago(10, { lastedSeconds: 100, endedSecondsAgo: 29 })).toBe(139);
  });

  it('adds what was before the absence to what is after the return', () => {
    expect(ago(60, { lastedSeconds: 100, endedSecondsAgo: 50 })).toBe(190);
  });
});
