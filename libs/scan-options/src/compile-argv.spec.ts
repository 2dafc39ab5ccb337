import { describe, expect, it } from '@jest/globals';
import type { ArgvRequest } from './argv-request.js';
import { compileArgv } from './compile-argv.js';
import { Scanner } from './option-types.js';
import { parseOptions } from './parse-options.js';

const files = { targets: '/run/t', excludes: '/run/e', report: '/run/r.xml' };
const nmapEnd = [
  '-v',
  '--no-stylesheet',
  '--stats-every=10s',
  '--excludefile=/run/e',
  '-iL',
  '/run/t',
  '-oX',
  '/run/r.xml',
];
const masscanEnd = ['--excludefile=/run/e', '-iL', '/run/t', '-oX', '/run/r.xml'];

function compile(scanner: Scanner, text: string, more: Partial<ArgvRequest> = {}): string[] {
  const result = parseOptions(scanner, text, more.allowance);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return compileArgv({ scanner, options: result.options, family: 4, privileged: true, files, ...more });
}

describe('compileArgv for nmap', () => {
  it.each<[string, Partial<ArgvRequest>, string[]]>([
    ['', {}, ['--privileged', '--max-hostgroup=16']],
    ['-sS -p 80 -T4', {}, ['--privileged', '-sS', '-p', '80', '-T4', '--max-hostgroup=16']],
    ['-sS', { privileged: false }, ['--unprivileged', '-sT', '--max-hostgroup=16']],
    ['-PS22,80', { family: 6 }, ['--privileged', '-6', '-PS22,80', '--max-hostgroup=16']],
    ['-p roxy', {}, ['--privileged', '-p', 'roxy', '--max-hostgroup=16']],
    ['--max-hostgroup 64', {}, ['--privileged', '--max-hostgroup=64']],
    ['--min-hostgroup 64', {}, ['--privileged', '--min-hostgroup=64', '--max-hostgroup=64']],
    ['', { rate: 100 }, ['--privileged', '--max-rate=100', '--max-hostgroup=16']],
    ['--max-rate 50', { rate: 100 }, ['--privileged', '--max-rate=50', '--max-hostgroup=16']],
    ['--max-rate 500', { rate: 100 }, ['--privileged', '--max-rate=100', '--max-hostgroup=16']],
    ['--min-rate 500', { rate: 100 }, ['--privileged', '--min-rate=100', '--max-rate=100', '--max-hostgroup=16']],
    ['', { hostTimeoutSeconds: 60 }, ['--privileged', '--host-timeout=60s', '--max-hostgroup=16']],
    ['--host-timeout 30s', { hostTimeoutSeconds: 60 }, ['--privileged', '--host-timeout=30s', '--max-hostgroup=16']],
    ['--host-timeout 2m', { hostTimeoutSeconds: 60 }, ['--privileged', '--host-timeout=60s', '--max-hostgroup=16']],
    ['--host-timeout 0', { hostTimeoutSeconds: 60 }, ['--privileged', '--host-timeout=60s', '--max-hostgroup=16']],
    ['--host-timeout 0', {}, ['--privileged', '--host-timeout=0s', '--max-hostgroup=16']],
    ['-sS', { userAgent: 'Scan er' }, ['--privileged', '-sS', '--max-hostgroup=16']],
    [
      '-sC',
      { userAgent: 'Scan er' },
      ['--privileged', '-sC', '--script-args=http.useragent="Scan er"', '--max-hostgroup=16'],
    ],
    [
      '-sC --script-args vulns.short',
      { userAgent: 'X' },
      ['--privileged', '-sC', '--script-args=http.useragent=X,vulns.short', '--max-hostgroup=16'],
    ],
    [
      '-sC --script-args http.useragent=Mine',
      { userAgent: 'X' },
      ['--privileged', '-sC', '--script-args=http.useragent=Mine', '--max-hostgroup=16'],
    ],
    [
      '--dns-servers 10.0.0.53',
      { allowance: { options: ['--dns-servers'] } },
      ['--privileged', '--dns-servers=10.0.0.53', '--max-hostgroup=16'],
    ],
  ])('compiles %j with %j', (text, more, expected) => {
    expect(compile(Scanner.Nmap, text, more)).toEqual([...expected, ...nmapEnd]);
  });

  it('protects percent signs of the report path from being replaced by the time', () => {
    expect(compile(Scanner.Nmap, '', { files: { ...files, report: '/run/%T.xml' } }).at(-1)).toBe('/run/%%T.xml');
  });

  it('follows progress as often as asked', () => {
    expect(compile(Scanner.Nmap, '', { statsSeconds: 2 })).toContain('--stats-every=2s');
  });

  it('refuses what cannot run without privileges', () => {
    expect(() => compile(Scanner.Nmap, '-sU', { privileged: false })).toThrow('cannot do -sU');
  });
});

