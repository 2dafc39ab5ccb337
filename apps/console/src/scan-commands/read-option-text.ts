import type { ProblemIssue, ScannerName } from '@scanfleet/contracts';
import { formatOptions, parseOptions, type OptionProblem, type ScanOption } from '@scanfleet/scan-options';
import { invalid } from '../platform/http/refusal.js';
import { isDiscovery } from './is-discovery.js';

export interface OptionText {
  readonly options: ScanOption[];
  /** Canonical: what `parseOptions` reads back to the same options. */
  readonly text: string;
  readonly discovery: boolean;
}

/**
 * Reads the options of a scan command.
 * @throws Refusal 422 `invalid_options` with one issue for every bad option: its column and the option as token.
 */
export function readOptionText(scanner: ScannerName, text: string): OptionText {
  const read = parseOptions(scanner, text);
  if (!read.ok) {
    const issues = read.problems.map(optionIssue);
    throw invalid(issues.map((issue) => issue.message).join(' '), issues, 'invalid_options');
  }
  return { options: read.options, text: formatOptions(read.options), discovery: isDiscovery(scanner, read.options) };
}

/** A refused option as an issue of the field `options`. */
export function optionIssue(problem: OptionProblem): ProblemIssue {
  return {
    path: 'options',
    message: problem.message,
    code: problem.code,
    line: 1,
    column: problem.column,
    token: problem.option,
  };
}
