import { AlertKind, type AlertLine, type AlertMessage, type AlertScan, ScanEvent } from '@scanfleet/contracts';
import { kindNouns, numbered } from '../kind-nouns.js';
import { shown } from './visible.js';

const kinds: ReadonlySet<string> = new Set(Object.values(AlertKind));
const isKind = (word: string): word is AlertKind => kinds.has(word);
const events: ReadonlySet<string> = new Set(Object.values(ScanEvent));

/** `2 scans completed, 2 ports opened`; without the one scan that the message names, and empty when nothing else was counted. */
export function countWords({ counts, scans }: Pick<AlertMessage, 'counts' | 'scans'>): string {
  return Object.entries(counts)
    .filter(([what, count]) => count > 0 && !(scans.length === 1 && events.has(what)))
    .map(([what, count]) => `${count} ${nounOf(what, count)}`)
    .join(', ');
}

function nounOf(what: string, count: number): string {
  if (isKind(what)) return kindNouns[what][count === 1 ? 0 : 1];
  const words = shown(what.replaceAll('_', ' '), 80);
  return events.has(what) ? `${count === 1 ? 'scan' : 'scans'} ${words}` : words;
}

/** What a line is about, apart from its host: `tcp/22`, or the kind where there is no port. */
export function lineWords(line: AlertLine): string {
  const port = line.port === null ? '' : `${line.protocol ?? 'tcp'}/${line.port} `;
  const text = line.text === '' ? kindNouns[line.kind][0] : shown(line.text);
  return `${port}${text}${line.unconfirmed === null ? '' : ` (not confirmed: ${shown(line.unconfirmed)})`}`;
}

/** `2 muted, 1 undone`; empty when all was told. */
export function leftOutWords({ muted, acknowledged, flapping, undone }: AlertMessage['leftOut']): string {
  const parts: [number, string][] = [
    [muted, 'muted'],
    [acknowledged, 'acknowledged'],
    [flapping, 'flapping'],
    [undone, 'undone again'],
  ];
  return parts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ');
}

/** A scan and its event in a line. */
export function scanWords(scan: AlertScan): string {
  const by =
    scan.schedule === null ? `started by ${shown(scan.createdBy, 80)}` : `schedule ${shown(scan.schedule, 80)}`;
  const reason = scan.reason === null ? '' : `: ${shown(scan.reason)}`;
  return `Scan ${scan.event}${reason} (${shown(scan.command, 120)}, ${shown(scan.targets, 120)}, ${by})`;
}

/** A message names so many scans at most. */
export const MOST_SCANS = 20;

/** What a scan is about to look at, or what it has found so far; and when it ran. */
export function scanFigures(scan: AlertScan): string {
  const times = [
    scan.startedAt === null ? 'not started' : `from ${timeWords(scan.startedAt)}`,
    ...(scan.finishedAt === null ? [] : [`to ${timeWords(scan.finishedAt)}`]),
  ].join(' ');
  const addresses = numbered(BigInt(scan.plannedAddresses), ['address', 'addresses']);
  if (scan.event === ScanEvent.Started) return `${addresses} to scan; ${times}`;
  const hosts = numbered(scan.hostsUp, ['host up', 'hosts up']);
  return `${addresses}, ${hosts}, ${numbered(scan.openPorts, ['open port', 'open ports'])}; ${times}`;
}

/** `2026-03-02 08:00 UTC`. */
export function timeWords(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 16)} UTC`;
}

/** What a message tells of one host. */
export interface HostLines {
  /** Address, and name where one is known. */
  readonly title: string;
  readonly lines: readonly string[];
}

/** The lines of a message by host, hosts and lines in the order in which they are told. */
export function linesByHost(lines: readonly AlertLine[]): readonly HostLines[] {
  const hosts = new Map<string, { name: string | null; lines: string[] }>();
  for (const line of lines) {
    const host = hosts.get(line.address) ?? { name: null, lines: [] };
    host.name ??= line.hostName;
    host.lines.push(lineWords(line));
    hosts.set(line.address, host);
  }
  return [...hosts].map(([address, host]) => {
    const name = host.name === null || host.name === '' ? '' : ` (${shown(host.name)})`;
    return { title: `${shown(address)}${name}`, lines: host.lines };
  });
}
