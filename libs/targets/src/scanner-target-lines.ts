import { addressBits, formatAddress } from './address.js';
import { type AddressSet } from './address-set.js';
import { cidrCover, formatCidr } from './cidr-cover.js';

/**
 * The set as lines for the files of both scanners: `-iL` and `--excludefile` of nmap 7.93, `--includefile` and
 * `--excludefile` of masscan 1.3.2. Only CIDR blocks and single addresses: nmap does not read `10.0.0.1-10.0.1.9`.
 *
 * nmap takes one family in a run (IPv6 with `-6`): give it the lines of `set.ofFamily(...)`. An exclude file may hold
 * both. masscan ends with an error for more than 2^63 addresses times ports.
 */
export function scannerTargetLines(set: AddressSet): string[] {
  const lines: string[] = [];
  for (const interval of set.intervals()) {
    for (const block of cidrCover(interval)) {
      const isSingle = block.prefix === addressBits[block.family];
      lines.push(isSingle ? formatAddress({ family: block.family, value: block.first }) : formatCidr(block));
    }
  }
  return lines;
}
