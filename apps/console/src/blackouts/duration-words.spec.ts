import { describe, expect, it } from '@jest/globals';
import { durationWords } from './duration-words.js';

describe('a duration in words', () => {
  it.each([
    [1, '1 minute'],
    [59, '59 minutes'],
    [60, '1 hour'],
    [90, '1 hour 30 minutes'],
    [1440, '1 day'],
    [2881, '2 days 1 minute'],
    [44_640, '31 days'],
  ])('says %d minutes as "%s"', (minutes, words) => {
    expect(durationWords(minutes)).toBe(words);
  });
});
