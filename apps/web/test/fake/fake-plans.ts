import type { ApiKey, Exclusion, ScanCommand, Site, User, UserSession } from '@scanfleet/contracts';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const zone = { id: fakeId('zone', 1), name: 'default' };
const DAY = 1440;

export function fakeSites(voice: Voice): Site[] {
  const sites: readonly (readonly [name: string, targets: string, count: string, scans: boolean])[] = [
    ['Frankfurt office', '10.20.0.0/22        # all floors\nprinter.corp.example', '1024', true],
    ['Warehouse Rotterdam', '10.31.4.0/24\n10.31.5.10-50', '297', true],
    ['Data centre, racks 1 to 12', '172.20.0.0/16', '65536', true],
    ['Lab', '192.168.77.0/24\n2001:db8:77::/120', '512', true],
    ['Branch Lyon', '10.44.0.0/23', '512', false],
    ['IPv6 pilot', '2001:db8:200::/48', '1208925819614629174706176', false],
  ];
  return sites.map(([name, targets, addressCount, scanned], index) => ({
    id: fakeId('site', index + 1),
    name: voice(name),
    description: index === 0 ? voice('Office network, all floors. Printers are fragile: see the exclusions.') : '',
    zone,
    // Nobody can store a NUL character, and what a host says never becomes a target.
    targets: voice(targets).replaceAll('\0', ''),
    addressCount,
    nameCount: index === 0 ? 1 : 0,
    exclusionCount: index === 0 ? 2 : 0,
    enabled: index !== 5,
    defaultCommand: index < 3 ? { id: fakeId('command', 1), name: voice('Version scan') } : null,
    defaultEngine: index === 1 ? { id: fakeId('engine', 3), name: voice('rtm-probe-1') } : null,
    defaultPool: index === 0 ? { id: fakeId('pool', 1), name: voice('Frankfurt') } : null,
    maxShards: index === 0 ? 8 : null,
    maxRate: index === 0 ? 5000 : null,
    scanMailRecipients: index === 0 ? ['ops@example.org'] : [],
    differenceMailRecipients: [],
    lastScan: scanned ? { id: fakeId('scan', index + 1), state: 'completed', at: minutesAgo(190 * (index + 1)) } : null,
    createdAt: minutesAgo(90 * DAY),
    updatedAt: minutesAgo((index + 1) * DAY),
  }));
}

export function fakeExclusions(voice: Voice): Exclusion[] {
  const exclusions: readonly (readonly [
    scope: Exclusion['scope'],
    target: string,
    reason: string,
    enabled: boolean,
    expires: number | null,
  ])[] = [
    ['global', '10.20.0.1-10.20.0.5', 'Core routers: a version scan rebooted one in March', true, null],
    ['global', '169.254.169.254', 'Cloud metadata', true, null],
    ['site', '10.20.3.0/28', 'Label printers print every probe', true, null],
    ['site', 'plc-gate.corp.example', 'Programmable controller of the gate', true, -30 * DAY],
    ['global', '172.20.99.0/24', 'Migration week', true, 3 * DAY],
    ['global', '2001:db8:dead::/64', '', false, null],
    ['zone', '10.0.0.0/28', 'Safety controllers of the plant', true, null],
  ];
  return exclusions.map(([scope, target, reason, enabled, expires], index) => ({
    id: fakeId('exclusion', index + 1),
    scope,
    zone: scope === 'zone' ? { id: fakeId('zone', 2), name: voice('Rotterdam, plant network') } : null,
    site: scope === 'site' ? { id: fakeId('site', 1), name: voice('Frankfurt office') } : null,
    target: voice(target),
    reason: voice(reason),
    author: voice(index % 2 ? 'admin' : 'm.keller'),
    enabled,
    expiresAt: expires === null ? null : minutesAgo(expires < 0 ? expires : expires),
    active: enabled && (expires === null || expires < 0),
    createdAt: minutesAgo((index + 1) * 9 * DAY),
  }));
}

