import type { AddressVerdict } from '@scanfleet/contracts';
import { AddressSet, formatAddress, parseAddress, type TargetLine, whyIn } from '@scanfleet/targets';
import type { ReadExclusion } from '../exclusions/excluded-addresses.js';
import { specialNotes } from './target-notes.js';

/**
 * Says whether an address would be scanned, by which targets and which exclusions.
 * @param address IPv4 or IPv6 text.
 * @returns undefined when `address` is neither.
 */
export function explainVerdict(
  address: string,
  lines: readonly TargetLine[],
  exclusions: readonly ReadExclusion[],
): AddressVerdict | undefined {
  const parsed = parseAddress(address);
  if (!parsed) return undefined;
  const canonical = formatAddress(parsed);
  const targets = whyIn(lines, parsed);
  const excludedBy = whyIn(exclusions, parsed);
  const included = targets.length > 0 && excludedBy.length === 0;
  const sentences = [verdictSentence(canonical, targets, excludedBy)];
  if (targets.length === 0 && lines.some((line) => line.kind === 'name')) {
    sentences.push('A host name of the site may still lead to it when a scan is planned.');
  }
  if (included && exclusions.some((exclusion) => exclusion.name !== undefined)) {
    sentences.push('An exclusion by host name may still keep it out when a scan is planned.');
  }
  if (included) sentences.push(...specialNotes(AddressSet.parse(canonical)));
  return {
    address: canonical,
    included,
    explanation: sentences.join(' '),
    targets: targets.map(({ token, line }) => ({ token, line })),
    exclusions: excludedBy.map(({ id, target, scope, reason }) => ({ id, target, scope, reason })),
  };
}

function verdictSentence(
  address: string,
  targets: readonly TargetLine[],
  exclusions: readonly ReadExclusion[],
): string {
  const [target] = targets;
  if (!target) return `${address} is out: no target of the site names it.`;
  const by = `${target.token} in line ${target.line}${resolved(target)}`;
  const [exclusion] = exclusions;
  if (!exclusion) return `${address} is in, by ${by}.`;
  const reason = exclusion.reason === '' ? '' : ` (${exclusion.reason})`;
  return `${address} is out: ${by} names it, but the ${exclusion.scope} exclusion ${exclusion.target}${resolved(exclusion)}${reason} keeps it out.`;
}

function resolved({ name }: { readonly name?: string | undefined }): string {
  return name === undefined ? '' : ' (as that name was resolved last)';
}
