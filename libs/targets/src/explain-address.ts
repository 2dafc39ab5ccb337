import { readIpv4 } from './address-text.js';
import { quoted } from './quoted.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/** Says what is wrong with text that is meant as one IPv4 address and is none. */
export function explainIpv4(text: string): Fault {
  const shown = quoted(text);
  if (/^\d+$/.test(text)) {
    return fault(
      ProblemCode.BareNumber,
      `${shown} is a number, not an address; write all four numbers of each address (octet lists such as 10.0.0.1,3 are not read here)`,
    );
  }
  if (/[^0-9.]/.test(text) && endsInNumber(text)) {
    return fault(
      ProblemCode.NumberName,
      `${shown} ends in a number, so programs would read it as an address; write the address as four decimal numbers, such as 10.0.0.1`,
    );
  }
  const parts = text.split('.');
  const wrong = parts.find((part) => !/^\d+$/.test(part));
  if (wrong !== undefined) {
    return fault(
      ProblemCode.BadIpv4,
      wrong === ''
        ? `${shown} has an empty part; an IPv4 address is four numbers with dots between them, such as 10.0.0.1`
        : `${shown} holds ${quoted(wrong)} where a number from 0 to 255 should be`,
    );
  }
  if (parts.length !== 4) {
    return fault(
      ProblemCode.BadIpv4,
      `${shown} has ${parts.length} numbers; an IPv4 address has four, and a whole network is written as in 10.0.0.0/24`,
    );
  }
  const great = parts.find((part) => Number(part) > 255);
  if (great !== undefined) {
    return fault(
      ProblemCode.BadIpv4,
      `${shown} holds ${great.slice(0, 20)}, but the numbers of an IPv4 address end at 255`,
    );
  }
  const decimal = parts.map(Number).join('.');
  return fault(
    ProblemCode.LeadingZero,
    `${shown} has a number with a leading zero, which some programs read as octal; write ${decimal}`,
  );
}

/** Says what is wrong with text that is meant as one IPv6 address and is none. */
export function explainIpv6(text: string): Fault {
  return fault(ProblemCode.BadIpv6, `${quoted(text)} is not an IPv6 address: ${ipv6Reason(text)}`);
}

function ipv6Reason(text: string): string {
  if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text))
    return 'it is a MAC address; write the IP address of that machine';
  if (text.includes(':::') || text.split('::').length > 2) return '"::" may stand in it once only';
  const groups = text.split(':');
  const dotted = groups.findIndex((group) => group.includes('.'));
  if (dotted !== -1) {
    const last = groups[dotted] ?? '';
    if (dotted !== groups.length - 1) return `${quoted(last)} may only be its end`;
    if (readIpv4(last) === undefined) return `its end ${quoted(last)} is not an IPv4 address`;
  }
  const wrong = groups.find((group) => !/^[0-9a-f]*$/i.test(group) && !group.includes('.'));
  if (wrong !== undefined) return `${quoted(wrong)} is not a hexadecimal group`;
  const long = groups.find((group) => group.length > 4 && !group.includes('.'));
  if (long !== undefined) return `the group ${quoted(long)} has more than four digits`;
  if (/^:(?!:)/.test(text) || /(?<!:):$/.test(text)) return 'it begins or ends with a single ":"';
  const count = groups.filter((group) => group !== '').length + (dotted === -1 ? 0 : 1);
  return text.includes('::')
    ? `it has ${count} groups beside "::", which stands for at least one of eight`
    : `it has ${count} groups instead of eight; a run of zero groups may be written "::"`;
}

/** Would a C library's resolver take this for an IPv4 address? (The rule of the WHATWG URL standard.) */
function endsInNumber(name: string): boolean {
  return /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$/i.test(name);
}
