import { parseTargetList } from '@scanfleet/targets';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readExclusions } from '../exclusions/excluded-addresses.js';
import { explainVerdict } from './explain-verdict.js';

const lines = (text: string) => parseTargetList(text).targets;
const exclusions = (...targets: string[]) =>
  readExclusions(targets.map((target, at) => ({ id: `x${at}`, target, scope: 'site' as const, reason: 'fragile' })));

describe('explainVerdict', () => {
  it('names the target that an address is in by', () => {
    expect(explainVerdict('10.0.0.7', lines('# office\n10.0.0.0/24'), [])).toEqual({
      address: '10.0.0.7',
      included: true,
      explanation: '10.0.0.7 is in, by 10.0.0.0/24 in line 2.',
      targets: [{ token: '10.0.0.0/24', line: 2 }],
      exclusions: [],
    });
  });

  it('names the exclusion that keeps it out, with scope and reason', () => {
    const verdict = explainVerdict('10.0.0.7', lines('10.0.0.0/24'), exclusions('10.0.0.6-9'));
    expect(verdict).toMatchObject({
      included: false,
      explanation:
        '10.0.0.7 is out: 10.0.0.0/24 in line 1 names it, but the site exclusion 10.0.0.6-9 (fragile) keeps it out.',
      exclusions: [{ id: 'x0', target: '10.0.0.6-9', scope: 'site', reason: 'fragile' }],
    });
  });

  it.each([
    ['10.9.9.9', '10.9.9.9 is out: no target of the site names it.'],
    ['::ffff:10.0.0.1', '10.0.0.1 is in, by 10.0.0.1 in line 1.'],
    ['2001:DB8:0::1', '2001:db8::1 is in, by 2001:db8::/64 in line 2.'],
    [
      '127.0.0.1',
      '127.0.0.1 is in, by 127.0.0.1 in line 3. 127.0.0.1 is loopback: only engines whose owner allows it will scan it.',
    ],
  ])('explains %s', (address, explanation) => {
    expect(explainVerdict(address, lines('10.0.0.1\n2001:db8::/64\n127.0.0.1'), [])?.explanation).toBe(explanation);
  });

  it('says that host names may still change the answer', () => {
    expect(explainVerdict('10.0.0.1', lines('printer.invalid'), [])?.explanation).toContain('may still lead to it');
    expect(explainVerdict('10.0.0.1', lines('10.0.0.1'), exclusions('printer.invalid'))?.explanation).toContain(
      'may still keep it out',
    );
  });

  it.each(['', '10.0.0.256', 'printer.invalid', '10.0.0.0/24'])('has no answer for %j', (text) => {
    expect(explainVerdict(text, [], [])).toBeUndefined();
  });

  it('agrees with a look at every address of a small network', () => {
    const range = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) }));
    const ranges = fc.array(range, { maxLength: 6 });
    const text = (list: { low: number; high: number }[]) => list.map(({ low, high }) => `10.0.0.${low}-${high}`);
    fc.assert(
      fc.property(ranges, ranges, fc.nat(255), (wanted, excluded, last) => {
        const within = (list: { low: number; high: number }[]) =>
          list.some(({ low, high }) => low <= last && last <= high);
        const verdict = explainVerdict(`10.0.0.${last}`, lines(text(wanted).join('\n')), exclusions(...text(excluded)));
        expect(verdict?.included).toBe(within(wanted) && !within(excluded));
      }),
    );
  });
});
