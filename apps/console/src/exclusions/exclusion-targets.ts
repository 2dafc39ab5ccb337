import type { ProblemIssue } from '@scanfleet/contracts';
import { parseTargetList, type TargetLine } from '@scanfleet/targets';
import { targetIssues } from './target-issues.js';

/**
 * Reads the targets of new exclusions, as written, each meaning once: `10.0.0.1` and `10.0.0.1/32` are one.
 * @returns the tokens in the order of the text, or an issue for every bad token and for a text without any.
 */
export function readExclusionTargets(text: string): { tokens: string[]; issues: ProblemIssue[] } {
  const { targets, problems } = parseTargetList(text);
  if (problems.length > 0) return { tokens: [], issues: targetIssues(problems) };
  if (targets.length === 0) {
    return { tokens: [], issues: [{ path: 'targets', message: 'targets names nothing; write at least one target.' }] };
  }
  const byMeaning = new Map<string, string>();
  for (const target of targets) {
    const meaning = meaningOf(target);
    if (!byMeaning.has(meaning)) byMeaning.set(meaning, target.token);
  }
  return { tokens: [...byMeaning.values()], issues: [] };
}

function meaningOf(target: TargetLine): string {
  return target.kind === 'name' ? target.name : target.set.toString();
}
