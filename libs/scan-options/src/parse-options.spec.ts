import { describe, expect, it } from '@jest/globals';
import { Scanner } from './option-types.js';
import type { OptionProblem } from './option-types.js';
import { parseOptions } from './parse-options.js';
import { formatOptions } from './read-options.js';

function canonical(scanner: Scanner, text: string): string {
  const result = parseOptions(scanner, text);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return formatOptions(result.options);
}

function problems(scanner: Scanner, text: string): OptionProblem[] {
  const result = parseOptions(scanner, text);
  return result.ok ? [] : result.problems;
}

describe('parseOptions for nmap', () => {
  it.each([
    ['-sS -p1-1024 --script default', '-sS -p 1-1024 --script default'],
    ['-sSV', '-sS -sV'],
    ['-sSU -p U:53,T:80', '-sS -sU -p U:53,T:80'],
    ['-nF', '-n -F'],
    ['-A', '-A'],
    ['-T aggressive', '-T4'],
    ['-T4', '-T4'],
    ['--timing 4', '-T4'],
    ['-PS22,80 -PA -PE', '-PS22,80 -PA -PE'],
    ['-P0', '-Pn'],
    ['-sP', '-sn'],
    ['-p-', '-p 1-65535'],
    ['-p -', '-p 1-65535'],
    ['-p -100,60000-', '-p 1-100,60000-65535'],
    ['-p 80,http*', '-p 80,http*'],
    ['-sO -p 1,6,P:17', '-sO -p 1,6,P:17'],
    ['--host-timeout 90', '--host-timeout 90s'],
    ['--host-timeout=1.5h', '--host-timeout 1.5h'],
    ['--scanflags synfin', '--scanflags SYNFIN'],
    ['-f -f', '-f -f'],
    ['-ff', '-f -f'],
    ['--fuzzy -O', '--osscan-guess -O'],
    ['-M 5', '--max-parallelism 5'],
    ['--max-rate 0100.50', '--max-rate 100.50'],
    [`--script 'default and not (external or brute)'`, `--script 'default and not (external or brute)'`],
    ['--script default --script ssh-hostkey', '--script default --script ssh-hostkey'],
    [`--script-args 'http.useragent="A B", vulns.short'`, `--script-args 'http.useragent="A B",vulns.short'`],
    ['--script-args http-title.url=/login', '--script-args http-title.url=/login'],
    ['', ''],
  ])('reads %j', (text, expected) => {
    expect(canonical(Scanner.Nmap, text)).toBe(expected);
  });

  it('lists every problem with its column', () => {
    expect(
      problems(Scanner.Nmap, '-oX x -sS 10.0.0.1 --nonsense -T9').map(({ option, column, code }) => [
        option,
        column,
        code,
      ]),
    ).toEqual([
      ['-oX', 1, 'ours'],
      ['10.0.0.1', 11, 'target_in_options'],
      ['--nonsense', 20, 'unknown_option'],
      ['-T', 31, 'bad_value'],
    ]);
  });

  it('names the option, the reason and the fix', () => {
    expect(problems(Scanner.Nmap, '--excludefile /tmp/x')[0]?.message).toBe(
      '--excludefile: Scanfleet applies exclusions itself. Add an exclusion instead.',
    );
    expect(problems(Scanner.Nmap, '--top 5')[0]?.message).toBe(
      '--top: nmap reads it as --top-ports. Write --top-ports in full.',
    );
  });

  it('lets through what the owner of the engine allows, and nothing else', () => {
    const allowance = { options: ['--dns-servers', '--datadir'], scripts: ['ssh-brute'] };
    expect(parseOptions(Scanner.Nmap, '--dns-servers 10.0.0.53', allowance)).toEqual({
      ok: true,
      options: [{ name: '--dns-servers', value: '10.0.0.53' }],
    });
    expect(parseOptions(Scanner.Nmap, '--script ssh-brute', allowance).ok).toBe(true);
    expect(parseOptions(Scanner.Nmap, '--script ftp-brute', allowance).ok).toBe(false);
    expect(parseOptions(Scanner.Nmap, '--datadir /tmp', allowance).ok).toBe(false);
    expect(parseOptions(Scanner.Nmap, '--dns-servers -oX', allowance).ok).toBe(false);
  });

  it('refuses a text of more than 8192 characters', () => {
    expect(problems(Scanner.Nmap, ' '.repeat(8193))[0]?.code).toBe('too_long');
  });
});

describe('parseOptions for masscan', () => {
  it.each([
    ['-p80,443 --rate 1000', '-p 80,443 --rate 1000'],
    ['--ports=U:53 --max-rate=5', '-p U:53 --rate 5'],
    ['-p 80 -p 443', '-p 80 -p 443'],
    ['--top-ports 20 --banners', '--top-ports 20 --banners'],
    ['-sS -Pn -n --ping', '-sS -Pn -n --ping'],
    ['--banner-apps http --capture html', '--banner-types http --capture html'],
  ])('reads %j', (text, expected) => {
    expect(canonical(Scanner.Masscan, text)).toBe(expected);
  });

  it('shows the spelling to use where masscan would fold one', () => {
    expect(problems(Scanner.Masscan, '--RATE 5')[0]?.message).toBe(
      '--RATE: masscan reads it as --rate. Write --rate and its value after a space or "=".',
    );
  });
});
