import { readIpv4 } from './address-text.js';
import { codePoint, quoted } from './quoted.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/**
 * What no target may look like, whatever it might mean: options, shell text, invisible characters. All that passes is
 * made of ASCII letters, digits and `. : / - _` and does not begin with a hyphen, so that even a program which is handed
 * the token as an argument cannot take it for anything but a target (CVE-2022-30284, CVE-2018-16461, CVE-2025-24962).
 */
export function screenToken(token: string): Fault | undefined {
  const shown = quoted(token);
  if (token === '')
    return fault(ProblemCode.Empty, 'a target is missing; write an address, a CIDR, a range or a host name');
  if (/^[-‐-―−]+$/u.test(token)) {
    return fault(
      ProblemCode.LoneHyphen,
      `${shown} stands alone; write a range without blanks, such as 10.0.0.1-10.0.0.9`,
    );
  }
  if (token.startsWith('-')) {
    return fault(
      ProblemCode.OptionLike,
      `${shown} begins with "-" and would be an option, not a target; options belong into the scan command`,
    );
  }
  if (token.length > longestToken) {
    return fault(
      ProblemCode.TooLong,
      `${shown} has ${token.length} characters; the longest target there is, a host name, has 253`,
    );
  }
  if (token.includes('://')) {
    return fault(
      ProblemCode.Url,
      `${shown} is a URL; write only its host name or address, without scheme, port and path`,
    );
  }
  // No case-insensitive match: under /iu the Kelvin sign counts as a k.
  const character = /[^A-Za-z0-9._:/-]/u.exec(token)?.[0];
  return character === undefined ? undefined : charactersFault(token, character);
}

/** Longer than any host name and any IPv6 range, so that no later check meets a megabyte. */
const longestToken = 300;

function charactersFault(token: string, character: string): Fault {
  const shown = quoted(token);
  switch (true) {
    case /[\s,]/u.test(character):
      return fault(ProblemCode.Separator, `${shown} holds more than one target; write one here`);
    case /[\p{C}\p{Z}]/u.test(character):
      return fault(
        ProblemCode.HiddenCharacter,
        `${shown} holds the invisible character ${codePoint(character)}; type the target again instead of pasting it`,
      );
    case character === '%':
      return fault(
        ProblemCode.ZoneId,
        token.includes(':')
          ? `${shown} has a zone id, which only means something on one machine; write the address without "%" and what follows`
          : `${shown} holds "%", which no address or host name can; write it without`,
      );
    case character === '*':
      return fault(ProblemCode.Wildcard, `${shown} holds a wildcard; write ${wildcardBlock(token)}`);
    case /[[\]]/.test(character):
      return fault(ProblemCode.Brackets, `${shown} is in brackets; write ${quoted(withoutBrackets(token))}`);
    case /[‐-―−]/u.test(character):
      return fault(ProblemCode.Dash, `${shown} holds a dash (${codePoint(character)}); write a plain hyphen "-"`);
    case shellCharacters.includes(character):
      return fault(
        ProblemCode.ShellCharacter,
        `${shown} holds ${quoted(character)}, which no address or host name can; write the target alone`,
      );
    case character > '\u007f':
      return fault(
        ProblemCode.NonAscii,
        `${shown} holds ${quoted(character)} (${codePoint(character)}); write an international name in its punycode form, such as xn--mnchen-3ya.example`,
      );
    default:
      return fault(
        ProblemCode.BadCharacter,
        `${shown} holds ${quoted(character)}; targets are made of letters, digits and . : / - _ only`,
      );
  }
}

const shellCharacters = ';|&$`<>(){}!\'"\\^~?=#';

/** `10.0.*.*` is 10.0.0.0/16; anything else gets an example. */
function wildcardBlock(token: string): string {
  if (/[a-z]/i.test(token)) return 'each host name in full';
  const numbers = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(token)?.[1]?.split('.').slice(0, -1) ?? [];
  const network = [...numbers, '0', '0', '0'].slice(0, 4).join('.');
  const isNetwork = numbers.length > 0 && readIpv4(network) !== undefined;
  return isNetwork ? `${network}/${numbers.length * 8}` : 'a CIDR or a range, such as 10.0.0.0/24';
}

function withoutBrackets(token: string): string {
  return /\[([^\][]*)\]/.exec(token)?.[1] ?? token.replace(/[[\]]/g, '');
}
