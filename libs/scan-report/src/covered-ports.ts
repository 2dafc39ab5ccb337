import type { ScanInfo } from './report-event.js';

/** Which ports a scan asked about, by protocol. */
export interface PortCoverage {
  /** Whether the scan asked about this port (for `ip`: this IP protocol number). */
  contains(protocol: string, port: number): boolean;
  /** Number of ports of a protocol. */
  count(protocol: string): number;
  /** Canonical text of a protocol's ports, such as `1-5,80`; empty where there are none. */
  text(protocol: string): string;
  /** The protocols of which at least one port was asked about. */
  protocols(): string[];
}

type Range = [first: number, last: number];

/**
 * Which ports a scan asked about, from its report's `scaninfo`. What is not in it was not asked, and silence about it
 * means nothing. A report without port lists (masscan's XML, a ping-only scan) covers nothing as far as it says itself.
 */
export function coveredPorts(scanInfo: readonly ScanInfo[]): PortCoverage {
  const sets = new Map<string, Range[]>();
  for (const { protocol, services } of scanInfo) {
    const ranges = unite([...(sets.get(protocol) ?? []), ...(parsePortList(services) ?? [])]);
    if (ranges.length > 0) sets.set(protocol, ranges);
  }
  const rangesOf = (protocol: string): Range[] => sets.get(protocol) ?? [];
  return {
    contains: (protocol, port) => includesPort(rangesOf(protocol), port),
    count: (protocol) => rangesOf(protocol).reduce((sum, [first, last]) => sum + last - first + 1, 0),
    text: (protocol) => rangesOf(protocol).map(rangeText).join(','),
    protocols: () => [...sets.keys()],
  };
}

/**
 * Parses a port list as nmap prints it: `1-5,80`.
 *
 * @returns ranges in the order of the text, or undefined where the text is no port list
 */
export function parsePortList(text: string): Range[] | undefined {
  if (text === '') return [];
  const ranges: Range[] = [];
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part) ?? [];
    const range: Range = [Number(from), Number(to)];
    if (from === '' || range[0] > range[1] || range[1] > 65535) return undefined;
    ranges.push(range);
  }
  return ranges;
}

function unite(ranges: Range[]): Range[] {
  const sorted = ranges.toSorted((a, b) => a[0] - b[0]);
  const united: Range[] = [];
  for (const [first, last] of sorted) {
    const before = united.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else united.push([first, last]);
  }
  return united;
}

function includesPort(ranges: Range[], port: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (!range) return false;
    if (port < range[0]) high = middle - 1;
    else if (port > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

function rangeText([first, last]: Range): string {
  return first === last ? String(first) : `${first}-${last}`;
}
