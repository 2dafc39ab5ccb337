import { Scanner } from './option-types.js';
import type { ScanOption } from './option-types.js';
import { formatPorts, parsePorts } from './port-spec.js';
import type { PortItem, PortProtocol } from './port-spec.js';

/**
 * What a command asks of each address, by protocol. A value is a list of numbers and ranges (`22,80,1000-2000`), or, where the scanner
 * chooses by its own list, `top:N`, `ratio:R` or `names:a,b`; the report's `scaninfo` then holds the numbers. An absent
 * protocol is not asked at all.
 */
export interface CoveredPorts {
  tcp?: string;
  udp?: string;
  sctp?: string;
  ip?: string;
}

type Protocol = keyof CoveredPorts;

/** Whether a value of `CoveredPorts` lists ports, and does not only name the choice. */
export function isExplicitPorts(ports: string): boolean {
  return !ports.includes(':');
}

const tcpTechniques = ['-sS', '-sT', '-sA', '-sW', '-sM', '-sN', '-sF', '-sX'];

function valueOf(options: readonly ScanOption[], name: string): string | undefined {
  return options.find((option) => option.name === name)?.value;
}

function has(options: readonly ScanOption[], ...names: string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** Which ports of which protocols the options ask of each address that is scanned for ports. */
export function coveredPorts(scanner: Scanner, options: readonly ScanOption[]): CoveredPorts {
  return scanner === Scanner.Nmap ? nmapPorts(options) : masscanPorts(options);
}

function nmapProtocols(options: readonly ScanOption[]): Protocol[] {
  if (has(options, '-sn')) return [];
  if (has(options, '-sO')) return ['ip'];
  const protocols: Protocol[] = [];
  if (has(options, '-sU')) protocols.push('udp');
  if (has(options, '-sY', '-sZ')) protocols.push('sctp');
  if (has(options, ...tcpTechniques) || protocols.length === 0) protocols.unshift('tcp');
  return protocols;
}

function nmapPorts(options: readonly ScanOption[]): CoveredPorts {
  const covered: CoveredPorts = {};
  const excluded = items(valueOf(options, '--exclude-ports'));
  const ports = valueOf(options, '-p');
  const asked = ports === undefined ? undefined : items(ports, has(options, '-sO'));
  for (const protocol of nmapProtocols(options)) {
    const chosen = asked === undefined ? defaultChoice(options, protocol) : describe(asked, excluded, protocol);
    if (chosen !== undefined) covered[protocol] = chosen;
  }
  return covered;
}

function defaultChoice(options: readonly ScanOption[], protocol: Protocol): string {
  if (protocol === 'ip') return '0-255';
  const ratio = valueOf(options, '--port-ratio');
  if (ratio !== undefined) return `ratio:${ratio}`;
  return `top:${valueOf(options, '--top-ports') ?? (has(options, '-F') ? '100' : '1000')}`;
}

function items(text: string | undefined, ipProtocols = false): PortItem[] {
  if (text === undefined) return [];
  const spec = parsePorts(text, { letters: 'TUSP', serviceNames: true, protocol: ipProtocols ? 'ip' : 'port' });
  return spec.ok ? spec.items : [];
}

/** The part of a list that is about one protocol, without what is excluded; nothing when no part is. */
function describe(asked: readonly PortItem[], excluded: readonly PortItem[], protocol: Protocol): string | undefined {
  const isOurs = (item: PortItem): boolean => item.protocol === 'any' || item.protocol === protocol;
  const names = [...asked, ...excluded].filter(isOurs).flatMap((item) => ('service' in item ? [item.service] : []));
  if (names.length > 0) return `names:${names.join(',')}`;
  const ranges = subtract(merged(asked.filter(isOurs)), merged(excluded.filter(isOurs)));
  if (ranges.length === 0) return undefined;
  return formatPorts(
    ranges.map(([first, last]) => ({ protocol: 'any', first, last })),
    'any',
  );
}

type Range = [first: number, last: number];

function merged(list: readonly PortItem[]): Range[] {
  const sorted = list
    .flatMap((item): Range[] => ('service' in item ? [] : [[item.first, item.last]]))
    .sort((a, b) => a[0] - b[0]);
  const result: Range[] = [];
  for (const [first, last] of sorted) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

function subtract(from: readonly Range[], holes: readonly Range[]): Range[] {
  let left: Range[] = [...from];
  for (const [start, end] of holes) {
    left = left.flatMap(([first, last]): Range[] => {
      const pieces: Range[] = [];
      if (first < start) pieces.push([first, Math.min(last, start - 1)]);
      if (last > end) pieces.push([Math.max(first, end + 1), last]);
      return last < start || first > end ? [[first, last]] : pieces;
    });
  }
  return left;
}

function masscanPorts(options: readonly ScanOption[]): CoveredPorts {
  const unlettered: PortProtocol = has(options, '-sU') ? 'udp' : has(options, '-sZ') ? 'sctp' : 'tcp';
  const read = (name: string, protocol: PortProtocol): PortItem[] =>
    options
      .filter((option) => option.name === name)
      .flatMap((option) => items(option.value, protocol === 'ip'))
      .map((item) => (item.protocol === 'any' ? { ...item, protocol } : item));
  const asked = [
    ...read('-p', unlettered),
    ...read('--tcp-ports', 'tcp'),
    ...read('--udp-ports', 'udp'),
    ...read('--oprotos', 'ip'),
  ];
  const excluded = read('--exclude-ports', unlettered);
  const covered: CoveredPorts = {};
  for (const protocol of ['tcp', 'udp', 'sctp', 'ip'] as const) {
    const chosen = describe(asked, excluded, protocol);
    if (chosen !== undefined) covered[protocol] = chosen;
  }
  // masscan adds its own list of common ports to the others, so the numbers are only known from the report.
  if (has(options, '--top-ports')) covered.tcp = `top:${valueOf(options, '--top-ports') ?? '1000'}`;
  return covered;
}

/**
 * About how many probes one address costs, for the size of shards: ports of every protocol plus what finds the host. Repetitions,
 * versions and scripts are not counted.
 */
export function probesPerAddress(scanner: Scanner, options: readonly ScanOption[]): number {
  const ports = Object.entries(coveredPorts(scanner, options)).reduce(
    (sum, [protocol, list]) => sum + countPorts(String(list), protocol),
    0,
  );
  if (scanner === Scanner.Masscan)
    return Math.max(1, ports + (has(options, '--ping') ? 1 : 0) + (has(options, '--arpscan') ? 1 : 0));
  if (has(options, '-Pn')) return Math.max(1, ports);
  const discovery = options.filter(({ name }) => /^-P[A-Z]$/u.test(name) && name !== '-PR');
  const probes = discovery.reduce((sum, { value }) => sum + (value === undefined ? 1 : countPorts(value, 'tcp')), 0);
  return ports + (discovery.length === 0 ? 4 : probes);
}

/** nmap's list of services knows about this many ports that are common enough for a ratio of 0.001. */
const portsOfRatio = 1000;

function countPorts(list: string, protocol: string): number {
  const [kind = '', rest = ''] = list.split(':');
  // nmap-services 7.93 lists 52 SCTP ports.
  if (kind === 'top') return protocol === 'sctp' ? Math.min(52, Number(rest)) : Number(rest);
  if (kind === 'ratio')
    return Math.max(1, Math.min(65535, Math.round(portsOfRatio * (0.001 / Math.max(Number(rest), 0.00001)))));
  if (kind === 'names') return rest.split(',').length;
  return list.split(',').reduce((sum, range) => {
    const [first = '0', last = first] = range.split('-');
    return sum + Number(last) - Number(first) + 1;
  }, 0);
}
