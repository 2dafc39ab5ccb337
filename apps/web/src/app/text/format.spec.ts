import { describe, expect, it } from '@jest/globals';
import { countOf, formatBytes, formatCount } from './format-count.js';
import { formatAgo, formatDuration, formatRoundTrip } from './format-time.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1\u202f000'],
    ['65536', '65\u202f536'],
    ['999999999999999', '999\u202f999\u202f999\u202f999\u202f999'],
    ['1208925819614629174706176', '≈ 1.2 × 10²⁴'],
  ])('writes %s as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('counts things by their number', () => {
    expect([countOf(1, 'host'), countOf('2', 'address', 'addresses'), countOf(0, 'host')]).toEqual([
      '1 host',
      '2 addresses',
      '0 hosts',
    ]);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [5_000_000_000, '5.0 GB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, '0 ms'],
    [850, '850 ms'],
    [42 * SECOND, '42 s'],
    [3 * MINUTE + 5 * SECOND, '3 min 05 s'],
    [2 * HOUR + 10 * MINUTE, '2 h 10 min'],
    [4 * DAY + 3 * HOUR, '4 d 3 h'],
  ])('writes %d ms as %s', (length, text) => {
    expect(formatDuration(length)).toBe(text);
  });
});

describe('formatAgo', () => {
  it.each([
    [0, 'just now'],
    [42 * SECOND, '42 s ago'],
    [59 * MINUTE, '59 min ago'],
    [47 * HOUR, '47 h ago'],
    [48 * HOUR, '2 d ago'],
    [-3 * HOUR, 'in 3 h'],
    [-2 * SECOND, 'just now'],
  ])('calls %d ms before now "%s"', (distance, text) => {
    expect(formatAgo(1_000_000_000 - distance, 1_000_000_000)).toBe(text);
  });
});

describe('formatRoundTrip', () => {
  it.each([
    [430, '430 µs'],
    [3210, '3.2 ms'],
    [85_400, '85 ms'],
    [1_400_000, '1.4 s'],
  ])('writes %d µs as %s', (micros, text) => {
    expect(formatRoundTrip(micros)).toBe(text);
  });
});
