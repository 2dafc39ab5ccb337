import { describe, expect, it } from '@jest/globals';
import { clockText, dateOf, dateText, dayOf, daysInMonth, isLeap, localText, weekdayOf } from './civil.js';
import { firstYear, lastYear } from './horizon.js';

describe('dates as numbers', () => {
  it('agree with the platform on each day of four centuries, there and back', () => {
    let wrong = 0;
    for (let day = dayOf(firstYear, 1, 1); day <= dayOf(firstYear + 400, 12, 31); day += 1) {
      const date = new Date(day * 86_400_000);
      const { year, month, day: ofMonth } = dateOf(day);
      const same =
        year === date.getUTCFullYear() &&
        month === date.getUTCMonth() + 1 &&
        ofMonth === date.getUTCDate() &&
        weekdayOf(day) === (date.getUTCDay() + 6) % 7 &&
        dayOf(year, month, ofMonth) === day;
      if (!same) wrong += 1;
    }
    expect(wrong).toBe(0);
    expect(dateText(dayOf(lastYear, 12, 31))).toBe(new Date('9999-12-31').toISOString().slice(0, 10));
  });

  it.each([
    [1900, false, 28],
    [2000, true, 29],
    [2024, true, 29],
    [2026, false, 28],
    [2100, false, 28],
  ])('know whether %i is a leap year', (year, leap, february) => {
    expect(isLeap(year)).toBe(leap);
    expect(daysInMonth(year, 2)).toBe(february);
  });

  it('are written as people and ISO 8601 do', () => {
    expect(localText(dayOf(2026, 3, 1) * 86_400 + 9_000)).toBe('2026-03-01T02:30:00');
    expect(dateText(dayOf(1970, 1, 9))).toBe('1970-01-09');
    expect(clockText(9_015)).toBe('02:30:15');
  });
});
