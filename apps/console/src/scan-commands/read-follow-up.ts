import type { ProblemIssue } from '@scanfleet/contracts';
import { formatOptions, parseOptions, ProblemCode, type ScanOption } from '@scanfleet/scan-options';
import { invalid } from '../platform/http/refusal.js';
import { isDiscovery } from './is-discovery.js';
import { optionIssue } from './read-option-text.js';

/** Options of the nmap that looks at what the first stage found. */
export interface FollowUpText {
  readonly options: ScanOption[];
  /** Canonical: what `parseOptions` reads back to the same options. */
  readonly text: string;
}

export type CheckedFollowUp = ({ readonly ok: true } & FollowUpText) | { readonly ok: false; issues: ProblemIssue[] };

/** Reads the options of a second stage; whatever is wrong is an issue of the field `followUp`. */
export function checkFollowUp(text: string): CheckedFollowUp {
  const read = parseOptions('nmap', text);
  if (!read.ok)
    return { ok: false, issues: read.problems.map((problem) => ({ ...optionIssue(problem), path: 'followUp' })) };
  if (isDiscovery('nmap', read.options)) return { ok: false, issues: [discoveryIssue(text)] };
  return { ok: true, options: read.options, text: formatOptions(read.options) };
}

/**
 * The follow-up of a scan command; null for a command of one stage.
 * @throws Refusal 422 `invalid_options` with one issue for every bad option, all of the field `followUp`.
 */
export function readFollowUp(text: string | null): FollowUpText | null {
  if (text === null) return null;
  const checked = checkFollowUp(text);
  if (checked.ok) return { options: checked.options, text: checked.text };
  throw invalid(checked.issues.map(({ message }) => message).join(' '), checked.issues, 'invalid_options');
}

function discoveryIssue(text: string): ProblemIssue {
  return {
    path: 'followUp',
    message:
      '-sn: the follow-up looks at hosts that the first stage has found, so finding them again tells nothing. ' +
      'Remove -sn, or remove the follow-up.',
    code: ProblemCode.Conflict,
    line: 1,
    column: Math.max(0, text.indexOf('-sn')) + 1,
    token: '-sn',
  };
}