describe('compileArgv for masscan', () => {
  it.each<[string, Partial<ArgvRequest>, string[]]>([
    ['-p 80', {}, ['-p', '80', '--wait=10']],
    ['-p 80 --rate 1000 --wait 0', { rate: 100 }, ['-p', '80', '--rate=100', '--wait=0']],
    ['--top-ports 20', { rate: 100 }, ['--top-ports=20', '--rate=100', '--wait=10']],
    ['--top-ports', {}, ['--top-ports', '--wait=10']],
    ['-p 80', { userAgent: 'A B' }, ['-p', '80', '--wait=10', '--http-user-agent=A B']],
    [
      '-p 80',
      {
        masscan: {
          seed: 5,
          shard: { index: 1, of: 3 },
          routerMac: '00:11:22:33:44:55',
          adapterIp: '10.0.0.2',
          interface: 'eth0',
        },
      },
      [
        '-p',
        '80',
        '--wait=10',
        '--seed=5',
        '--shard=1/3',
        '--interface=eth0',
        '--adapter-ip=10.0.0.2',
        '--router-mac=00:11:22:33:44:55',
      ],
    ],
  ])('compiles %j with %j', (text, more, expected) => {
    expect(compile(Scanner.Masscan, text, more)).toEqual([...expected, ...masscanEnd]);
  });

  it('refuses to run without privileges', () => {
    expect(() => compile(Scanner.Masscan, '-p 80', { privileged: false })).toThrow('masscan needs raw sockets');
  });

  it.each([
    { seed: -1 },
    { seed: 1.5 },
    { seed: 1, shard: { index: 0, of: 2 } },
    { seed: 1, shard: { index: 3, of: 2 } },
    { seed: 1, routerMac: '--echo' },
    { seed: 1, adapterIp: '--echo' },
    { seed: 1, interface: '-oX' },
    { seed: 1, interface: 'eth0 x' },
  ])('refuses the settings %j', (masscan) => {
    expect(() => compile(Scanner.Masscan, '-p 80', { masscan })).toThrow(RangeError);
  });
});

describe('compileArgv for any scanner', () => {
  it.each([
    { files: { ...files, targets: '-' } },
    { files: { ...files, targets: '' } },
    { files: { ...files, excludes: '-oX' } },
    { files: { ...files, report: '/run/\u0000' } },
    { rate: 0 },
    { rate: Number.NaN },
    { statsSeconds: -1 },
    { hostTimeoutSeconds: Infinity },
    { userAgent: '' },
    { userAgent: 'a\nb' },
    { userAgent: 'a",newtargets' },
    { userAgent: 'a\\' },
  ])('refuses the request %j', (more) => {
    expect(() => compile(Scanner.Nmap, '-sC', more)).toThrow(RangeError);
  });

  it('checks options again, whoever made them', () => {
    const request = { scanner: Scanner.Nmap, family: 4, privileged: true, files } as const;
    expect(() => compileArgv({ ...request, options: [{ name: '-oN', value: '/tmp/x' }] })).toThrow(
      '-oN: Scanfleet writes',
    );
    expect(() => compileArgv({ ...request, options: [{ name: '--script', value: '/tmp/x' }] })).toThrow(
      'it names a path',
    );
    expect(() => compileArgv({ ...request, options: [{ name: '--dns-servers', value: '10.0.0.1' }] })).toThrow(
      'not targets',
    );
  });
});
