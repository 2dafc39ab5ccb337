import type { ProblemIssue, RecurrenceRecord, RecurrenceRequest } from '@scanfleet/contracts';
import { cronRules, isZone, readRecurrence, type Recurrence, type RecurrenceProblem } from '@scanfleet/recurrence';
import { issueSummary } from '../exclusions/target-issues.js';
import { invalid, type Refusal } from '../platform/http/refusal.js';
import { localMinute } from './local-time.js';

/** A recurrence with the record that is kept of it. */
export interface KnownRecurrence {
  readonly record: RecurrenceRecord;
  readonly recurrence: Recurrence;
}

/**
 * Reads a recurrence as it was asked for.
 * @param since where a cron expression begins that has no start of its own.
 * @param before the recurrence that it takes the place of: where nothing else of a cron expression is new, its start stays.
 * @throws Refusal 422 `invalid_recurrence` naming each field under `recurrence`, the place in it, and what would be right.
 */
export function readRequest(
  request: RecurrenceRequest,
  { since, before }: { since: Date; before: RecurrenceRecord | null },
): KnownRecurrence {
  const zone = request.zone ?? before?.zone ?? 'UTC';
  if (!isZone(zone)) {
    const message = `"${zone}" is no time zone; give one of the IANA database, such as Europe/Berlin or UTC.`;
    throw badRecurrence([{ path: 'recurrence.zone', message, token: zone }]);
  }
  const rules = rulesOf(request);
  const start = request.start ?? startOfCron({ ...request, zone }, { since, before });
  const read = readRecurrence({ start, zone, rules });
  const cron = request.cron === undefined ? null : request.cron.trim();
  if (!read.ok)
    throw badRecurrence(read.problems.map((problem) => (cron === null ? issueOf(problem) : issueOfCron(problem))));
  const { recurrence } = read;
  return { recurrence, record: { ...recurrence.text, cron } };
}

/** The recurrence of a stored record; null when this version cannot read it. */
export function readableRecurrence({ start, zone, rules }: Omit<RecurrenceRecord, 'cron'>): Recurrence | null {
  const read = readRecurrence({ start, zone, rules });
  return read.ok ? read.recurrence : null;
}

/**
 * The same for people who can give it anew: it was read when it was written, but perhaps by an older version.
 * @throws Refusal 422 `invalid_recurrence` when this version cannot read it.
 */
export function knownRecurrence(record: RecurrenceRecord): KnownRecurrence {
  const recurrence = readableRecurrence(record);
  if (recurrence) return { record, recurrence };
  const message = 'Its recurrence cannot be read by this version of Scanfleet; give it anew.';
  throw badRecurrence([{ path: 'recurrence', message }]);
}

/** Refuses a recurrence for these reasons. */
export function badRecurrence(issues: ProblemIssue[]): Refusal {
  return invalid(issueSummary(issues), issues, 'invalid_recurrence');
}

function rulesOf({ rules = '', cron }: RecurrenceRequest): string {
  if (cron === undefined) return rules;
  const read = cronRules(cron);
  if (!read.ok) throw badRecurrence([{ ...issueOf(read.problem), path: 'recurrence.cron' }]);
  return read.rules;
}

function startOfCron(
  { zone, cron }: RecurrenceRequest & { readonly zone: string },
  { since, before }: { since: Date; before: RecurrenceRecord | null },
): string {
  if (before && before.cron === cron?.trim() && before.zone === zone) return before.start;
  return `${localMinute(since, zone)}:00`;
}

function issueOf({ field, message, line, column, token }: RecurrenceProblem): ProblemIssue {
  return {
    path: `recurrence.${field}`,
    message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(token === undefined ? {} : { token }),
  };
}

/** Places in the rules that a cron expression was turned into say nothing to whoever wrote the expression. */
function issueOfCron(problem: RecurrenceProblem): ProblemIssue {
  if (problem.field !== 'rules') return issueOf(problem);
  return { path: 'recurrence.cron', message: problem.message };
}
