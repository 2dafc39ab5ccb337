import type { AlertKind } from '@scanfleet/contracts';

/** What alerts tell, as nouns. */
export const kindNouns: Readonly<Record<AlertKind, readonly [one: string, several: string]>> = {
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

/** `1 host`, `2,000 hosts`. */
export function numbered(count: number | bigint, [one, several]: readonly [string, string]): string {
  return `${count.toLocaleString('en')} ${BigInt(count) === 1n ? one : several}`;
}
