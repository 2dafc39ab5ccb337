import { quoted } from './quoted.js';
import { fault, ProblemCode, type Fault } from './target-problem.js';

/** A host name as it is kept: lower case, without a final dot. */
export interface HostName {
  readonly kind: 'name';
  readonly name: string;
}

const longestName = 253;
const longestLabel = 63;

/**
 * Reads a host name by RFC 1123 section 2.1: labels of 1 to 63 letters, digits and hyphens that neither begin nor end
 * with a hyphen, 253 characters in all (RFC 1035 section 3.1 less the length bytes). Beyond that:
 *
 * - Underscores are allowed inside names: no RFC wants them, but resolvers answer for them and real networks use them.
 * - International names come as punycode (`xn--`) only; converting would need Unicode's tables, and what one sees would
 *   not be what is scanned.
 * - One final dot is accepted and dropped. Single labels (`printer`) are accepted.
 * - A name whose last label is a number (`127.1`, `0x7f000001`) never comes here: `inet_aton` reads it as an address,
 *   which would pass by every check of addresses, so `readBlock` refuses it.
 */
export function readHostName(token: string): HostName | Fault {
  const shown = quoted(token);
  const foreign = /[^A-Za-z0-9._-]/u.exec(token)?.[0];
  if (foreign !== undefined) {
    return fault(ProblemCode.BadCharacter, `${shown} holds ${quoted(foreign)}, which no host name can`);
  }
  const name = (token.endsWith('.') ? token.slice(0, -1) : token).toLowerCase();
  if (name.length > longestName) {
    return fault(
      ProblemCode.LongName,
      `${shown} has ${name.length} characters; a host name has at most ${longestName}`,
    );
  }
  const labels = name.split('.');
  for (const label of labels) {
    const bad = labelFault(shown, label);
    if (bad !== undefined) return bad;
  }
  return { kind: 'name', name };
}

function labelFault(shown: string, label: string): Fault | undefined {
  if (label === '') {
    return fault(
      ProblemCode.EmptyLabel,
      `${shown} has an empty part; write the parts of a name with one dot between them`,
    );
  }
  if (label.length > longestLabel) {
    return fault(
      ProblemCode.LongLabel,
      `${shown} has a part of ${label.length} characters; each part of a host name has at most ${longestLabel}`,
    );
  }
  if (label.startsWith('-') || label.endsWith('-')) {
    return fault(
      ProblemCode.HyphenLabel,
      `${shown} has a part that begins or ends with "-" (${quoted(label)}), which no host name can`,
    );
  }
  return undefined;
}
