import {
  ChangeKind,
  type Change,
  type Host,
  type HostObservation,
  type Service,
  type ServiceCertificate,
} from '@scanfleet/contracts';
import { fakeId, minutesAgo, seededRandom } from './ids.js';
import type { Voice } from './hostile-text.js';

const DAY_MINUTES = 24 * 60;

interface Role {
  readonly name: string;
  readonly vendor: string;
  readonly os: string;
  readonly ports: readonly (readonly [port: number, service: string, product: string | null, version: string | null])[];
}

const ROLES: readonly Role[] = [
  {
    name: 'web',
    vendor: 'Dell',
    os: 'Linux 5.15 - 6.8',
    ports: [
      [22, 'ssh', 'OpenSSH', '9.6p1'],
      [80, 'http', 'nginx', '1.26.1'],
      [443, 'http', 'nginx', '1.26.1'],
    ],
  },
  {
    name: 'db',
    vendor: 'Supermicro',
    os: 'Linux 6.1',
    ports: [
      [22, 'ssh', 'OpenSSH', '9.2p1'],
      [5432, 'postgresql', 'PostgreSQL DB', '16.3'],
      [9187, 'http', 'Prometheus exporter', null],
    ],
  },
  {
    name: 'dc',
    vendor: 'Hewlett Packard Enterprise',
    os: 'Microsoft Windows Server 2022',
    ports: [
      [53, 'domain', 'Simple DNS Plus', null],
      [88, 'kerberos-sec', 'Microsoft Windows Kerberos', null],
      [135, 'msrpc', 'Microsoft Windows RPC', null],
      [389, 'ldap', 'Microsoft Windows Active Directory LDAP', null],
      [445, 'microsoft-ds', null, null],
      [464, 'kpasswd5', null, null],
      [593, 'ncacn_http', 'Microsoft Windows RPC over HTTP', '1.0'],
      [636, 'ldap', null, null],
      [3268, 'ldap', null, null],
      [3389, 'ms-wbt-server', 'Microsoft Terminal Services', null],
    ],
  },
  {
    name: 'sw',
    vendor: 'Cisco Systems',
    os: 'Cisco IOS 15.2',
    ports: [
      [22, 'ssh', 'Cisco SSH', '1.25'],
      [161, 'snmp', null, null],
    ],
  },
  {
    name: 'prn',
    vendor: 'Brother Industries',
    os: 'Brother HL-L6400DW printer',
    ports: [
      [80, 'http', 'Debut embedded httpd', '1.30'],
      [515, 'printer', null, null],
      [9100, 'jetdirect', null, null],
    ],
  },
  {
    name: 'cam',
    vendor: 'Hangzhou Hikvision',
    os: 'Linux 3.10 - 4.11',
    ports: [
      [80, 'http', 'Hikvision IP camera httpd', null],
      [554, 'rtsp', null, null],
      [8000, 'http-alt', null, null],
    ],
  },
];

/** Hosts of 10.20.0.0/22 in the order of their addresses. */
export function fakeHosts(count: number, voice: Voice): Host[] {
  const random = seededRandom(7);
  return Array.from({ length: count }, (_, index) => fakeHost(index, random, voice));
}

