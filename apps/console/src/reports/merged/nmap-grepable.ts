import { coveredPorts, type Observation, type ObservedService } from '@scanfleet/scan-report';
import type { MergedForm, MergedHead, MergedTail } from './form.js';
import { ctime, lineText } from './safe-text.js';

/** nmap's grepable output (-oG; output.cc of nmap 7.93). */
export const nmapGrepable: MergedForm = {
  ending: 'gnmap',
  head: (head) =>
    `${initiated(head)}${head.notes.map((note) => `# ${lineText(note)}\n`).join('')}${portsScanned(head)}`,
  host(host) {
    const who = `Host: ${host.address} (${field(host.names[0]?.name ?? '')})`;
    if (host.status !== 'up') return `${who}\tStatus: Down\n`;
    // nmap says first that it was up, and then that it gave up.
    if (host.timedOut) return `${who}\tStatus: Up\n${who}\tStatus: Timeout\n`;
    const ports = portFields(host);
    return `${who}\tStatus: Up\n${ports === '' ? '' : `${who}\t${ports}\n`}`;
  },
  tail: (tail) => done(tail),
};

/** The first line of nmap's plain forms. */
export function initiated({ start }: MergedHead): string {
  const { version = '', startedAt, args } = start;
  const when = startedAt === undefined ? 'at an unknown time' : ctime(startedAt);
  return `# Nmap ${lineText(version) || '7'} scan initiated ${when} as: ${lineText(args ?? 'nmap')}\n`;
}

/** The last line of nmap's plain forms. */
export function done({ up, total, startedAt, endedAt, incomplete }: MergedTail): string {
  const elapsed = (Math.max(0, endedAt - startedAt) / 1000).toFixed(2);
  const note = incomplete === null ? '' : `# ${lineText(incomplete)}\n`;
  const addresses = `${total} IP address${total === 1 ? '' : 'es'} (${up} host${up === 1 ? '' : 's'} up)`;
  return `${note}# Nmap done at ${ctime(endedAt)} -- ${addresses} scanned in ${elapsed} seconds\n`;
}

function portsScanned({ start }: MergedHead): string {
  const asked = coveredPorts(start.scanInfo);
  const listed = [
    ['TCP', 'tcp'],
    ['UDP', 'udp'],
    ['SCTP', 'sctp'],
    ['PROTOCOLS', 'ip'],
  ].map(([name = '', protocol = '']) => `${name}(${asked.count(protocol)};${asked.text(protocol)})`);
  return `# Ports scanned: ${listed.join(' ')}\n`;
}

function portFields(host: Observation): string {
  const fields: string[] = [];
  if (host.services.length > 0) {
    const name = host.services.every(({ protocol }) => protocol === 'ip') ? 'Protocols' : 'Ports';
    fields.push(`${name}: ${host.services.map(portField).join(', ')}`);
  }
  const [ignored] = host.extraPorts;
  if (ignored) fields.push(`Ignored State: ${field(ignored.state)} (${ignored.count})`);
  if (host.os && host.os.matches.length > 0) {
    fields.push(`OS: ${host.os.matches.map(({ name }) => field(name).replaceAll('|', '/')).join('|')}`);
  }
  if (host.tcpSequence) fields.push(`Seq Index: ${host.tcpSequence.index}`);
  if (host.ipIdSequence) fields.push(`IP ID Seq: ${field(host.ipIdSequence.class)}`);
  return fields.join('\t');
}

/** `port/state/protocol/owner/service/rpc/version/`, nmap's own order; for IP protocols the name stands third. */
function portField(service: ObservedService): string {
  const { protocol, port, state, tunnel, name = '' } = service;
  const known = part(tunnel === undefined ? name : `${tunnel}|${name}`);
  if (protocol === 'ip') return `${port}/${part(state)}/${known}/`;
  return `${port}/${part(state)}/${protocol}//${known}//${part(versionOf(service))}/`;
}

/** Product, version and what else is known, as nmap shows it in one column. */
export function versionOf({ product, version, extraInfo }: ObservedService): string {
  return [product, version, extraInfo === undefined ? undefined : `(${extraInfo})`]
    .filter((text) => text !== undefined)
    .join(' ');
}

/** A slash would begin the next part; nmap writes a bar for it. */
const part = (text: string): string => lineText(text).replaceAll('/', '|');

/** Parentheses and line ends could forge other fields. */
const field = (text: string): string => lineText(text).replace(/[()]/g, (sign) => (sign === '(' ? '[' : ']'));
