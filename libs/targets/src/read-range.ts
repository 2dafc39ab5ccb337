import { compareAddresses, formatAddress, parseAddress, type Address } from './address.js';
import { readIpv4 } from './address-text.js';
import { type Block } from './block.js';
import { explainIpv4, explainIpv6 } from './explain-address.js';
import { canonicalIntervals } from './interval.js';
import { quoted } from './quoted.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/** Reads `10.0.0.1-50` (up to the last number of the same network) or `10.0.0.1-10.0.1.9`. */
export function readIpv4Range(token: string): Block | Fault {
  const shown = quoted(token);
  const [from = '', to = '', more] = token.split('-');
  const octetsBefore = from.split('.').length;
  if (octetsBefore < 4 && /^[\d.-]+$/.test(token)) {
    return fault(
      ProblemCode.OctetList,
      `${shown} is an octet range of nmap, which is not read here; write each block as a range or CIDR, such as 10.0.0.1-10.0.0.9 or 10.0.0.0/24`,
    );
  }
  if (more !== undefined) return fault(ProblemCode.RangeForm, `${shown} has more than one "-"; ${rangeExamples}`);
  const first = readIpv4(from);
  if (first === undefined) return explainIpv4(from);
  if (to === '') return fault(ProblemCode.RangeForm, `${shown} has no end; ${rangeExamples}`);
  if (/^\d+$/.test(to)) return lastNumberRange({ token, from, first, to });
  const last = readIpv4(to);
  if (last !== undefined)
    return fullRange(token, { family: 4, value: BigInt(first) }, { family: 4, value: BigInt(last) });
  return /^[\d.]+$/.test(to) && to.split('.').length === 4
    ? explainIpv4(to)
    : fault(ProblemCode.RangeForm, `${shown} ends in ${quoted(to)}, which is no address; ${rangeExamples}`);
}

/** Reads `2001:db8::1-2001:db8::ff`. Mapped ends count as IPv4. */
export function readIpv6Range(token: string): Block | Fault {
  const shown = quoted(token);
  const [from = '', to = '', more] = token.split('-');
  if (more !== undefined) return fault(ProblemCode.RangeForm, `${shown} has more than one "-"; ${ipv6RangeExample}`);
  const first = parseAddress(from);
  if (first === undefined) return from.includes(':') ? explainIpv6(from) : explainIpv4(from);
  const last = parseAddress(to);
  if (last !== undefined) return fullRange(token, first, last);
  const completed = parseAddress(`${from.slice(0, from.lastIndexOf(':') + 1)}${to}`);
  if (to === '' || (!to.includes(':') && completed !== undefined)) {
    const example =
      to === '' || completed === undefined ? ipv6RangeExample : `write ${from}-${formatAddress(completed)}`;
    return fault(ProblemCode.RangeForm, `${shown} has no whole address as its end; ${example}`);
  }
  return to.includes(':') || !to.includes('.') ? explainIpv6(to) : explainIpv4(to);
}

const rangeExamples = 'write a range as 10.0.0.1-50 or 10.0.0.1-10.0.1.9';
const ipv6RangeExample = 'write both ends in full, as 2001:db8::1-2001:db8::ff';

function lastNumberRange(range: { token: string; from: string; first: number; to: string }): Block | Fault {
  const { token, from, first, to } = range;
  const shown = quoted(token);
  const network = from.slice(0, from.lastIndexOf('.') + 1);
  if (/^0\d/.test(to)) {
    return fault(ProblemCode.LeadingZero, `${shown} ends in a number with a leading zero; write ${from}-${Number(to)}`);
  }
  const end = first - (first % 256) + Number(to);
  if (Number(to) > 255) {
    const full =
      end < 2 ** 32 ? `${from}-${formatAddress({ family: 4, value: BigInt(end) })}` : `${from}-${network}255`;
    return fault(
      ProblemCode.RangeOctet,
      `${shown} ends in ${to.slice(0, 20)}, but the last number of an address ends at 255; did you mean ${full}?`,
    );
  }
  return fullRange(token, { family: 4, value: BigInt(first) }, { family: 4, value: BigInt(end) });
}

function fullRange(token: string, first: Address, last: Address): Block | Fault {
  const shown = quoted(token);
  if (first.family !== last.family) {
    return fault(
      ProblemCode.RangeFamilies,
      `${shown} begins in IPv${first.family} and ends in IPv${last.family} (an IPv4-mapped address counts as IPv4); write one range for each`,
    );
  }
  if (compareAddresses(first, last) > 0) {
    return fault(
      ProblemCode.RangeReversed,
      `${shown} ends before it begins; write ${formatAddress(last)}-${formatAddress(first)}`,
    );
  }
  const intervals = canonicalIntervals({ family: first.family, first: first.value, last: last.value });
  if (intervals === undefined) return fault(ProblemCode.RangeForm, `${shown} is not a range; ${ipv6RangeExample}`);
  const note = first.family === 4 && token.includes(':') ? `${shown} is IPv4-mapped and read as IPv4` : undefined;
  return { kind: 'range', intervals, note };
}
