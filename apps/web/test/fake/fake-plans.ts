import type { ApiKey, Engine, Exclusion, JoinToken, ScanCommand, Site, User, UserSession } from '@scanfleet/contracts';
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
    targets: voice(targets),
    addressCount,
    nameCount: index === 0 ? 1 : 0,
    exclusionCount: index === 0 ? 2 : 0,
    enabled: index !== 5,
    defaultCommand: index < 3 ? { id: fakeId('command', 1), name: voice('Version scan') } : null,
    defaultEngine: index === 1 ? { id: fakeId('engine', 3), name: voice('rtm-probe-1') } : null,
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
  ];
  return exclusions.map(([scope, target, reason, enabled, expires], index) => ({
    id: fakeId('exclusion', index + 1),
    scope,
    zone: null,
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
  const own: (typeof commands)[number] = [
    'Web check',
    'nmap',
    '-sS -sV -p80,443,8080,8443 --script http-title,ssl-cert',
    'Titles and certificates of web servers.',
  ];
  return [...commands, own].map(([name, scanner, options, description, discovery], index) => ({
    id: fakeId('command', index + 1),
    name: voice(name),
    description: voice(description),
    scanner,
    options,
    argv: fakeArgv(scanner, options),
    discovery: discovery ?? false,
    builtIn: index < commands.length,
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

export function fakeEngines(voice: Voice): Engine[] {
  const engines: readonly (readonly [name: string, online: boolean, enabled: boolean, busy: number])[] = [
    ['fra-probe-1', true, true, 1],
    ['fra-probe-2', true, true, 2],
    ['rtm-probe-1', true, true, 0],
    ['lab-probe', false, true, 0],
    ['old-laptop', false, false, 0],
  ];
  return engines.map(([name, online, enabled, busySlots], index) => ({
    id: fakeId('engine', index + 1),
    name: voice(name),
    zone,
    online,
    enabled,
    version: voice('0.1.0'),
    protocol: 1,
    scanners: [
      { name: 'nmap', version: voice('7.93').slice(0, 120), raw: index !== 2 },
      { name: 'masscan', version: voice('1.3.2').slice(0, 120), raw: true },
    ],
    policy: {
      allowed: ['10.0.0.0/8', '172.20.0.0/16'],
      denied: [voice('10.20.0.1').slice(0, 200)],
      scanners: ['nmap', 'masscan'],
      maxRate: 20_000,
    },
    slots: 2,
    busySlots,
    tokenPrefix: index === 4 ? null : `sfe_${index}k3v`,
    lastSeenAt: minutesAgo(online ? 0.1 : 60 * 24 * 3),
    lastError: index === 3 ? voice('The report disk is full: 12 MB left in /var/lib/scanfleet-engine.') : null,
    createdAt: minutesAgo(80 * DAY),
  }));
}

export function fakeJoinTokens(): JoinToken[] {
  return [
    {
      id: fakeId('token', 1),
      prefix: 'sfj_8Qx1',
      zone,
      createdAt: minutesAgo(10),
      expiresAt: minutesAgo(-50),
      usedAt: null,
      usedBy: null,
    },
    {
      id: fakeId('token', 2),
      prefix: 'sfj_Zk02',
      zone,
      createdAt: minutesAgo(80 * DAY),
      expiresAt: minutesAgo(79 * DAY),
      usedAt: minutesAgo(80 * DAY),
      usedBy: { id: fakeId('engine', 3), name: 'rtm-probe-1' },
    },
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
