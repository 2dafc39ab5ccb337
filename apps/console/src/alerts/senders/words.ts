import { AlertKind, type AlertLine, type AlertMessage, type AlertScan, ScanEvent } from '@scanfleet/contracts';
import { shown } from './visible.js';

/** How many of what: one, several. */
const kindNouns: Readonly<Record<AlertKind, readonly [one: string, several: string]>> = {
  host_new: ['new host', 'new hosts'],
  host_up: ['host up', 'hosts up'],
  host_down: ['host down', 'hosts down'],
  host_gone: ['host gone', 'hosts gone'],
  port_opened: ['port opened', 'ports opened'],
  port_closed: ['port closed', 'ports closed'],
  service_changed: ['service changed', 'services changed'],
  os_changed: ['operating system changed', 'operating systems changed'],
  name_changed: ['name changed', 'names changed'],
  mac_changed: ['MAC address changed', 'MAC addresses changed'],
  certificate_changed: ['certificate changed', 'certificates changed'],
  certificate_expiring: ['certificate about to expire', 'certificates about to expire'],
};
const kinds: ReadonlySet<string> = new Set(Object.values(AlertKind));
const isKind = (word: string): word is AlertKind => kinds.has(word);
const events: ReadonlySet<string> = new Set(Object.values(ScanEvent));

/** `1 scan completed, 2 ports opened`; empty when nothing was counted. */
export function countWords(counts: AlertMessage['counts']): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
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

/** What a scan has found so far, and when it ran. */
export function scanFigures(scan: AlertScan): string {
  const times = [
    scan.startedAt === null ? 'not started' : `from ${timeWords(scan.startedAt)}`,
    ...(scan.finishedAt === null ? [] : [`to ${timeWords(scan.finishedAt)}`]),
  ].join(' ');
  return `${scan.plannedAddresses} addresses, ${scan.hostsUp} hosts up, ${scan.openPorts} open ports; ${times}`;
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
