import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseTarget, type TargetLine } from './target.js';
import { type TargetProblem } from './target-problem.js';

function good(token: string): TargetLine {
  const result = parseTarget(token);
  if (!result.ok) throw new Error(result.problem.message);
  return result.target;
}

function bad(token: string): TargetProblem {
  const result = parseTarget(token);
  if (result.ok) throw new Error(`${token} was read as ${result.target.kind}`);
  return result.problem;
}

describe('a target', () => {
  it.each([
    ['10.0.0.1', 'address', '10.0.0.1'],
    ['2001:DB8::1', 'address', '2001:db8::1'],
    ['::ffff:10.0.0.1', 'address', '10.0.0.1'],
    ['10.0.0.0/24', 'cidr', '10.0.0.0-10.0.0.255'],
    ['10.0.0.0/31', 'cidr', '10.0.0.0-10.0.0.1'],
    ['10.0.0.7/32', 'cidr', '10.0.0.7'],
    ['0.0.0.0/0', 'cidr', '0.0.0.0-255.255.255.255'],
    ['2001:db8::/127', 'cidr', '2001:db8::-2001:db8::1'],
    ['2001:db8::7/128', 'cidr', '2001:db8::7'],
    ['::ffff:10.0.0.0/104', 'cidr', '10.0.0.0-10.255.255.255'],
    ['10.0.0.1-50', 'range', '10.0.0.1-10.0.0.50'],
    ['10.0.0.7-7', 'range', '10.0.0.7'],
    ['10.0.0.0-255', 'range', '10.0.0.0-10.0.0.255'],
    ['10.0.0.1-10.0.1.9', 'range', '10.0.0.1-10.0.1.9'],
    ['2001:db8::1-2001:db8::ff', 'range', '2001:db8::1-2001:db8::ff'],
    ['::ffff:10.0.0.1-10.0.0.9', 'range', '10.0.0.1-10.0.0.9'],
  ])('%s is read as %s', (token, kind, text) => {
    expect(good(token)).toMatchObject({ kind, token, line: 1, column: 1 });
    expect(good(token).set?.toString()).toBe(text);
  });

  it.each([
    ['localhost', 'localhost'],
    ['EXAMPLE.com', 'example.com'],
    ['example.com.', 'example.com'],
    ['a', 'a'],
    ['3com.example', '3com.example'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['print_server', 'print_server'],
    ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example'],
    ['ip-10-0-0-1', 'ip-10-0-0-1'],
    ['10.0.0.1.example.com', '10.0.0.1.example.com'],
    ['1.2.3.4-static.isp.example', '1.2.3.4-static.isp.example'],
    ['dead.beef', 'dead.beef'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
    [`${'abcdefghi.'.repeat(25)}abc`, `${'abcdefghi.'.repeat(25)}abc`],
  ])('%s is a host name', (token, name) => {
    expect(good(token)).toEqual({ kind: 'name', token, name, line: 1, column: 1 });
  });

  it.each([
    ['10.0.0.5/24', '"10.0.0.5/24" has host bits set and is read as 10.0.0.0/24'],
    ['2001:db8::5/64', '"2001:db8::5/64" has host bits set and is read as 2001:db8::/64'],
    ['::ffff:10.0.0.5/120', '"::ffff:10.0.0.5/120" has host bits set and is read as 10.0.0.0/24'],
    ['::ffff:10.0.0.0/120', '"::ffff:10.0.0.0/120" is IPv4-mapped and read as 10.0.0.0/24'],
    ['::ffff:a00:1', '"::ffff:a00:1" is IPv4-mapped and read as IPv4'],
  ])('%s carries a note on how it was read', (token, note) => {
    expect(good(token).note).toBe(note);
  });

  it('carries no note where nothing was read differently', () => {
    expect(good('10.0.0.0/24')).not.toHaveProperty('note');
  });
});

describe('a bad target is refused with what to write instead:', () => {
  it.each([
    ['10.0.0.256', 'bad_ipv4', '"10.0.0.256" holds 256, but the numbers of an IPv4 address end at 255'],
    [
      '10.0.0',
      'bad_ipv4',
      '"10.0.0" has 3 numbers; an IPv4 address has four, and a whole network is written as in 10.0.0.0/24',
    ],
    [
      '010.0.0.1',
      'leading_zero',
      '"010.0.0.1" has a number with a leading zero, which some programs read as octal; write 10.0.0.1',
    ],
    ['10.0.0.1-010', 'leading_zero', '"10.0.0.1-010" ends in a number with a leading zero; write 10.0.0.1-10'],
    [
      '10.0.0-5.1',
      'octet_list',
      '"10.0.0-5.1" is an octet range of nmap, which is not read here; write each block as a range or CIDR, such as 10.0.0.1-10.0.0.9 or 10.0.0.0/24',
    ],
    ['10.0.0.*', 'wildcard', '"10.0.0.*" holds a wildcard; write 10.0.0.0/24'],
    ['10.*.*.*', 'wildcard', '"10.*.*.*" holds a wildcard; write 10.0.0.0/8'],
    ['*.example.com', 'wildcard', '"*.example.com" holds a wildcard; write each host name in full'],
    ['10.0.0.9-1', 'range_reversed', '"10.0.0.9-1" ends before it begins; write 10.0.0.1-10.0.0.9'],
    [
      '2001:db8::9-2001:db8::1',
      'range_reversed',
      '"2001:db8::9-2001:db8::1" ends before it begins; write 2001:db8::1-2001:db8::9',
    ],
    [
      '10.0.0.1-300',
      'range_octet',
      '"10.0.0.1-300" ends in 300, but the last number of an address ends at 255; did you mean 10.0.0.1-10.0.1.44?',
    ],
    [
      '2001:db8::1-ff',
      'range_form',
      '"2001:db8::1-ff" has no whole address as its end; write 2001:db8::1-2001:db8::ff',
    ],
    [
      '10.0.0.0/255.255.255.0',
      'netmask',
      '"10.0.0.0/255.255.255.0" has a netmask; write the prefix length, 10.0.0.0/24',
    ],
    ['10.0.0.0/0.0.0.0', 'netmask', '"10.0.0.0/0.0.0.0" has a netmask; write the prefix length, 10.0.0.0/0'],
    [
      '10.0.0.1/255.255.255.255',
      'netmask',
      '"10.0.0.1/255.255.255.255" has a netmask; write the prefix length, 10.0.0.1/32',
    ],
    ['10.0.0/24', 'short_cidr', '"10.0.0/24" is short; write all four numbers, 10.0.0.0/24'],
    ['10.0.0.0/33', 'bad_prefix', '"10.0.0.0/33" has the prefix length "33"; for IPv4 it is a number from 0 to 32'],
    ['::/129', 'bad_prefix', '"::/129" has the prefix length "129"; for IPv6 it is a number from 0 to 128'],
    ['10.0.0.0/08', 'bad_prefix', '"10.0.0.0/08" has a prefix length with a leading zero; write 10.0.0.0/8'],
    [
      '::ffff:10.0.0.1/32',
      'mapped_prefix',
      '"::ffff:10.0.0.1/32" is an IPv4-mapped address, whose prefix length runs from 96 to 128; write it as IPv4, such as 10.0.0.1/32',
    ],
    [
      'fe80::1%eth0',
      'zone_id',
      '"fe80::1%eth0" has a zone id, which only means something on one machine; write the address without "%" and what follows',
    ],
    ['[::1]:80', 'brackets', '"[::1]:80" is in brackets; write "::1"'],
    ['10.0.0.1:80', 'port', '"10.0.0.1:80" has a port; write "10.0.0.1" alone, ports belong into the scan command'],
    [
      'http://example.com/',
      'url',
      '"http://example.com/" is a URL; write only its host name or address, without scheme, port and path',
    ],
    ['10.0.0.1–9', 'dash', '"10.0.0.1–9" holds a dash (U+2013); write a plain hyphen "-"'],
    [
      'münchen.example',
      'non_ascii',
      '"münchen.example" holds "ü" (U+00FC); write an international name in its punycode form, such as xn--mnchen-3ya.example',
    ],
    [
      '10.0.0.1\u200b',
      'hidden_character',
      '"10.0.0.1U+200B" holds the invisible character U+200B; type the target again instead of pasting it',
    ],
    [
      '--script',
      'option_like',
      '"--script" begins with "-" and would be an option, not a target; options belong into the scan command',
    ],
  ])('%s', (token, code, message) => {
    expect(bad(token)).toEqual({ line: 1, column: 1, token, code, message });
  });

  it.each([
    ['', 'empty'],
    ['-', 'lone_hyphen'],
    ['-sS', 'option_like'],
    ['-iL/etc/passwd', 'option_like'],
    ['10.0.0.1;id', 'shell_character'],
    ['$(id)', 'shell_character'],
    ['10.0.0.1 10.0.0.2', 'separator'],
    ['10.0.0.1,', 'separator'],
    ['user@host', 'bad_character'],
    ['exa%6dple', 'zone_id'],
    ['3', 'bare_number'],
    ['127.1', 'bad_ipv4'],
    ['10.0.0.1.5', 'bad_ipv4'],
    ['10..0.1', 'bad_ipv4'],
    ['10.0.0.x', 'bad_ipv4'],
    ['10.0.0.1a', 'bad_ipv4'],
    ['0x7f000001', 'number_name'],
    ['0x7f.0.0.0x1', 'number_name'],
    ['server.1', 'number_name'],
    ['10.0.0-5', 'octet_list'],
    ['10-20', 'octet_list'],
    ['10.0.0.1-', 'range_form'],
    ['10.0.0.1-a', 'range_form'],
    ['10.0.0.1-2-3', 'range_form'],
    ['10.0.0.1-5.6', 'range_form'],
    ['10.0.0.1-10.0.1.x', 'range_form'],
    ['10.0.0.1-10.0.0.256', 'bad_ipv4'],
    ['10.0.0.1-10.0.0.09', 'leading_zero'],
    ['::ffff:10.0.0.1-10.0.0.300', 'bad_ipv4'],
    ['::1-10.0.0.1', 'range_families'],
    ['::fffe:0:0-::ffff:1.2.3.4', 'range_families'],
    ['::1-::2-::3', 'range_form'],
    ['2001:db8::1-', 'range_form'],
    ['2001:db8::1-x', 'bad_ipv6'],
    ['10.0.0.0/', 'bad_prefix'],
    ['10.0.0.0/8/9', 'bad_prefix'],
    ['fe80::/-1', 'bad_prefix'],
    ['10.0.0.0/24-26', 'range_form'],
    ['10.0.0.1-5/24', 'range_form'],
    ['fe80::1-fe80::5/64', 'range_form'],
    ['::ffff:10.0.0.1/95', 'mapped_prefix'],
    ['example.com/24', 'name_prefix'],
    ['/24', 'name_prefix'],
    ['../../etc/passwd', 'name_prefix'],
    ['/etc/passwd', 'name_prefix'],
    ['localhost:22', 'port'],
    ['1::2::3', 'bad_ipv6'],
    ['1:2:3', 'bad_ipv6'],
    ['12345::', 'bad_ipv6'],
    ['g::1', 'bad_ipv6'],
    [':1::', 'bad_ipv6'],
    ['::1.2.3.256', 'bad_ipv6'],
    ['1.2.3.4::', 'bad_ipv6'],
    ['1:2:3:4:5:6:7:8::', 'bad_ipv6'],
    ['00:11:22:33:44:55', 'bad_ipv6'],
    ['a..b', 'empty_label'],
    ['.example', 'empty_label'],
    ['example..', 'empty_label'],
    ['a-.example', 'hyphen_label'],
    ['a.-b', 'hyphen_label'],
    ['xn--', 'hyphen_label'],
    [`${'a'.repeat(64)}.example`, 'long_label'],
    [`${'abcdefghi.'.repeat(25)}abcd`, 'long_name'],
    ['a'.repeat(301), 'too_long'],
    ['\u212aelvin', 'non_ascii'],
  ])('"%s" is %s', (token, code) => {
    expect(bad(token).code).toBe(code);
  });

  it('and the message is harmless and short, whatever the token', () => {
    const { message, token } = bad(`\u001b]0;pwned\u0007${'x'.repeat(1_000_000)}`);
    expect(message).not.toMatch(/\p{C}/u);
    expect(message.length).toBeLessThan(300);
    expect(token.length).toBeLessThanOrEqual(300);
  });
});

describe('whatever text is given', () => {
  it('the answer is a target made of harmless characters, or a problem without invisible ones', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'019afx.:-/%,*_ #[]'), maxLength: 24 }),
    );
    fc.assert(
      fc.property(text, (token) => {
        const result = parseTarget(token);
        if (!result.ok) return !/\p{C}/u.test(result.problem.message) && result.problem.message.length > 10;
        const said = result.target.name ?? result.target.set?.toString() ?? '';
        return /^[a-z0-9_:][a-z0-9._:,-]*$/.test(said) && !/[\s,#]/.test(token);
      }),
      { numRuns: 20_000 },
    );
  });
});
