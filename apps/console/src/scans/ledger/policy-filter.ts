import type { EnginePolicy } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';

/**
 * What an engine's owner allows it to scan, as the engine told: allowed minus denied. Saves leases that the engine would
 * only refuse; the engine itself still decides. An engine that told nothing may scan nothing.
 * @throws BadAddressSet when a line of the policy is no address, CIDR or range.
 */
export function allowedSet(policy: EnginePolicy | null): AddressSet {
  if (policy === null) return AddressSet.empty;
  return AddressSet.parse(policy.allowed.join(',')).subtract(AddressSet.parse(policy.denied.join(',')));
}