export function fakeCommands(voice: Voice): ScanCommand[] {
  const commands: readonly (readonly [
    name: string,
    scanner: ScanCommand['scanner'],
    options: string,
    description: string,
    discovery?: boolean,
    followUp?: string,
  ])[] = [
    ['Version scan', 'nmap', '-sS -sV --top-ports 200 -T4', 'Which services run, in which version. The usual choice.'],
    ['Ping discovery', 'nmap', '-sn -PE -PP -PS443 -PA80', 'Which hosts answer. Asks no ports.', true],
    ['TCP discovery', 'nmap', '-sn -PS22,80,443,445,3389', 'Finds hosts that drop ICMP.', true],
    ['SYN scan', 'nmap', '-sS --top-ports 1000', 'Open TCP ports, quick and quiet.'],
    ['Connect scan', 'nmap', '-sT --top-ports 1000', 'Open TCP ports without raw sockets.'],
    ['UDP scan', 'nmap', '-sU --top-ports 50', 'The fifty most common UDP ports. Slow.'],
    ['All 65,535 ports', 'nmap', '-sS -sV -p- -T4', 'Everything. Takes hours on a /16.'],
    [
      'Fast sweep',
      'masscan',
      '-p 21-23,25,53,80,110,111,135,139,143,443,445,993,995,1433,1723,3306,3389,5432,5900,6379,8080,8443,9200,27017 --rate 1000',
      'Open ports of large networks; no versions.',
    ],
  ];
  const own: typeof commands = [
    [
      'Web check',
      'nmap',
      '-sS -sV -p80,443,8080,8443 --script http-title,ssl-cert',
      'Titles and certificates of web servers.',
    ],
    [
      'Sweep, then versions',
      'masscan',
      '-p1-65535 --rate 10000',
      'Every port of large networks; versions where one is open.',
      false,
      '-sV -sC',
    ],
  ];
  return [...commands, ...own].map(([name, scanner, options, description, discovery, followUp], index) => ({
    id: fakeId('command', index + 1),
    name: voice(name),
    description: voice(description),
    scanner,
    options,
    argv: fakeArgv(scanner, options),
    followUp: followUp ?? null,
    followUpArgv: followUp === undefined ? null : fakeArgv('nmap', followUp),
    discovery: discovery ?? false,
    builtIn: index < commands.length,
    usual: name === 'Connect scan',
    createdAt: minutesAgo(90 * DAY),
    updatedAt: minutesAgo(20 * DAY),
  }));
}

export function fakeArgv(scanner: string, options: string): string[] {
  return [
    scanner,
    ...options.split(/\s+/).filter((word) => word !== ''),
    '-iL',
    'TARGETS',
    '--excludefile',
    'EXCLUDED',
    '-oX',
    'REPORT',
  ];
}

export function fakeUsers(): User[] {
  return [
    {
      id: fakeId('user', 1),
      name: 'admin',
      role: 'admin',
      disabled: false,
      createdAt: minutesAgo(90 * DAY),
      lastSignInAt: minutesAgo(12),
    },
    {
      id: fakeId('user', 2),
      name: 'm.keller',
      role: 'operator',
      disabled: false,
      createdAt: minutesAgo(70 * DAY),
      lastSignInAt: minutesAgo(300),
    },
    {
      id: fakeId('user', 3),
      name: 'auditor',
      role: 'viewer',
      disabled: false,
      createdAt: minutesAgo(30 * DAY),
      lastSignInAt: null,
    },
    {
      id: fakeId('user', 4),
      name: 'j.intern',
      role: 'operator',
      disabled: true,
      createdAt: minutesAgo(60 * DAY),
      lastSignInAt: minutesAgo(40 * DAY),
    },
  ];
}

export function fakeApiKeys(voice: Voice): ApiKey[] {
  return [
    {
      id: fakeId('key', 1),
      name: voice('Nightly export'),
      role: 'viewer',
      prefix: 'sfk_31bd',
      createdAt: minutesAgo(50 * DAY),
      expiresAt: null,
      lastUsedAt: minutesAgo(200),
      revokedAt: null,
    },
    {
      id: fakeId('key', 2),
      name: voice('Ticket bot'),
      role: 'operator',
      prefix: 'sfk_a09c',
      createdAt: minutesAgo(20 * DAY),
      expiresAt: minutesAgo(-40 * DAY),
      lastUsedAt: null,
      revokedAt: null,
    },
    {
      id: fakeId('key', 3),
      name: voice('Old script'),
      role: 'admin',
      prefix: 'sfk_77e2',
      createdAt: minutesAgo(80 * DAY),
      expiresAt: null,
      lastUsedAt: minutesAgo(33 * DAY),
      revokedAt: minutesAgo(30 * DAY),
    },
  ];
}

export function fakeSessions(voice: Voice): UserSession[] {
  return [
    {
      id: fakeId('session', 1),
      current: true,
      createdAt: minutesAgo(12),
      lastSeenAt: minutesAgo(0),
      expiresAt: minutesAgo(-700),
      userAgent: voice('Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0'),
      remoteAddress: '127.0.0.1',
    },
    {
      id: fakeId('session', 2),
      current: false,
      createdAt: minutesAgo(600),
      lastSeenAt: minutesAgo(95),
      expiresAt: minutesAgo(-300),
      userAgent: voice('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1'),
      remoteAddress: '10.20.1.44',
    },
  ];
}
