import { addressBits, formatAddress, isMapped, mappedFirst, parseAddress, type AddressFamily } from './address.js';
import { readIpv4, readIpv6 } from './address-text.js';
import { type Block } from './block.js';
import { formatCidr } from './cidr-cover.js';
import { explainIpv4, explainIpv6 } from './explain-address.js';
import { canonicalIntervals } from './interval.js';
import { quoted } from './quoted.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/**
 * Reads `address/prefix`. Host bits that are set are accepted and dropped, `10.0.0.5/24` is the network 10.0.0.0/24,
 * with a note: people write it so, and for an exclusion the whole network is the safe reading. A mapped base needs a
 * prefix from 96 to 128 and becomes IPv4.
 */
export function readCidr(token: string): Block | Fault {
  const shown = quoted(token);
  const [base = '', prefixText = '', more] = token.split('/');
  const ipv4 = readIpv4(base);
  const ipv6 = ipv4 === undefined ? readIpv6(base) : undefined;
  if (ipv4 === undefined && ipv6 === undefined) return baseFault({ token, base, prefixText });
  if (more !== undefined) {
    return fault(ProblemCode.BadPrefix, `${shown} has more than one "/"; write one address and one prefix length`);
  }
  const family: AddressFamily = ipv4 === undefined ? 6 : 4;
  const value = ipv6 ?? BigInt(ipv4 ?? 0);
  const bad = prefixFault({ token, base, prefixText, family });
  if (bad !== undefined) return bad;
  const prefix = Number(prefixText);
  if (family === 6 && isMapped(value)) return mappedBlock({ token, value, prefix });
  return networkBlock({ token, family, value, prefix });
}

interface Network {
  readonly token: string;
  readonly family: AddressFamily;
  readonly value: bigint;
  readonly prefix: number;
}

function networkBlock({ token, family, value, prefix }: Network): Block | Fault {
  const size = 1n << BigInt(addressBits[family] - prefix);
  const first = value - (value % size);
  const intervals = canonicalIntervals({ family, first, last: first + size - 1n });
  if (intervals === undefined) return fault(ProblemCode.BadPrefix, `${quoted(token)} is not a network`);
  const network = formatCidr({ family, first, prefix });
  const note = first === value ? undefined : `${quoted(token)} has host bits set and is read as ${network}`;
  return { kind: 'cidr', intervals, note };
}

function mappedBlock({ token, value, prefix }: Omit<Network, 'family'>): Block | Fault {
  const ipv4 = value - mappedFirst;
  const text = formatAddress({ family: 4, value: ipv4 });
  if (prefix >= 96) {
    const block = networkBlock({ token, family: 4, value: ipv4, prefix: prefix - 96 });
    if (block.kind === 'fault') return block;
    return { ...block, note: block.note ?? `${quoted(token)} is IPv4-mapped and read as ${text}/${prefix - 96}` };
  }
  // Literally this is a huge IPv6 network around the mapped block; who writes it means the IPv4 prefix.
  const meant = prefix <= 32 ? `${text}/${prefix}` : `${text}/24`;
  return fault(
    ProblemCode.MappedPrefix,
    `${quoted(token)} is an IPv4-mapped address, whose prefix length runs from 96 to 128; write it as IPv4, such as ${meant}`,
  );
}

function prefixFault(cidr: {
  token: string;
  base: string;
  prefixText: string;
  family: AddressFamily;
}): Fault | undefined {
  const { token, base, prefixText, family } = cidr;
  const shown = quoted(token);
  const bits = addressBits[family];
  if (/^(?:0|[1-9]\d{0,2})$/.test(prefixText) && Number(prefixText) <= bits) return undefined;
  if (prefixText === '')
    return fault(ProblemCode.BadPrefix, `${shown} has no prefix length; write ${base}/${bits} or ${base}`);
  const mask = readIpv4(prefixText);
  if (mask !== undefined) {
    const length = maskLength(mask);
    return fault(
      ProblemCode.Netmask,
      `${shown} has a netmask; write the prefix length, ${length === undefined || family === 6 ? 'such as 10.0.0.0/24' : `${base}/${length}`}`,
    );
  }
  if (/^0+\d+$/.test(prefixText)) {
    return fault(
      ProblemCode.BadPrefix,
      `${shown} has a prefix length with a leading zero; write ${base}/${Number(prefixText)}`,
    );
  }
  if (/^\d+-/.test(prefixText)) {
    return fault(ProblemCode.RangeForm, `${shown} mixes a prefix length and a range; write the one or the other`);
  }
  return fault(
    ProblemCode.BadPrefix,
    `${shown} has the prefix length ${quoted(prefixText)}; for IPv${family} it is a number from 0 to ${bits}`,
  );
}

function baseFault({ token, base, prefixText }: { token: string; base: string; prefixText: string }): Fault {
  const shown = quoted(token);
  const parts = base.split('.');
  if (parts.length < 4 && parts.every((part) => /^\d{1,3}$/.test(part)) && /^\d{1,2}$/.test(prefixText)) {
    const whole = [...parts, '0', '0', '0'].slice(0, 4).join('.');
    return fault(ProblemCode.ShortCidr, `${shown} is short; write all four numbers, ${whole}/${prefixText}`);
  }
  if (base.includes(':')) {
    const isRange = base.includes('-') && base.split('-').every((end) => parseAddress(end) !== undefined);
    return isRange ? rangeWithPrefix(shown) : explainIpv6(base);
  }
  if (/^[\d.]+-[\d.-]*$/.test(base)) return rangeWithPrefix(shown);
  if (/^[\d.]+$/.test(base) && /\d/.test(base)) return explainIpv4(base);
  return fault(
    ProblemCode.NamePrefix,
    base === ''
      ? `${shown} has no address before "/"; write it as in 10.0.0.0/24`
      : `${shown} has "/" after something that is not an address; a host name has no prefix length, write the name alone or the network as 10.0.0.0/24`,
  );
}

function rangeWithPrefix(shown: string): Fault {
  return fault(ProblemCode.RangeForm, `${shown} is a range with a prefix length; write the one or the other`);
}

/** The prefix length of a netmask with all ones before all zeros. */
function maskLength(mask: number): number | undefined {
  const length = Math.clz32(~mask);
  return length === 32 || mask << length === 0 ? length : undefined;
}
