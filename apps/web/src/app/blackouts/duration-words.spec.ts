import { describe, expect, it } from '@jest/globals';
import { joinMinutes, minutesWords, splitMinutes } from './duration-words.js';

describe('minutesWords', () => {
  it.each([
    [0, '0 min'],
    [45, '45 min'],
    [60, '1 h'],
    [90, '1 h 30 min'],
    [1440, '1 d'],
    [3245, '2 d 6 h 5 min'],
    [44_640, '31 d'],
  ])('of %d is "%s"', (minutes, words) => {
    expect(minutesWords(minutes)).toBe(words);
  });
});

describe('the fields of a length', () => {
  it.each([1, 59, 60, 90, 1441, 44_640])('give back %d minutes', (minutes) => {
    expect(joinMinutes(splitMinutes(minutes))).toBe(minutes);
  });

  it('count an empty one as none', () => {
    expect(joinMinutes({ hours: null, minutes: 30 })).toBe(30);
    expect(joinMinutes({ hours: 2, minutes: null })).toBe(120);
  });
});
