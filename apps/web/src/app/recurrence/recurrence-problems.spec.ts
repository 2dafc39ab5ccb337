import { describe, expect, it } from '@jest/globals';
import { placedMessage, recurrencePart } from './recurrence-problems.js';

describe('placedMessage', () => {
  it('says where in the text it is', () => {
    expect(
      placedMessage({ path: 'recurrence.rules', line: 2, column: 7, token: 'BYDAY=XX', message: 'is no day' }),
    ).toBe('line 2, column 7, "BYDAY=XX": is no day');
  });

  it('does not say a token twice', () => {
    expect(placedMessage({ path: 'recurrence.cron', column: 3, token: '61', message: '61 is no minute' })).toBe(
      'column 3: 61 is no minute',
    );
    expect(placedMessage({ path: 'recurrence.zone', message: 'is no time zone' })).toBe('is no time zone');
  });
});

describe('recurrencePart', () => {
  it.each([
    ['recurrence.rules', 'rules'],
    ['body.recurrence.zone', 'zone'],
    ['/recurrence/start', 'start'],
    ['recurrence.cron', 'cron'],
    ['name', undefined],
    ['recurrence', undefined],
    ['precurrence.cron', undefined],
  ])('of %s is %s', (path, part) => {
    expect(recurrencePart(path)).toBe(part);
  });
});
