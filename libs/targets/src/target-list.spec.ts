import { describe, expect, it } from '@jest/globals';
import { addressesOf, parseTargetList } from './target-list.js';
import { describeProblem } from './target-problem.js';

const places = (text: string): unknown[] =>
  parseTargetList(text).targets.map(({ token, line, column }) => [token, line, column]);

describe('a pasted list', () => {
  it('is separated by line breaks of every kind, commas and blanks', () => {
    expect(places('10.0.0.1,10.0.0.2 ,  10.0.0.3\r\n\t10.0.0.4\r10.0.0.5\n\n10.0.0.6\u00a010.0.0.7')).toEqual([
      ['10.0.0.1', 1, 1],
      ['10.0.0.2', 1, 10],
      ['10.0.0.3', 1, 22],
      ['10.0.0.4', 2, 2],
      ['10.0.0.5', 3, 1],
      ['10.0.0.6', 5, 1],
      ['10.0.0.7', 5, 10],
    ]);
  });

  it('may have comments, which reach to the end of their line', () => {
    expect(places('# the office\n10.0.0.1 # printer, -oN $(id)\n10.0.0.2#door\n#')).toEqual([
      ['10.0.0.1', 2, 1],
      ['10.0.0.2', 3, 1],
    ]);
  });

  it('may begin with the byte order mark of a Windows editor', () => {
    expect(places('\ufeff10.0.0.1')).toEqual([['10.0.0.1', 1, 2]]);
  });

  it.each(['', ' \n\t,\r\n', '# nothing'])('may be empty: %j', (text) => {
    expect(parseTargetList(text)).toEqual({ targets: [], problems: [] });
  });

  it('names all three bad tokens with their places, and keeps the good ones', () => {
    const { targets, problems } = parseTargetList(
      '10.0.0.1, 10.0.0.256\nexample.com  --script # x\n2001:db8::1\n10.0.0.0/33',
    );
    expect(targets.map(({ token }) => token)).toEqual(['10.0.0.1', 'example.com', '2001:db8::1']);
    expect(problems).toEqual([
      {
        line: 1,
        column: 11,
        token: '10.0.0.256',
        code: 'bad_ipv4',
        message: '"10.0.0.256" holds 256, but the numbers of an IPv4 address end at 255',
      },
      {
        line: 2,
        column: 14,
        token: '--script',
        code: 'option_like',
        message:
          '"--script" begins with "-" and would be an option, not a target; options belong into the scan command',
      },
      {
        line: 4,
        column: 1,
        token: '10.0.0.0/33',
        code: 'bad_prefix',
        message: '"10.0.0.0/33" has the prefix length "33"; for IPv4 it is a number from 0 to 32',
      },
    ]);
    expect(problems.map(describeProblem)[0]).toBe(
      'line 1, column 11: "10.0.0.256" holds 256, but the numbers of an IPv4 address end at 255',
    );
  });

  it('reports ten thousand bad tokens as ten thousand problems', () => {
    const { problems } = parseTargetList('10.0.0.999\n'.repeat(10_000));
    expect(problems).toHaveLength(10_000);
    expect(problems.at(-1)).toMatchObject({ line: 10_000, column: 1 });
  });

  it('tells what to do about a range written with blanks and about an octet list', () => {
    const { problems } = parseTargetList('10.0.0.1 - 10.0.0.9\n10.0.0-5.1,3');
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 10, 'lone_hyphen'],
      [2, 1, 'octet_list'],
      [2, 12, 'bare_number'],
    ]);
  });

  it('merges duplicates and overlaps into one set, and leaves names aside', () => {
    const { targets } = parseTargetList(
      '10.0.0.0/25 10.0.0.100-10.0.0.255 ::ffff:10.0.0.3 printer.example 2001:db8::1',
    );
    expect(addressesOf(targets).toString()).toBe('10.0.0.0-10.0.0.255,2001:db8::1');
  });
});
