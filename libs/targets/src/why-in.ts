import { type Address } from './address.js';
import { type AddressSet } from './address-set.js';

/**
 * The lines whose addresses include this one, in their order; an empty answer means that none does. Works for targets
 * and for exclusions, and for host names once their `set` holds what they resolved to. Throws `BadAddress` for text that
 * is no address.
 */
export function whyIn<Line extends { readonly set?: AddressSet | undefined }>(
  lines: Iterable<Line>,
  address: Address | string,
): Line[] {
  return [...lines].filter((line) => line.set?.contains(address));
}
