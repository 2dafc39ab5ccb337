import { parseAddress } from './address.js';
import { type Block } from './block.js';
import { explainIpv4, explainIpv6 } from './explain-address.js';
import { quoted } from './quoted.js';
import { readCidr } from './read-cidr.js';
import { readIpv4Range, readIpv6Range } from './read-range.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/**
 * Reads a token that stands for addresses: an address, a CIDR, or one of the range forms. Answers a fault for text that
 * means to be one and is bad, and `undefined` for text that can only be a host name.
 */
export function readBlock(token: string): Block | Fault | undefined {
  const address = parseAddress(token);
  if (address !== undefined) {
    const note =
      address.family === 4 && token.includes(':') ? `${quoted(token)} is IPv4-mapped and read as IPv4` : undefined;
    return {
      kind: 'address',
      intervals: [{ family: address.family, first: address.value, last: address.value }],
      note,
    };
  }
  if (token.includes('/')) return readCidr(token);
  if (token.includes(':')) return token.includes('-') ? readIpv6Range(token) : (portFault(token) ?? explainIpv6(token));
  if (!looksLikeIpv4(token)) return undefined;
  return token.includes('-') ? readIpv4Range(token) : explainIpv4(token);
}

/**
 * Is this meant as IPv4, however badly? Wide on purpose: `10.0.0.x` or `10.0.0.1-10.0.1.l` taken for a host name would
 * fail much later, and as an exclusion exclude nothing.
 */
function looksLikeIpv4(token: string): boolean {
  return ipv4Looks.some((look) => look.test(token));
}

const ipv4Looks = [
  // The last label has nothing but digits and hyphens: 10.0.0, 10.0.0.1-50, 10.0-5.1.3, 7
  /(?:^|\.)[0-9-]+\.?$/,
  // The last label is a hexadecimal number
  /(?:^|\.)0x[0-9a-f]*\.?$/i,
  // An address, a hyphen, and something that begins like an address or has no domain: 10.0.0.1-10.0.1.x, 10.0.0.1-a
  /^\d+\.\d+\.\d+\.\d+-(?:\d|[^.]*$)/,
  // Three numbers and one that went wrong: 10.0.0.x, 10.0.0.1a
  /^\d+\.\d+\.\d+\.(?:[a-z]|\d[^.]*)$/i,
];

function portFault(token: string): Fault | undefined {
  const [, host] = /^([^:]+):\d+$/.exec(token) ?? [];
  if (host === undefined) return undefined;
  return fault(
    ProblemCode.Port,
    `${quoted(token)} has a port; write ${quoted(host)} alone, ports belong into the scan command`,
  );
}
