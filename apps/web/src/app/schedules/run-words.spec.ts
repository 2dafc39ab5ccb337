import { describe, expect, it } from '@jest/globals';
import { jitterWords, occurrencesWords } from './run-words.js';

describe('jitterWords', () => {
  it.each([
    [0, 'at once'],
    [45, 'up to 45 s later, by chance'],
    [90, 'up to 90 s later, by chance'],
    [300, 'up to 5 min later, by chance'],
    [7200, 'up to 2 h later, by chance'],
  ])('of %d seconds', (seconds, words) => {
    expect(jitterWords(seconds)).toBe(words);
  });
});

describe('occurrencesWords', () => {
  it('counts', () => {
    expect(occurrencesWords(1)).toBe('1 occurrence');
    expect(occurrencesWords(12)).toBe('12 occurrences');
  });
});
