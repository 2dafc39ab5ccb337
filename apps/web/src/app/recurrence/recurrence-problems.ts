import type { FieldTree, ValidationError } from '@angular/forms/signals';
import type { ProblemIssue } from '@scanfleet/contracts';
import { ApiProblem } from '../api/api-problem.js';
import { CONSOLE_ERROR, problemErrors } from '../api/problem-errors.js';
import type { RecurrenceDraft } from './recurrence-draft.js';

type Part = 'start' | 'zone' | 'rules' | 'cron';

/** What is wrong and where in the text, such as `line 2, column 7, "BYDAY=XX": …`. */
export function placedMessage({ line, column, token, message }: ProblemIssue): string {
  const place = [
    line !== undefined && `line ${line}`,
    column !== undefined && `column ${column}`,
    token !== undefined && !message.includes(token) && `"${token}"`,
  ].filter((word) => word !== false);
  return place.length === 0 ? message : `${place.join(', ')}: ${message}`;
}

/** The part of a recurrence that an issue names; undefined for issues of anything else. */
export function recurrencePart(path: string): Part | undefined {
  const [, part] = /^(?:body[./])?\/?recurrence[./](start|zone|rules|cron)/.exec(path) ?? [];
  return part as Part | undefined;
}

/**
 * Puts what the console refused beside the fields of a form with a recurrence in it. What names a part that the mode has no
 * field for is said of the recurrence as a whole.
 * @param names fields that stand for others of the request: `{ poolId: 'workers' }`
 */
export function recurrenceErrors<Model extends object>(
  thrown: unknown,
  {
    form,
    recurrence,
    names = {},
  }: {
    form: FieldTree<Model>;
    recurrence: FieldTree<RecurrenceDraft>;
    names?: Readonly<Record<string, string>>;
  },
): ValidationError.WithOptionalFieldTree[] {
  const problem = ApiProblem.from(thrown);
  const placed: ValidationError.WithOptionalFieldTree[] = [];
  const others: ProblemIssue[] = [];
  for (const issue of problem.issues) {
    const part = recurrencePart(issue.path);
    if (part === undefined) others.push({ ...issue, path: renamed(issue.path, names) });
    else placed.push({ kind: CONSOLE_ERROR, message: placedMessage(issue), fieldTree: fieldOf(recurrence, part) });
  }
  if (placed.length > 0 && others.length === 0) return placed;
  const { status, code, message, requestId } = problem;
  const rest = { status, code, message, issues: others, ...(requestId !== undefined && { requestId }) };
  return [...placed, ...problemErrors(new ApiProblem(rest, { cause: thrown }), form)];
}

function renamed(path: string, names: Readonly<Record<string, string>>): string {
  const name = path.replace(/^(body[./]|\/)/, '');
  return names[name] ?? path;
}

function fieldOf(recurrence: FieldTree<RecurrenceDraft>, part: Part): FieldTree<unknown> {
  const { mode } = recurrence().value();
  if (part === 'zone') return recurrence.zone;
  if (part === 'start') return mode === 'cron' ? recurrence.cronFrom : recurrence.date;
  if (part === 'cron' && mode === 'cron') return recurrence.cron;
  if (part === 'rules' && mode === 'rules') return recurrence.rules;
  return recurrence;
}
