import type { AlertRuleRequest, ProblemIssue } from '@scanfleet/contracts';
import { isZone } from '@scanfleet/recurrence';
import { parseTargetList } from '@scanfleet/targets';
import { issueSummary, nameIssues, targetIssues } from '../../exclusions/target-issues.js';
import { invalid } from '../../platform/http/refusal.js';
import { readPorts } from './port-set.js';

/**
 * Checks all of a rule that its shape does not show.
 * @throws Refusal 422 naming each field, the place in it, and what would be right.
 */
export function checkRule({ events, changes, filter, zone }: AlertRuleRequest): void {
  const issues: ProblemIssue[] = [];
  if (events.length + changes.length === 0) {
    issues.push({ path: 'events', message: 'choose at least one event or kind of change, such as failed or host_new' });
  }
  if (!isZone(zone)) {
    const message = `"${zone}" is no time zone; give one of the IANA database, such as Europe/Berlin or UTC`;
    issues.push({ path: 'zone', message, token: zone });
  }
  issues.push(
    ...addressIssues(filter.addresses, {
      path: 'filter.addresses',
      fixForNames: 'use hostName with a pattern, such as *.example.org',
    }),
    ...portIssues(filter.ports, 'filter.ports'),
  );
  refuse(issues);
}

/** What is wrong with a text of addresses; names are wrong, for they lead elsewhere tomorrow. */
export function addressIssues(
  text: string,
  { path, fixForNames }: { path: string; fixForNames: string },
): ProblemIssue[] {
  const { targets, problems } = parseTargetList(text);
  return [
    ...targetIssues(problems).map((issue) => ({ ...issue, path })),
    ...nameIssues(targets, { path, fix: fixForNames }),
  ];
}

/** What is wrong with a text of ports; an empty one is right. */
export function portIssues(text: string, path: string): ProblemIssue[] {
  if (text === '') return [];
  const read = readPorts(text);
  return read.ok ? [] : [{ path, line: 1, ...read.problem }];
}

/** @throws Refusal 422 when there is any issue. */
export function refuse(issues: readonly ProblemIssue[]): void {
  if (issues.length > 0) throw invalid(issueSummary(issues), [...issues]);
}
