import { describe, expect, it } from '@jest/globals';
import { coveredPorts, isExplicitPorts, probesPerAddress } from './coverage.js';
import type { CoveredPorts } from './coverage.js';
import { Scanner } from './option-types.js';
import type { ScanOption } from './option-types.js';
import { parseOptions } from './parse-options.js';

function options(scanner: Scanner, text: string): ScanOption[] {
  const result = parseOptions(scanner, text);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.options;
}

describe('coverage of nmap', () => {
  it.each<[string, CoveredPorts, number]>([
    ['', { tcp: 'top:1000' }, 1004],
    ['-F', { tcp: 'top:100' }, 104],
    ['-Pn --top-ports 20', { tcp: 'top:20' }, 20],
    ['-p 22,80,81 -Pn', { tcp: '22,80-81' }, 3],
    ['-p- -Pn', { tcp: '1-65535' }, 65535],
    ['-p 1-100 --exclude-ports 50-60,99- -Pn', { tcp: '1-49,61-98' }, 87],
    ['-sU -F -Pn', { udp: 'top:100' }, 100],
    ['-sS -sU -p U:53,T:80,443 -Pn', { udp: '53', tcp: '80,443' }, 3],
    ['-sS -sU -p 53,U:161,T:80 -Pn', { udp: '53,161', tcp: '53,80' }, 4],
    ['-sS -p U:53 -Pn', {}, 1],
    ['-sO -Pn', { ip: '0-255' }, 256],
    ['-sO -p 1,6 -Pn', { ip: '1,6' }, 2],
    ['-sY -Pn', { sctp: 'top:1000' }, 52],
    ['-p http,ssh -Pn', { tcp: 'names:http,ssh' }, 2],
    ['--port-ratio 0.001 -Pn', { tcp: 'ratio:0.001' }, 1000],
    ['-sn', {}, 4],
    ['-sn -PS22,80 -PE', {}, 3],
  ])('of %j', (text, covered, probes) => {
    expect(coveredPorts(Scanner.Nmap, options(Scanner.Nmap, text))).toEqual(covered);
    expect(probesPerAddress(Scanner.Nmap, options(Scanner.Nmap, text))).toBe(probes);
  });

  it('tells lists of ports from names of a choice', () => {
    expect(isExplicitPorts('22,80-90')).toBe(true);
    expect(isExplicitPorts('top:1000')).toBe(false);
  });
});

describe('coverage of masscan', () => {
  it.each<[string, CoveredPorts, number]>([
    ['-p 80,443', { tcp: '80,443' }, 2],
    ['-p 80 -p U:53', { tcp: '80', udp: '53' }, 2],
    ['-sU -p 53,T:80', { tcp: '80', udp: '53' }, 2],
    ['--udp-ports 1-5 --ping', { udp: '1-5' }, 6],
    ['-p 1-100 --exclude-ports 50-60', { tcp: '1-49,61-100' }, 89],
    ['--top-ports 20', { tcp: 'top:20' }, 20],
    ['--arpscan', {}, 1],
    ['--oprotos 1-5', { ip: '1-5' }, 5],
  ])('of %j', (text, covered, probes) => {
    expect(coveredPorts(Scanner.Masscan, options(Scanner.Masscan, text))).toEqual(covered);
    expect(probesPerAddress(Scanner.Masscan, options(Scanner.Masscan, text))).toBe(probes);
  });
});
