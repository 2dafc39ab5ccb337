import { describe, expect, it } from '@jest/globals';
import { engineState } from './engine-state.js';

const working = { online: true, enabled: true, approved: true, draining: false, busySlots: 0 };

describe('engineState', () => {
  it.each([
    [{}, 'online'],
    [{ busySlots: 1 }, 'scanning'],
    [{ draining: true, busySlots: 1 }, 'draining'],
    [{ draining: true }, 'drained'],
    [{ online: false, draining: true }, 'offline'],
    [{ enabled: false, online: false }, 'disabled'],
    [{ approved: false, enabled: false, online: false }, 'waiting for approval'],
  ])('calls an engine with %j %s', (difference, word) => {
    expect(engineState({ ...working, ...difference }).word).toBe(word);
  });
});
