import { describe, expect, it } from '@jest/globals';
import { certificateEnd } from './certificate-end.js';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('the end of a certificate', () => {
  it.each([
    ['2026-03-31T12:00:00Z', 'in 30 days', 'good'],
    ['2026-03-31T11:59:59Z', 'in 29 days', 'soon'],
    ['2026-03-02T12:00:00Z', 'in 1 day', 'soon'],
    ['2026-03-02T11:00:00Z', 'within a day', 'soon'],
    ['2026-03-01T12:00:00Z', 'today', 'expired'],
    ['2026-02-28T12:00:00Z', '1 day ago', 'expired'],
    ['2024-03-01T12:00:00Z', '730 days ago', 'expired'],
    ['9999-12-31T23:59:59Z', 'in 2912383 days', 'good'],
  ])('at %s is %s', (expiresAt, distance, state) => {
    expect(certificateEnd(expiresAt, now)).toEqual({ distance, state });
  });
});
