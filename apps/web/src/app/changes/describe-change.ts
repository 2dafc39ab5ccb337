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

/** What the thing was or became, as one line; the contracts leave its shape open, so any is read. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') return visibleText(String(value));
  const parts = Array.isArray(value) ? value : Object.entries(value).map(([name, part]) => namedPart(name, part));
  return parts
    .map(valueText)
    .filter((part) => part !== '')
    .join(Array.isArray(value) ? ', ' : ' ');
}

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

function namedPart(name: string, part: unknown): unknown {
  if (PLAIN_FIELDS.has(name) || part === null || part === undefined || part === '') return part;
  return `${name}=${valueText(part)}`;
}
