/**
 * Deterministic synthetic nmap reports, as text only: no address in them is ever contacted.
 *
 * By default a host has 5 open services, each with product, version, CPE and one script, an OS match, a name, an IPv4
 * address from 10.0.0.0/8, RTT and extra ports: about 2.2 KB of XML. The same options give the same bytes on every
 * machine. `changed` makes a second report of the same hosts in which that fraction of them differs from the first: of
 * those, in turn, one has another version of a service, one has a service on another port, one has lost a service.
 *
 * As a program: `node tools/bench/report-generator.mjs --hosts 100000 [--services 5] [--changed 0.01] [--seed 1]
 * [--base 10.0.0.0] [--started-at 1700000000] > report.xml`
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';

/**
 * @typedef {object} SyntheticReport
 * @property {number} [hosts] number of hosts, at most 2^24 (default 1000)
 * @property {number} [services] open services per host, at most 20 (default 5)
 * @property {number} [changed] fraction of hosts, 0-1, that differ from the report without it (default 0)
 * @property {number} [seed] another seed gives other hosts (default 1)
 * @property {string} [base] first address; address and count must stay within 10.0.0.0/8 (default 10.0.0.0)
 * @property {number} [startedAt] epoch seconds of the scan's start (default 1700000000)
 */

const kinds = [
  {
    port: 22,
    name: 'ssh',
    product: 'OpenSSH',
    versions: ['9.2p1', '8.9p1', '8.4p1'],
    cpe: 'openbsd:openssh',
    script: 'ssh-hostkey',
  },
  {
    port: 80,
    name: 'http',
    product: 'nginx',
    versions: ['1.18.0', '1.22.1', '1.24.0'],
    cpe: 'igor_sysoev:nginx',
    script: 'http-title',
  },
  {
    port: 443,
    name: 'http',
    product: 'Apache httpd',
    versions: ['2.4.57', '2.4.52', '2.4.41'],
    cpe: 'apache:http_server',
    script: 'http-title',
  },
  {
    port: 3306,
    name: 'mysql',
    product: 'MySQL',
    versions: ['8.0.36', '5.7.44', '8.0.30'],
    cpe: 'mysql:mysql',
    script: 'mysql-info',
  },
  {
    port: 8080,
    name: 'http',
    product: 'Jetty',
    versions: ['9.4.53', '10.0.18', '11.0.18'],
    cpe: 'eclipse:jetty',
    script: 'http-title',
  },
];
const systems = [
  {
    name: 'Linux 4.15 - 5.6',
    vendor: 'Linux',
    family: 'Linux',
    generation: '4.X',
    cpe: 'linux:linux_kernel:4',
    line: 67241,
  },
  {
    name: 'Linux 5.0 - 5.4',
    vendor: 'Linux',
    family: 'Linux',
    generation: '5.X',
    cpe: 'linux:linux_kernel:5',
    line: 68118,
  },
  {
    name: 'FreeBSD 12.0-RELEASE',
    vendor: 'FreeBSD',
    family: 'FreeBSD',
    generation: '12.X',
    cpe: 'freebsd:freebsd:12',
    line: 28903,
  },
];

