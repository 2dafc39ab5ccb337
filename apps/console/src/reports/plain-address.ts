import type { Observation } from '@scanfleet/scan-report';
import { formatAddress, parseAddress } from '@scanfleet/targets';

/** An IPv4 address that a report writes as IPv6 (`::ffff:192.0.2.1`) is the same host as without. */
export function plainAddress(observation: Observation): Observation {
  if (!observation.address.startsWith('::ffff:')) return observation;
  const plain = parseAddress(observation.address);
  return plain ? { ...observation, address: formatAddress(plain) } : observation;
}
