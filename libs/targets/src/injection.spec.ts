import { describe, expect, it } from '@jest/globals';
import { scannerTargetLines } from './scanner-target-lines.js';
import { parseTarget } from './target.js';
import { addressesOf, parseTargetList } from './target-list.js';

describe('text that wants to be a command or an option', () => {
  it.each([
    '-iL',
    '-iL/etc/passwd',
    '-oN/etc/cron.d/x',
    '-oX',
    '--script=/tmp/x.nse',
    '--script',
    '--datadir=/tmp',
    '--excludefile=/dev/null',
    '--resume',
    '-c',
    '--conf',
    '--',
    '-10.0.0.1',
    '-',
    '‐‐script',
    '−sS',
    '10.0.0.1;id',
    '10.0.0.1|id',
    '10.0.0.1||id',
    '10.0.0.1&id',
    'x&&cmd',
    '$(id)',
    '${IFS}',
    '$HOME',
    '`id`',
    '10.0.0.1>x',
    '<x',
    '(id)',
    '{a,b}',
    '!1',
    "'10.0.0.1'",
    '"10.0.0.1"',
    '10.0.0.1\\',
    '^x',
    '~root',
    'a?b',
    'a*',
    'a=b',
    '[a-z]',
    '%s',
    '%00',
    'a\u0000b',
    '\u001b[31mred',
    'a\u202eb',
    '\ufeff10.0.0.1',
    '10.0.0.1\u00a0--script',
    '10.0.0.1\n--script',
    '10.0.0.1\r\n-iL',
    '10.0.0.1\t-oN',
    '127.0.0.1,--script,http-fetch',
    '@/etc/passwd',
    'file:///etc/passwd',
    '/etc/passwd',
    '../x',
    '<script>alert(1)</script>',
    '=cmd|calc',
    '+1',
    '١٠.0.0.1',
    'ⓔxample.com',
    'example。com',
    '10.0.0.1。5',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    'x.0x7f',
    '1.0',
  ])('is refused as a target: %j', (token) => {
    expect(parseTarget(token).ok).toBe(false);
  });

  it('cannot hide behind a comma in a list (CVE-2022-30284)', () => {
    const { problems } = parseTargetList('127.0.0.1,--script,http-fetch,--script-args,http-fetch.destination=/tmp');
    expect(problems.map(({ token, code, column }) => ({ token, code, column }))).toEqual([
      { token: '--script', code: 'option_like', column: 11 },
      { token: '--script-args', code: 'option_like', column: 31 },
      { token: 'http-fetch.destination=/tmp', code: 'shell_character', column: 45 },
    ]);
  });

  it('never reaches the files of the scanners, which hold only addresses and CIDRs', () => {
    const list = parseTargetList('10.0.0.1-9 -oN/x 2001:db8::/64 localhost $(id) ::ffff:10.0.0.77');
    for (const line of scannerTargetLines(addressesOf(list.targets)))
      expect(line).toMatch(/^[0-9a-f][0-9a-f.:]*(\/\d+)?$/);
  });
});