/** A good 32-bit mix of three integers (murmur3's finaliser). */
function mix(a, b, c) {
  let h =
    Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(b + 0x165667b1, 0xc2b2ae35) ^
    Math.imul(c + 0x27d4eb2f, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function serviceXml(kind, version, port, roll) {
  const token = roll.toString(16).padStart(8, '0');
  return (
    `<port protocol="tcp" portid="${port}"><state state="open" reason="syn-ack" reason_ttl="63"/>` +
    `<service name="${kind.name}" product="${kind.product}" version="${version}" method="probed" conf="10">` +
    `<cpe>cpe:/a:${kind.cpe}:${version}</cpe></service>` +
    `<script id="${kind.script}" output="&#xa;  id: ${token}"><elem key="id">${token}</elem>\n</script></port>\n`
  );
}

function servicesXml({ services, changed, seed }, index) {
  const rows = [];
  for (let s = 0; s < services; s++) {
    const kind = kinds[s % kinds.length];
    const roll = mix(seed, index, s);
    rows.push({ kind, version: kind.versions[roll % 3], port: kind.port + Math.floor(s / kinds.length) * 10000, roll });
  }
  if (mix(seed, index, 1_000_003) / 0x100000000 < changed) {
    const row = rows[index % services];
    const way = index % 3;
    if (way === 0) row.version += '.1';
    else if (way === 1) row.port += 1;
    else rows.splice(index % services, 1);
  }
  rows.sort((a, b) => a.port - b.port);
  return rows.map(({ kind, version, port, roll }) => serviceXml(kind, version, port, roll)).join('');
}

/** The XML of one host, from `<host` to `</host>` and a line end. */
export function hostXml(options, index) {
  const { base = '10.0.0.0', seed = 1, startedAt = 1_700_000_000, services = 5, changed = 0 } = options;
  const address = addressAt(base, index);
  const system = systems[mix(seed, index, 77) % systems.length];
  const begun = startedAt + Math.floor(index / 1000);
  const srtt = 200 + (mix(seed, index, 78) % 5000);
  return (
    `<host starttime="${begun}" endtime="${begun + 9}"><status state="up" reason="echo-reply" reason_ttl="63"/>\n` +
    `<address addr="${address}" addrtype="ipv4"/>\n` +
    `<hostnames>\n<hostname name="host-${index}.example.invalid" type="PTR"/>\n</hostnames>\n` +
    `<ports><extraports state="closed" count="${1000 - services}">\n` +
    `<extrareasons reason="reset" count="${1000 - services}"/>\n</extraports>\n` +
    `${servicesXml({ services, changed, seed }, index)}</ports>\n` +
    `<os><osmatch name="${system.name}" accuracy="100" line="${system.line}">\n` +
    `<osclass type="general purpose" vendor="${system.vendor}" osfamily="${system.family}" osgen="${system.generation}" accuracy="100">` +
    `<cpe>cpe:/o:${system.cpe}</cpe></osclass>\n</osmatch>\n</os>\n` +
    `<times srtt="${srtt}" rttvar="${srtt >> 1}" to="100000"/>\n</host>\n`
  );
}

function addressAt(base, index) {
  const [a, b = 0, c = 0, d = 0] = base.split('.').map(Number);
  const value = b * 65536 + c * 256 + d + index;
  if (a !== 10 || !(value < 2 ** 24)) throw new RangeError(`host ${index} from ${base} lies outside of 10.0.0.0/8`);
  return `10.${value >>> 16}.${(value >>> 8) & 255}.${value & 255}`;
}

/**
 * The report in pieces of about 64 KB.
 * @param {SyntheticReport} [options]
 * @returns {AsyncGenerator<Buffer, void, undefined>}
 */
export async function* syntheticReport(options = {}) {
  const { hosts = 1000, startedAt = 1_700_000_000 } = options;
  let text =
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n' +
    '<?xml-stylesheet href="file:///usr/bin/../share/nmap/nmap.xsl" type="text/xsl"?>\n' +
    `<nmaprun scanner="nmap" args="nmap -sS -sV -O -sC -oX - 10.0.0.0/8" start="${startedAt}" version="7.93" xmloutputversion="1.05">\n` +
    '<scaninfo type="syn" protocol="tcp" numservices="30000" services="1-30000"/>\n<verbose level="0"/>\n<debugging level="0"/>\n';
  for (let index = 0; index < hosts; index++) {
    text += hostXml(options, index);
    if (text.length < 65536) continue;
    yield Buffer.from(text);
    text = '';
  }
  const end = startedAt + Math.floor(hosts / 1000) + 10;
  text +=
    `<runstats><finished time="${end}" elapsed="${end - startedAt}.00" summary="Nmap done; ${hosts} IP addresses (${hosts} hosts up) scanned" exit="success"/>` +
    `<hosts up="${hosts}" down="0" total="${hosts}"/>\n</runstats>\n</nmaprun>\n`;
  yield Buffer.from(text);
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: Object.fromEntries(
      ['hosts', 'services', 'changed', 'seed', 'base', 'started-at'].map((name) => [name, { type: 'string' }]),
    ),
  });
  const number = (text) => (text === undefined ? undefined : Number(text));
  const report = syntheticReport({
    hosts: number(values.hosts),
    services: number(values.services),
    changed: number(values.changed),
    seed: number(values.seed),
    base: values.base,
    startedAt: number(values['started-at']),
  });
  for await (const piece of report) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}
