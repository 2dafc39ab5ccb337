import { parseTargetList } from '@scanfleet/targets';
import { describe, expect, it } from '@jest/globals';
import { issueSummary, MAX_TARGET_ISSUES, targetIssues } from './target-issues.js';

describe('targetIssues', () => {
  it('makes three issues of three bad tokens', () => {
    expect(targetIssues(parseTargetList('1.2.3 ok.invalid 300.1.1.1 10.0.0.0/33').problems)).toHaveLength(3);
  });

  it('ends a flood with the number of what is left out', () => {
    const issues = targetIssues(parseTargetList('-x '.repeat(MAX_TARGET_ISSUES + 5)).problems);
    expect(issues).toHaveLength(MAX_TARGET_ISSUES + 1);
    expect(issues.at(-1)?.message).toMatch(/^5 more/);
  });
});

describe('issueSummary', () => {
  it('names three and counts the rest', () => {
    const issues = [1, 2, 3, 4, 5].map((line) => ({ path: 'targets', message: `bad ${line}`, line, column: 1 }));
    expect(issueSummary(issues)).toBe(
      'line 1, column 1: bad 1; line 2, column 1: bad 2; line 3, column 1: bad 3; and 2 more',
    );
  });
});
