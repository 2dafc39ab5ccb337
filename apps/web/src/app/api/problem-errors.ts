import type { FieldTree, ValidationError } from '@angular/forms/signals';
import { ApiProblem } from './api-problem.js';

/** Kind of the errors that came from the console. */
export const CONSOLE_ERROR = 'console';

/**
 * Puts what the console refused beside the fields that it named. Fields that the form does not have or does
 * not show now, and problems that name none, become errors of the form as a whole.
 */
export function problemErrors<Model extends object>(
  thrown: unknown,
  form: FieldTree<Model>,
): ValidationError.WithOptionalFieldTree[] {
  const problem = ApiProblem.from(thrown);
  const named = problem.issues.flatMap((issue) => {
    const fieldTree = fieldOf(form, fieldName(issue.path));
    return fieldTree === undefined ? [] : [{ kind: CONSOLE_ERROR, message: issue.message, fieldTree }];
  });
  if (named.length > 0 && named.length === problem.issues.length) return named;
  const trace = problem.requestId === undefined ? '' : ` (request ${problem.requestId})`;
  return [...named, { kind: CONSOLE_ERROR, message: `${problem.message}${trace}` }];
}

/** `body.name` and `/name` name the field `name`. */
function fieldName(path: string): string {
  return path.replace(/^(body[./]|\/)/, '').split(/[./[]/)[0] ?? '';
}

function fieldOf<Model extends object>(form: FieldTree<Model>, name: string): FieldTree<unknown> | undefined {
  if (!Object.hasOwn(form().value(), name)) return undefined;
  const field = (form as unknown as Record<string, FieldTree<unknown>>)[name];
  return field?.().hidden() ? undefined : field;
}
