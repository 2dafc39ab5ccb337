import { type AlertLine, ChangeKind } from '@scanfleet/contracts';
import { type FoundChange, textAt, valueAt } from './found-change.js';

/** Longest text of a line, characters: what hosts say of themselves may be far longer. */
const LONGEST = 500;
const PORTS_NAMED = 6;
const NAMES_NAMED = 5;

/** A change as a message tells it. */
export function lineOf(change: FoundChange): AlertLine {
  return {
    kind: change.kind,
    address: change.address,
    hostName: change.names[0] ?? null,
    protocol: change.protocol,
    port: change.port,
    text: shortened(describeChange(change)),
    at: change.at.toISOString(),
    changeId: change.id,
    unconfirmed: null,
  };
}

/** A text that is not longer than a line may be. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…`.toWellFormed() : text;
}

/** A change in words, without address and port: `opened: ssh OpenSSH 9.2`. */
export function describeChange({ kind, before, after }: Pick<FoundChange, 'kind' | 'before' | 'after'>): string {
  switch (kind) {
    case ChangeKind.HostNew:
      return `new host${openPortWords(after)}`;
    case ChangeKind.HostUp:
      return `up, was ${textAt(before, 'status') ?? 'down'}`;
    case ChangeKind.HostDown:
      return `down, was ${textAt(before, 'status') ?? 'up'}`;
    case ChangeKind.HostGone:
      return goneWords(after);
    case ChangeKind.PortOpened:
      return worded('opened', serviceWords(after));
    case ChangeKind.PortClosed:
      return closedWords(before, after);
    case ChangeKind.ServiceChanged:
      return `${serviceWords(before) || 'unknown'} → ${serviceWords(after) || 'unknown'}`;
    case ChangeKind.OsChanged:
      return `operating system: ${textAt(before, 'os') ?? 'unknown'} → ${textAt(after, 'os') ?? 'unknown'}`;
    case ChangeKind.NameChanged:
      return `names: ${nameWords(before)} → ${nameWords(after)}`;
    case ChangeKind.MacChanged:
      return `MAC address: ${textAt(before, 'mac') ?? 'unknown'} → ${textAt(after, 'mac') ?? 'unknown'}`;
    case ChangeKind.CertificateChanged:
      return certificateWords(before, after);
  }
}

function worded(verb: string, what: string): string {
  return what === '' ? verb : `${verb}: ${what}`;
}

function goneWords(after: unknown): string {
  const misses = valueAt(after, 'misses');
  return typeof misses === 'number' ? `gone: down in ${misses} scans in a row` : 'gone';
}

function closedWords(before: unknown, after: unknown): string {
  const state = textAt(after, 'state') ?? 'closed';
  return worded(state === 'closed' ? 'closed' : `not open any more (${state})`, serviceWords(before));
}

function serviceWords(service: unknown): string {
  return ['name', 'product', 'version'].flatMap((field) => textAt(service, field) ?? []).join(' ');
}

function nameWords(record: unknown): string {
  const names = valueAt(record, 'names');
  if (!Array.isArray(names) || names.length === 0) return 'none';
  const named = names.slice(0, NAMES_NAMED).map(String).join(', ');
  return names.length > NAMES_NAMED ? `${named} and ${names.length - NAMES_NAMED} more` : named;
}

function certificateWords(before: unknown, after: unknown): string {
  const [was, is] = [textAt(before, 'subject') ?? 'unknown', textAt(after, 'subject') ?? 'unknown'];
  const expires = textAt(after, 'expiresAt');
  const until = expires === null ? '' : `, expires ${expires.slice(0, 10)}`;
  return was === is ? `certificate renewed: ${is}${until}` : `certificate: ${was} → ${is}${until}`;
}

/** The ports that a new host lists: at most a hundred of them. */
export interface ListedPort {
  readonly protocol: string;
  readonly port: number;
  readonly name: string | null;
}

export function listedPorts(after: unknown): ListedPort[] {
  const ports = valueAt(after, 'openPorts');
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((entry: unknown) => {
    const [protocol, port] = [textAt(entry, 'protocol'), valueAt(entry, 'port')];
    return protocol !== null && typeof port === 'number' ? [{ protocol, port, name: textAt(entry, 'name') }] : [];
  });
}

/** ` with 3 open ports: ssh, http, 8080/tcp`. */
function openPortWords(after: unknown): string {
  const ports = listedPorts(after);
  const counted = valueAt(after, 'openPortCount');
  const count = Math.max(ports.length, typeof counted === 'number' ? counted : 0);
  if (count === 0) return '';
  const named = ports.slice(0, PORTS_NAMED).map(({ protocol, port, name }) => name ?? `${port}/${protocol}`);
  const more = count > named.length ? ' …' : '';
  return ` with ${count} open ${count === 1 ? 'port' : 'ports'}: ${named.join(', ')}${more}`;
}
