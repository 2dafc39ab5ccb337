import { addressBits, formatAddress } from './address.js';
import { type Interval } from './interval.js';

/** One CIDR block: all addresses that share the first `prefix` bits of `first`. */
export interface CidrBlock {
  readonly family: Interval['family'];
  readonly first: bigint;
  readonly prefix: number;
}

/** The fewest CIDR blocks that hold exactly the addresses of an interval, in address order (at most 2 x bits - 2). */
export function* cidrCover({ family, first, last }: Interval): Generator<CidrBlock> {
  const bits = addressBits[family];
  let place = first;
  while (place <= last) {
    let size = 1n;
    let prefix = bits;
    // A block begins at a multiple of its size and may not reach past the end.
    while (prefix > 0 && (place & size) === 0n && place + size * 2n - 1n <= last) {
      size *= 2n;
      prefix -= 1;
    }
    yield { family, first: place, prefix };
    place += size;
  }
}

/** A block as text, `10.0.0.0/8`; always with its prefix. */
export function formatCidr({ family, first, prefix }: CidrBlock): string {
  return `${formatAddress({ family, value: first })}/${prefix}`;
}
