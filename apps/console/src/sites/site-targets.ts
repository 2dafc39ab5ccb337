import { addressesOf, parseTargetList, type TargetLine } from '@scanfleet/targets';
import { issueSummary, targetIssues } from '../exclusions/target-issues.js';
import { invalid } from '../platform/http/refusal.js';

export interface SiteTargets {
  readonly lines: TargetLine[];
  /** Addresses of the canonical set: overlaps and duplicates count once. */
  readonly addressCount: bigint;
  /** Different host names. */
  readonly nameCount: number;
}

/**
 * Reads and counts the target text of a site.
 * @throws Refusal 422 `invalid_targets` with an issue for every bad token, or for a text that names nothing.
 */
export function readSiteTargets(text: string): SiteTargets {
  const { targets: lines, problems } = parseTargetList(text);
  if (problems.length > 0) {
    const issues = targetIssues(problems);
    throw invalid(`The targets are not right: ${issueSummary(issues)}`, issues, 'invalid_targets');
  }
  if (lines.length === 0) {
    const message = 'targets names nothing; write at least one address, CIDR, range or host name.';
    throw invalid(message, [{ path: 'targets', message }], 'invalid_targets');
  }
  return { lines, ...countTargets(lines) };
}

export function countTargets(lines: readonly TargetLine[]): { addressCount: bigint; nameCount: number } {
  const names = new Set(lines.flatMap((line) => (line.kind === 'name' ? [line.name] : [])));
  return { addressCount: addressesOf(lines).count(), nameCount: names.size };
}
