import { ApiProblem } from '../api/api-problem.js';

/**
 * The same refusal with its issues at the fields of a flat form. Requests of alerts are nested and their forms are not:
 * `fields` says which field stands for which path, such as `{ 'filter.ports': 'ports' }`.
 */
export function atFields(thrown: unknown, fields: Readonly<Record<string, string>>): ApiProblem {
  const { status, code, message, issues, requestId } = ApiProblem.from(thrown);
  return new ApiProblem(
    {
      status,
      code,
      message,
      issues: issues.map((issue) => ({ ...issue, path: fieldAt(issue.path, fields) })),
      ...(requestId !== undefined && { requestId }),
    },
    { cause: thrown },
  );
}

/** The field for the longest part of the path that has one: `settings.to.3` is shown where `settings.to` is. */
function fieldAt(path: string, fields: Readonly<Record<string, string>>): string {
  const words = path.split(/[./[\]]+/).filter((word) => word !== '' && word !== 'body');
  const lengths = words.map((_, index) => words.length - index);
  const named = lengths.map((length) => fields[words.slice(0, length).join('.')]);
  return named.find((field) => field !== undefined) ?? words.join('.');
}
