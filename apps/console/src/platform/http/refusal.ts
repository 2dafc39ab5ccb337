import type { ProblemIssue } from '@scanfleet/contracts';

/** An expected "no": it becomes the one error shape of the API. `code` is stable, `message` names the fix. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly issues: ProblemIssue[] = [],
    /** Seconds for the Retry-After header. */
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }
}

/** 404 for a thing that is not there: `notFound('site')` -> code `site_not_found`. */
export function notFound(thing: string): Refusal {
  return new Refusal(
    404,
    `${thing.replaceAll(' ', '_')}_not_found`,
    `There is no such ${thing}. It may have been deleted.`,
  );
}

/** 422 for fields that are well-formed but cannot be taken; every issue names its field and the fix. */
export function invalid(message: string, issues: ProblemIssue[], code = 'invalid_input'): Refusal {
  return new Refusal(422, code, message, issues);
}

/** 409 for what the present state does not allow. */
export function conflict(code: string, message: string, issues: ProblemIssue[] = []): Refusal {
  return new Refusal(409, code, message, issues);
}
