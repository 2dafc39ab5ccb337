import type { ScannerName } from '@scanfleet/contracts';
import { probesPerAddress, type ScanOption } from '@scanfleet/scan-options';
import type { AddressSet } from '@scanfleet/targets';
import { rateOfSlot } from './estimate-duration.js';
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

/** With fewer seconds of work, starting a scanner costs more than another slot saves. */
const NMAP_LEAST_SECONDS = 20;
/** Fewer than nmap takes side by side at first (its manual, --min-hostgroup) would make each of them slower. */
const NMAP_LEAST_ADDRESSES = 16;
/** masscan waits 10 seconds for late answers at the end of each run. */
const MASSCAN_LEAST_SECONDS = 60;
/** How long an nmap takes depends on its hosts: with some shards for each slot, the quick slots take work from the slow ones. */
const NMAP_ROUNDS = 4;
/** masscan keeps its rate whatever it meets, so one shard for each slot is even already. */
const MASSCAN_ROUNDS = 1;

/** How large the shards of a command may be, and into how many for each slot a scan is cut if it is large enough. */
export interface ShardBounds {
  /** Addresses. */
  readonly least: number;
  /** Addresses. */
  readonly most: number;
  readonly rounds: number;
}

/** What one shard of this command shall be. */
export function shardBounds(scanner: ScannerName, options: readonly ScanOption[]): ShardBounds {
  const most = addressesPerShard(scanner, options);
  const nmap = scanner === 'nmap';
  const seconds = nmap ? NMAP_LEAST_SECONDS : MASSCAN_LEAST_SECONDS;
  const byTime = Math.ceil((seconds * rateOfSlot(scanner, options)) / Math.max(1, probesPerAddress(scanner, options)));
  const least = Math.min(most, Math.max(byTime, nmap ? NMAP_LEAST_ADDRESSES : 1));
  return { least, most, rounds: nmap ? NMAP_ROUNDS : MASSCAN_ROUNDS };
}

/** How many addresses of this command one shard has at most, and where no engine is there to share them. */
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
 * @param slots that could work on them at once; 0 = none is known, so the shards are as large as they may be.
 */
export function cutIntoShards(set: AddressSet, bounds: ShardBounds, slots: number): AddressSet[] {
  const all = set.count();
  const wanted = shardCount(all, bounds, slots);
  return ([4, 6] as const).flatMap((family) => {
    const part = set.ofFamily(family);
    // Even pieces: 257 addresses become 129 and 128, not 256 and 1.
    return part.isEmpty() ? [] : part.splitInto(divided(part.count() * wanted, all));
  });
}

/** A multiple of the slots where the bounds allow it: all of them then have something to do until the end. */
function shardCount(addresses: bigint, { least, most, rounds }: ShardBounds, slots: number): bigint {
  const fewest = divided(addresses, BigInt(most));
  // One shard is kept back for the rest that the second family leaves.
  const cap = BigInt(MOST_SHARDS) - 1n;
  if (fewest >= cap) return cap;
  const limit = smaller(cap, addresses / BigInt(least));
  if (slots < 1) return fewest;
  const step = BigInt(slots);
  const wanted = smaller(step * BigInt(rounds), limit);
  const count = wanted > fewest ? wanted : fewest;
  if (count <= step) return count;
  const up = divided(count, step) * step;
  if (up <= limit) return up;
  const down = (count / step) * step;
  return down >= fewest ? down : count;
}

function divided(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

function smaller(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, Math.floor(value)));
}
