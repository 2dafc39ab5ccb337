import { isMapped, lastAddress, mappedFirst, mappedLast, type AddressFamily } from './address.js';

/** All addresses from `first` to `last`, both included, of one family. */
export interface Interval {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The interval as sets keep it, or `undefined` when it is none (reversed, out of its family, or mapped in part only).
 *
 * - Within ::ffff:0:0/96 it becomes IPv4.
 * - Where it holds that whole block and more (`::/0`, `::/80`), the block is left out: who writes `::/0` means IPv6 machines, and
 *   IPv4 ones are written as IPv4. Taking all of IPv4 in would turn an engine's "IPv6 allowed" into "everything allowed".
 * - Where it holds only a part of the block and more, it is neither the one nor the other, and unknown means refuse.
 */
export function canonicalIntervals({ family, first, last }: Interval): Interval[] | undefined {
  if (first < 0n || last > lastAddress[family] || first > last) return undefined;
  if (family === 4 || last < mappedFirst || first > mappedLast) return [{ family, first, last }];
  if (isMapped(first) && isMapped(last)) return [{ family: 4, first: first - mappedFirst, last: last - mappedFirst }];
  if (first > mappedFirst || last < mappedLast) return undefined;
  const around: Interval[] = [];
  if (first < mappedFirst) around.push({ family, first, last: mappedFirst - 1n });
  if (last > mappedLast) around.push({ family, first: mappedLast + 1n, last });
  return around;
}
