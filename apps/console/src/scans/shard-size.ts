import type { ScannerName } from '@scanfleet/contracts';
import { probesPerAddress, type ScanOption } from '@scanfleet/scan-options';
import type { AddressSet } from '@scanfleet/targets';
import { ownRate } from './ledger/rate-budget.js';

/** A shard shall be minutes of work: long enough that starting a scanner does not matter, short enough to do again. */
const SHARD_SECONDS = 300;
/** nmap sends some hundred to some thousand probes a second: 256 addresses of 1,000 ports each are minutes. */
const NMAP_PROBES = 256_000;
/** nmap keeps its hosts in memory; what only finds hosts ends here. */
const NMAP_MOST_ADDRESSES = 4_096;
const MASSCAN_MOST_ADDRESSES = 16_777_216;
/** No scan has more shards than this, however large it is: its shards are larger then. */
export const MOST_SHARDS = 4_096;

/** How many addresses of this command one shard shall have. */
export function addressesPerShard(scanner: ScannerName, options: readonly ScanOption[]): number {
  const probes = Math.max(1, probesPerAddress(scanner, options));
  switch (scanner) {
    case 'nmap':
      return clamp(NMAP_PROBES / probes, 1, NMAP_MOST_ADDRESSES);
    case 'masscan': {
      const addresses = (ownRate(scanner, options) * SHARD_SECONDS) / probes;
      return clamp(addresses, 1, MASSCAN_MOST_ADDRESSES);
    }
  }
}

/**
 * Cuts an address set into the sets of its shards: together they are the set, no two overlap, and each has addresses of one
 * family only, because nmap runs for one family at a time.
 */
export function cutIntoShards(set: AddressSet, addresses: number): AddressSet[] {
  // One shard is kept back for the rest that each of the two families leaves.
  const smallest = (set.count() + BigInt(MOST_SHARDS) - 2n) / (BigInt(MOST_SHARDS) - 1n);
  const size = smallest > BigInt(addresses) ? smallest : BigInt(addresses);
  return ([4, 6] as const).flatMap((family) => {
    const part = set.ofFamily(family);
    // Even pieces: 257 addresses become 129 and 128, not 256 and 1.
    return part.isEmpty() ? [] : part.splitInto((part.count() + size - 1n) / size);
  });
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, Math.floor(value)));
}
