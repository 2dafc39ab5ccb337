import type { Change, ChangeKind } from '@scanfleet/contracts';
import { visibleText } from '../text/visible-text.js';

export type ChangeTone = 'good' | 'bad' | 'warn' | 'plain';

/** How each kind of change is called, and whether it is more, less or other than before. */
export const changeWords: Readonly<Record<ChangeKind, { readonly label: string; readonly tone: ChangeTone }>> = {
  host_new: { label: 'new host', tone: 'good' },
  host_up: { label: 'host up', tone: 'good' },
  host_down: { label: 'host down', tone: 'bad' },
  port_opened: { label: 'port opened', tone: 'warn' },
  port_closed: { label: 'port closed', tone: 'plain' },
  service_changed: { label: 'service changed', tone: 'warn' },
  os_changed: { label: 'OS changed', tone: 'warn' },
  name_changed: { label: 'name changed', tone: 'plain' },
  mac_changed: { label: 'MAC changed', tone: 'warn' },
};

/** `443/tcp`, or nothing when the change concerns no port. */
export function changedPort(change: Change): string {
  return change.port === null ? '' : `${change.port}/${change.protocol ?? 'tcp'}`;
}

/** Open ports of a new host that are named; how many more there are is said. */
const PORTS_NAMED = 6;
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
  const { openPorts, openPortCount, ...fields } = value as Record<string, unknown>;
  const named = Object.entries(fields).map(([name, part]) => namedText(name, valueText(part)));
  return joined([...named, openPortsText(openPorts, openPortCount)], ' ');
}

function namedText(name: string, text: string): string {
  return text === '' || PLAIN_FIELDS.has(name) ? text : `${name}=${text}`;
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