function fakeHost(index: number, random: () => number, voice: Voice): Host {
  const role = ROLES[Math.floor(random() * ROLES.length)] ?? (ROLES[0] as Role);
  const isUp = random() > 0.14;
  const number = index * 4 + 1 + Math.floor(random() * 3);
  const address = `10.20.${Math.floor(number / 254)}.${(number % 254) + 1}`;
  const seenFirst = 60 * 24 * (1 + Math.floor(random() * 90));
  const micros = Math.round(180 + random() ** 3 * 42_000);
  const services = role.ports.map(([port, service, product, version]) =>
    fakeService({ port, service, product, version, seenFirst, address, voice }),
  );
  return {
    id: String(index + 1),
    zone: { id: fakeId('zone', 1), name: 'default' },
    address,
    status: isUp ? 'up' : index % 3 === 0 ? 'gone' : 'down',
    names: random() > 0.25 ? [voice(`${role.name}-${String(index + 1).padStart(2, '0')}.corp.example`)] : [],
    mac: `3C:EC:EF:${hex(number)}:${hex(index)}:${hex(number + 7)}`,
    vendor: voice(role.vendor),
    os: random() > 0.2 ? voice(role.os) : null,
    osAccuracy: 90 + Math.floor(random() * 10),
    openPorts: services.map((service) => service.port),
    rttMicros: isUp ? micros : null,
    firstSeenAt: minutesAgo(seenFirst),
    lastSeenAt: minutesAgo(isUp ? 4 + Math.floor(random() * 50) : 60 * 30),
    lastScanId: fakeId('scan', 2),
    statusReason: isUp ? voice('arp-response') : voice('no-response'),
    statusSince: minutesAgo(seenFirst / 2),
    osMatches: [
      { name: voice(role.os), accuracy: 98, cpes: [voice('cpe:/o:linux:linux_kernel:5')] },
      { name: voice('Linux 4.15 - 5.19'), accuracy: 93, cpes: [] },
    ],
    uptimeSeconds: 86_400 * 37 + 4242,
    distance: 2,
    rttVarianceMicros: Math.round(micros / 5),
    timedOut: index % 17 === 16,
    lastDurationSeconds: 12.6,
    services,
    hostScripts: [{ id: voice('smb2-time'), output: voice('\n  date: 2026-11-21T22:14:05\n  start_date: N/A') }],
    traceroute: [
      { ttl: 1, address: '10.20.0.1', name: voice('gw.corp.example'), rttMicros: 310 },
      { ttl: 2, address: null, name: null, rttMicros: null },
      { ttl: 3, address, name: null, rttMicros: micros },
    ],
  };
}

function fakeService(of: {
  port: number;
  service: string;
  product: string | null;
  version: string | null;
  seenFirst: number;
  address: string;
  voice: Voice;
}): Service {
  const { voice } = of;
  const hasScripts = of.port === 443 || of.port === 22;
  return {
    protocol: of.port === 161 ? 'udp' : 'tcp',
    port: of.port,
    state: of.port === 464 ? 'filtered' : 'open',
    reason: 'syn-ack',
    name: voice(of.service),
    product: of.product === null ? null : voice(of.product),
    version: of.version === null ? null : voice(of.version),
    extraInfo: of.port === 22 ? voice('protocol 2.0') : null,
    tunnel: of.port === 443 || of.port === 636 ? 'ssl' : null,
    method: 'probed',
    confidence: 10,
    cpes: of.port === 443 ? [voice('cpe:/a:igor_sysoev:nginx:1.26.1')] : [],
    banner: of.port === 22 ? voice('SSH-2.0-OpenSSH_9.6p1 Debian-3') : null,
    scripts: hasScripts
      ? [
          of.port === 443
            ? {
                id: voice('ssl-cert'),
                output: voice(
                  'Subject: commonName=web.corp.example\nIssuer: commonName=Corp Issuing CA 2\nNot valid before: 2026-01-11T00:00:00\nNot valid after:  2027-01-11T23:59:59',
                ),
              }
            : {
                id: voice('ssh-hostkey'),
                output: voice(
                  '\n  256 6d:0b:9f:0a:34:11:ae:52:8e:77 (ECDSA)\n  256 a1:47:2c:90:5f:3b:cc:0e:91:02 (ED25519)',
                ),
              },
        ]
      : [],
    certificate: fakeCertificate(of),
    firstSeenAt: minutesAgo(of.seenFirst),
    lastSeenAt: minutesAgo(9),
    lastScanId: fakeId('scan', 2),
  };
}

/** What a service behind TLS shows: of some hosts it ends soon, of some it has ended. */
function fakeCertificate({ port, address, voice }: Parameters<typeof fakeService>[0]): ServiceCertificate | null {
  if (port !== 443 && port !== 636) return null;
  const daysLeft = [200, 12, -3][address.length % 3] ?? 200;
  return {
    subject: voice('CN=web.corp.example, O=Corp, C=DE'),
    issuer: voice('CN=Corp Issuing CA 2'),
    fingerprint: '6feee673d3ee1133d4770f453585ed7710a54d1b',
    validFrom: minutesAgo(400 * DAY_MINUTES),
    expiresAt: minutesAgo(-daysLeft * DAY_MINUTES - 60),
  };
}

