import { describe, expect, it } from '@jest/globals';
import { parseOptions, readOptions } from '@scanfleet/scan-options';
import fc from 'fast-check';
import { ownRate, shareOf, withRate } from './rate-budget.js';

function options(scanner: 'nmap' | 'masscan', text: string): { name: string; value?: string }[] {
  const read = parseOptions(scanner, text);
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join());
  return read.options;
}

describe('a share of a budget', () => {
  it.each([
    [1000, 4, 250],
    [1000, 3, 333],
    [1000, 1, 1000],
    [1000, 0, 1000],
    [3, 10, 1],
    [0, 4, undefined],
    [-5, 1, undefined],
  ])('of %d for %d slots is %s', (left, slots, share) => {
    expect(shareOf(left, slots)).toBe(share);
  });

  it('uses up the budget, never more, and never gives less than one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 300 }), (budget, slots) => {
        let left = budget;
        for (let slot = slots; slot > 0; slot -= 1) {
          const share = shareOf(left, slot);
          if (share === undefined) break;
          expect(share).toBeGreaterThanOrEqual(1);
          left -= share;
          expect(left).toBeGreaterThanOrEqual(0);
        }
        expect(left).toBe(0);
      }),
    );
  });
});

describe('the rate of a command', () => {
  it('is what it says, and 100 for a masscan that says nothing', () => {
    expect(ownRate('nmap', options('nmap', '-sT --max-rate 50'))).toBe(50);
    expect(ownRate('nmap', options('nmap', '-sT'))).toBe(Infinity);
    expect(ownRate('masscan', options('masscan', '-p80 --rate 5000'))).toBe(5000);
    expect(ownRate('masscan', options('masscan', '-p80'))).toBe(100);
  });
});

describe('options with a rate', () => {
  it.each([
    ['nmap', '-sT', 300, '--max-rate', '300'],
    ['nmap', '-sT --max-rate 1000', 300, '--max-rate', '300'],
    ['nmap', '-sT --max-rate 20', 300, '--max-rate', '20'],
    ['masscan', '-p80 --rate 1000', 300, '--rate', '300'],
    ['masscan', '-p80 --rate 20', 300, '--rate', '20'],
    ['masscan', '-p80', 300, '--rate', '100'],
    ['masscan', '-p80', 30, '--rate', '30'],
  ] as const)('of %s %s at %d hold %s to %s', (scanner, text, rate, name, value) => {
    const changed = withRate(scanner, options(scanner, text), rate);
    expect(changed.filter((option) => option.name === name)).toEqual([{ name, value }]);
    expect(readOptions(scanner, changed).ok).toBe(true);
  });

  it('keep the least rate of nmap below the most, which nmap would refuse otherwise', () => {
    const changed = withRate('nmap', options('nmap', '-sT --min-rate 500 --max-rate 900'), 100);
    expect(changed).toContainEqual({ name: '--min-rate', value: '100' });
    expect(changed).toContainEqual({ name: '--max-rate', value: '100' });
    expect(readOptions('nmap', changed).ok).toBe(true);
  });
});
