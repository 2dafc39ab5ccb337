import { AddressSet, parseAddress, specialRanges, specialUse, type SpecialUse } from '@scanfleet/targets';

const special = AddressSet.parse(specialRanges.flatMap(({ blocks }) => blocks).join(','));

const words: Readonly<Record<SpecialUse, string>> = {
  metadata: 'the metadata service of a cloud',
  broadcast: 'a broadcast address',
  loopback: 'a loopback address',
  link_local: 'a link-local address',
  multicast: 'a multicast address',
  unspecified: 'an unspecified address',
  reserved: 'a reserved address',
  private: 'a private address',
  shared: "an address behind a provider's NAT",
  documentation: 'an address for documentation',
  benchmarking: 'an address for benchmarks',
  protocol: 'an address for protocols',
  anycast: 'an anycast address for special services',
  translation: 'an address that is translated to IPv4',
  tunnel: 'an address of a tunnel to IPv4',
  identifier: 'an identifier that is no place',
  discard: 'an address that discards everything',
};

/** What an address is, if it is not one of the public internet: `a private address`. Undefined for public ones. */
export function insideWords(text: string): string | undefined {
  const address = parseAddress(text);
  // A zone id (fe80::1%eth0) names a link of this machine.
  if (!address) return 'no address of the internet';
  if (special.contains(address)) return words[specialUse(address)[0] ?? 'reserved'];
  // RFC 4291 section 2.4 and IANA's registry: only 2000::/3 is given out as global unicast.
  if (address.family === 6 && address.value >> 125n !== 1n) return 'no global address';
  return undefined;
}
