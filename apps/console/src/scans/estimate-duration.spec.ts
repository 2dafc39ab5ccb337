import { describe, expect, it } from '@jest/globals';
import { parseOptions } from '@scanfleet/scan-options';
import { type DurationInput, estimateDuration, sayDuration } from './estimate-duration.js';

function estimate(text: string, wish: Partial<DurationInput> = {}): number | null {
  const scanner = wish.scanner ?? 'nmap';
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  const input = { scanner, options: read.options, probes: 1_000_000n, shards: 4, slots: 4, maxRate: null };
  return estimateDuration({ ...input, ...wish });
}

describe('how long a scan takes', () => {
  it.each([
    ['500 probes a second of an nmap', '-sT', {}, 510],
    ['one slot only', '-sT', { slots: 1 }, 2040],
    ['no more slots than shards', '-sT', { slots: 400 }, 510],
    ['the timing template', '-sT -T4', {}, 260],
    ['the rate of the command', '-sT --max-rate 50', {}, 5010],
    ['the least rate of the command', '-sT --min-rate 5000', {}, 60],
    ['the budget of all', '-sT', { maxRate: 100 }, 10_010],
    ['the rate of masscan', '-p80 --rate 10000', { scanner: 'masscan' as const }, 35],
    ['the 100 a second of a masscan that is told none', '-p80', { scanner: 'masscan' as const }, 2510],
  ])('goes by %s', (_, text, wish, seconds) => {
    expect(estimate(text, wish)).toBe(seconds);
  });

  it('is not known without a slot', () => {
    expect(estimate('-sT', { slots: 0 })).toBeNull();
  });

  it.each([
    [1, 'about 1 second'],
    [89, 'about 89 seconds'],
    [600, 'about 10 minutes'],
    [7200, 'about 2 hours'],
    [86_400 * 3, 'about 3 days'],
    [86_400 * 365 * 12_000, 'about 12,000 years'],
  ])('of %d seconds is said as %s', (seconds, words) => {
    expect(sayDuration(seconds)).toBe(words);
  });
});
