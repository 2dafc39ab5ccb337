import { formatAddress, parseAddress, type AddressSet } from '@scanfleet/targets';
import type { HostRecord } from './reading-run.js';

/** Splits records into those of the manifest and those that must not be taken, whatever the report says. */
export function withinManifest(
  records: readonly HostRecord[],
  manifest: AddressSet,
): { taken: HostRecord[]; refused: HostRecord[] } {
  const taken: HostRecord[] = [];
  const refused: HostRecord[] = [];
  for (const record of records) (manifest.contains(record.observation.address) ? taken : refused).push(record);
  return { taken, refused };
}

/** An IPv4 address that a report writes as IPv6 (`::ffff:192.0.2.1`) is the same host as without. */
export function withPlainAddress(record: HostRecord): HostRecord {
  const { observation } = record;
  if (!observation.address.startsWith('::ffff:')) return record;
  const plain = parseAddress(observation.address);
  return plain ? { ...record, observation: { ...observation, address: formatAddress(plain) } } : record;
}
