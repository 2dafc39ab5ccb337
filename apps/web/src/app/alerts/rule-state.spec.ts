import { describe, expect, it } from '@jest/globals';
import { ruleState } from './rule-state.js';

const now = Date.parse('2026-03-01T12:00:00Z');
const later = '2026-03-01T13:00:00Z';
const earlier = '2026-03-01T11:00:00Z';

describe('ruleState', () => {
  it.each([
    [{ enabled: true, mutedUntil: null }, 'on'],
    [{ enabled: true, mutedUntil: later }, 'muted'],
    [{ enabled: true, mutedUntil: earlier }, 'on'],
    [{ enabled: false, mutedUntil: later }, 'disabled'],
  ])('calls %j %s', (rule, word) => {
    expect(ruleState(rule, now).word).toBe(word);
  });
});
