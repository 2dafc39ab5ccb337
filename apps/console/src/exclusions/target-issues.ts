import type { ProblemIssue } from '@scanfleet/contracts';
import type { TargetLine, TargetProblem } from '@scanfleet/targets';

/** More issues than this help nobody, and megabytes of garbage must not become an even bigger answer. */
export const MAX_TARGET_ISSUES = 1000;

/**
 * Bad tokens of a target text as issues of the field `targets`, each with its place; past `MAX_TARGET_ISSUES` one last
 * issue says how many more there are.
 */
export function targetIssues(problems: readonly TargetProblem[]): ProblemIssue[] {
  const issues = problems.slice(0, MAX_TARGET_ISSUES).map(({ line, column, token, message, code }): ProblemIssue => ({
    path: 'targets',
    message,
    code,
    line,
    column,
    token,
  }));
  const more = problems.length - issues.length;
  if (more > 0)
    issues.push({ path: 'targets', message: `${more} more tokens are bad; correct the first ones and check again.` });
  return issues;
}

/** Host names of a text in which they are wrong, each with its place and with what would be right. */
export function nameIssues(lines: readonly TargetLine[], { path, fix }: { path: string; fix: string }): ProblemIssue[] {
  return lines
    .filter(({ kind }) => kind === 'name')
    .slice(0, MAX_TARGET_ISSUES)
    .map(({ token, line, column }) => ({ path, message: `"${token}" is a host name; ${fix}`, line, column, token }));
}

/** One sentence over all issues for people who see only the message: the first three, and how many more. */
export function issueSummary(issues: readonly ProblemIssue[]): string {
  const shown = issues
    .slice(0, 3)
    .map((issue) =>
      issue.line === undefined ? issue.message : `line ${issue.line}, column ${issue.column}: ${issue.message}`,
    );
  const more = issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
