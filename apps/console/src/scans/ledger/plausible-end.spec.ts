import { describe, expect, it } from '@jest/globals';
import { plausibleEnd } from './plausible-end.js';

describe('plausibleEnd', () => {
  const now = new Date('2026-03-01T12:00:00.000Z');

  it('believes an end that is ahead, and none that has passed or is years away', () => {
    expect(plausibleEnd('2026-03-01T12:00:01.000Z', now)).toEqual(new Date('2026-03-01T12:00:01.000Z'));
    expect(plausibleEnd('2026-03-01T11:59:59.000Z', now)).toBeNull();
    expect(plausibleEnd('9999-12-31T23:59:59.000Z', now)).toBeNull();
    expect(plausibleEnd(null, now)).toBeNull();
  });
});
