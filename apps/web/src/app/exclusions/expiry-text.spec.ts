import { describe, expect, it } from '@jest/globals';
import { expiryMoment, expiryProblem, expiryText } from './expiry-text.js';

describe('the expiry of an exclusion', () => {
  it.each(['2026-11-22T06:30:00.000Z', '2026-07-01T23:59:00.000Z'])('comes back from the control as %s', (at) => {
    expect(expiryText(at)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
    expect(expiryMoment(expiryText(at))).toBe(at);
  });

  it('is never where the control is empty', () => {
    expect(expiryText(null)).toBe('');
    expect(expiryMoment('')).toBeNull();
    expect(expiryProblem('', 0)).toBeUndefined();
  });

  it('must lie ahead', () => {
    const now = Date.parse('2026-11-22T06:30');
    expect(expiryProblem('2026-11-22T06:29', now)).toMatchObject({ message: 'must be in the future' });
    expect(expiryProblem('2026-11-22T06:31', now)).toBeUndefined();
  });
});