const PORT_KINDS: ReadonlySet<ChangeKind> = new Set([
  'port_opened',
  'port_closed',
  'service_changed',
  'certificate_changed',
]);

/** Changes of those hosts, newest first. */
export function fakeChanges(hosts: readonly Host[], voice: Voice): Change[] {
  const kinds = Object.values(ChangeKind);
  return hosts.slice(0, 60).map((host, index): Change => {
    const kind = kinds[(index * 5) % kinds.length] ?? 'host_new';
    const port = PORT_KINDS.has(kind) ? (host.openPorts[0] ?? 80) : null;
    const [before, after] = fakeDifference(kind, voice);
    return {
      id: String(9000 - index),
      kind,
      hostId: host.id,
      address: host.address,
      protocol: port === null ? null : 'tcp',
      port,
      before,
      after,
      scanId: fakeId('scan', 1 + (index % 5)),
      site: { id: fakeId('site', 1), name: voice('Frankfurt office') },
      at: minutesAgo(2 + index * index * 3),
      acknowledged: index % 10 === 3 ? { at: minutesAgo(1), by: voice('ann'), note: voice('planned move') } : null,
    };
  });
}

/** In the shapes in which the console stores differences. */
function fakeDifference(kind: ChangeKind, voice: Voice): readonly [before: unknown, after: unknown] {
  switch (kind) {
    case 'host_new': {
      const openPorts = [80, 554, 8000].map((port) => ({ protocol: 'tcp', port, name: voice('http') }));
      return [null, { names: [voice('cam-31.corp.example')], openPorts, openPortCount: 3 }];
    }
    case 'host_up':
      return [{ status: 'down' }, { status: 'up' }];
    case 'host_down':
      return [{ status: 'up' }, { status: 'down' }];
    case 'host_gone':
      return [{ status: 'down' }, { status: 'gone', misses: 3 }];
    case 'port_opened':
      return [null, { name: voice('http'), product: voice('nginx'), version: voice('1.26.1') }];
    case 'port_closed':
      return [{ name: voice('http'), product: voice('nginx'), version: null }, { state: 'closed' }];
    case 'service_changed':
      return [
        { name: voice('ssh'), product: voice('OpenSSH'), version: '9.2p1' },
        { name: voice('ssh'), product: voice('OpenSSH'), version: voice('9.6p1') },
      ];
    case 'os_changed':
      return [{ os: voice('Linux 5.10') }, { os: voice('Linux 6.1') }];
    case 'name_changed':
      return [{ names: [voice('old.corp.example')] }, { names: [voice('new.corp.example')] }];
    case 'mac_changed':
      return [{ mac: '3C:EC:EF:00:00:01' }, { mac: '3C:EC:EF:00:00:02' }];
    case 'certificate_changed': {
      const names = { subject: voice('CN=web.corp.example'), issuer: voice('CN=Corp Issuing CA 2') };
      return [
        { ...names, fingerprint: '1f'.repeat(20), expiresAt: '2026-12-01T00:00:00.000Z' },
        { ...names, fingerprint: '2e'.repeat(20), expiresAt: '2027-12-01T00:00:00.000Z' },
      ];
    }
  }
}

export function fakeObservations(host: Host, voice: Voice): HostObservation[] {
  return [1, 2, 3, 4].map((number) => ({
    scanId: fakeId('scan', number),
    site: { id: fakeId('site', 1), name: voice('Frankfurt office') },
    command: voice('Version scan'),
    status: host.status === 'gone' ? 'down' : host.status,
    openPorts: host.openPorts,
    timedOut: host.timedOut,
    rttMicros: host.rttMicros,
    durationSeconds: 12.6,
    observedAt: minutesAgo(number * 1440),
  }));
}

function hex(value: number): string {
  return (value % 256).toString(16).padStart(2, '0').toUpperCase();
}
