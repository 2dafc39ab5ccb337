import type { ScanOption } from '@scanfleet/scan-options';
import { addressesPerShard } from '../shard-size.js';

/** What keeps nmap busy with one host for seconds to minutes, whatever the number of its ports. */
const slow: ReadonlySet<string> = new Set(['-sV', '-sC', '-A', '-O', '--script', '--traceroute', '-sU']);
/** Of such hosts this many are minutes of work; of others, more. */
const SLOW_HOSTS = 64;
const QUICK_HOSTS = 256;

/** How many hosts one shard of a second stage shall have: all of them answer, so none is over in a moment. */
export function followUpShardSize(options: readonly ScanOption[]): number {
  const most = options.some(({ name }) => slow.has(name)) ? SLOW_HOSTS : QUICK_HOSTS;
  return Math.min(most, addressesPerShard('nmap', options));
}
