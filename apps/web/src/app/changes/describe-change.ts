import type { Change, ChangeKind } from '@scanfleet/contracts';
import { countOf } from '../text/format-count.js';
import { visibleText } from '../text/visible-text.js';

export type ChangeTone = 'good' | 'bad' | 'warn' | 'plain';

interface ChangeWords {
  readonly label: string;
  /** Several of them. */
  readonly many: string;
  readonly tone: ChangeTone;
}

/** How each kind of change is called, and whether it is more, less or other than before. */
export const changeWords: Readonly<Record<ChangeKind, ChangeWords>> = {
  host_new: { label: 'new host', many: 'new hosts', tone: 'good' },
  host_up: { label: 'host up', many: 'hosts up', tone: 'good' },
  host_down: { label: 'host down', many: 'hosts down', tone: 'bad' },
  host_gone: { label: 'host gone', many: 'hosts gone', tone: 'bad' },
  port_opened: { label: 'port opened', many: 'ports opened', tone: 'warn' },
  port_closed: { label: 'port closed', many: 'ports closed', tone: 'plain' },
  service_changed: { label: 'service changed', many: 'services changed', tone: 'warn' },
  os_changed: { label: 'OS changed', many: 'OS changes', tone: 'warn' },
  name_changed: { label: 'name changed', many: 'names changed', tone: 'plain' },
  mac_changed: { label: 'MAC changed', many: 'MACs changed', tone: 'warn' },
  certificate_changed: { label: 'certificate changed', many: 'certificates changed', tone: 'warn' },
};

/** `443/tcp`, or nothing when the change concerns no port. */
export function changedPort(change: Change): string {
  return change.port === null ? '' : `${change.port}/${change.protocol ?? 'tcp'}`;
}

/** A change in a few words, such as `port opened 10.0.0.1 443/tcp`. */
export function changeName(change: Change): string {
  return joined([changeWords[change.kind].label, visibleText(change.address), changedPort(change)], ' ');
}

/** Open ports of a new host that are named; how many more there are is said. */
const PORTS_NAMED = 6;
/** The date of a moment. */
const DATE_LENGTH = '2026-01-31'.length;
/** Fields that speak for themselves are shown without their name. */
const PLAIN_FIELDS = new Set([
  'name',
  'service',
  'product',
  'version',
  'extraInfo',
  'state',
  'status',
  'os',
  'mac',
  'vendor',
  'address',
  'names',
]);

/** What the thing was or became, as one line; the contracts leave its shape open, so any is read. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return visibleText(String(value));
  if (Array.isArray(value)) return joined(value.map(valueText), ', ');
  const { openPorts, openPortCount, misses, ...fields } = value as Record<string, unknown>;
  if (typeof fields['fingerprint'] === 'string') return certificateText(fields, fields['fingerprint']);
  const named = Object.entries(fields).map(([name, part]) => namedText(name, valueText(part)));
  return joined([...named, missesText(misses), openPortsText(openPorts, openPortCount)], ' ');
}

function namedText(name: string, text: string): string {
  return text === '' || PLAIN_FIELDS.has(name) ? text : `${name}=${text}`;
}

/** `CN=www.example by CN=Example CA, until 2027-01-11, SHA-1 6feee673…` */
function certificateText({ subject, issuer, expiresAt }: Record<string, unknown>, fingerprint: string): string {
  const by = valueText(issuer);
  const end = valueText(expiresAt);
  const who = joined([valueText(subject), by && `by ${by}`], ' ');
  return joined(
    [who, end && `until ${end.slice(0, DATE_LENGTH)}`, `SHA-1 ${visibleText(fingerprint.slice(0, 8))}…`],
    ', ',
  );
}

/** In how many scans in a row a host was missed that is gone. */
function missesText(misses: unknown): string {
  return typeof misses === 'number' ? `after ${countOf(misses, 'miss', 'misses')}` : '';
}

/** `open 22/tcp ssh, 80/tcp http and 12 more`; nothing when none is open. */
function openPortsText(ports: unknown, count: unknown): string {
  if (!Array.isArray(ports) || ports.length === 0) return '';
  const more = Math.max(Number(count) || 0, ports.length) - Math.min(ports.length, PORTS_NAMED);
  const named = joined(ports.slice(0, PORTS_NAMED).map(portText), ', ');
  return `open ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

function portText(port: unknown): string {
  if (typeof port !== 'object' || port === null) return valueText(port);
  const { port: number, protocol, name } = port as Record<string, unknown>;
  return joined([`${valueText(number)}/${valueText(protocol)}`, valueText(name)], ' ');
}

function joined(texts: readonly string[], between: string): string {
  return texts.filter((text) => text !== '').join(between);
}
