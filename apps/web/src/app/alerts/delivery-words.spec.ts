import { describe, expect, it } from '@jest/globals';
import { deliveryStateOf, deliveryWords, retryWord } from './delivery-words.js';

describe('deliveryWords', () => {
  it('tells a first wait from one after a failure', () => {
    expect(deliveryWords('waiting', 0).word).toBe('waiting');
    expect(deliveryWords('waiting', 2)).toEqual({ word: 'trying again', tone: 'warn' });
  });

  it('shows what was given up as bad, whatever its tries', () => {
    expect(deliveryWords('dead', 9)).toEqual({ word: 'dead', tone: 'bad' });
  });

  it('shows a state that it does not know as it is', () => {
    expect(deliveryWords('frozen', 1)).toEqual({ word: 'frozen', tone: 'plain' });
    expect(deliveryStateOf('frozen')).toBeUndefined();
  });
});

describe('retryWord', () => {
  it('offers to try again what failed, and nothing else', () => {
    expect(retryWord({ state: 'dead', attempts: 9 })).toBe('Replay');
    expect(retryWord({ state: 'waiting', attempts: 1 })).toBe('Try now');
    expect(retryWord({ state: 'waiting', attempts: 0 })).toBeUndefined();
    expect(retryWord({ state: 'delivered', attempts: 1 })).toBeUndefined();
  });
});
