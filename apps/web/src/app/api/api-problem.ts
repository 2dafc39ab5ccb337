import type { Problem, ProblemIssue } from '@scanfleet/contracts';

/** A request that did not work out, with what the console said about it. `status` is 0 when no answer came at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly issues: readonly ProblemIssue[];
  readonly requestId: string | undefined;

  constructor(said: Omit<Problem, 'requestId'> & { status: number; requestId?: string }, options?: ErrorOptions) {
    super(said.message, options);
    this.status = said.status;
    this.code = said.code;
    this.issues = said.issues ?? [];
    this.requestId = said.requestId;
  }

  /** Nothing answered: the console is down or the network is. */
  static unreachable(cause: unknown): ApiProblem {
    const message = 'The console does not answer. Check that it runs and that you can reach it, then try again.';
    return new ApiProblem({ status: 0, code: 'console_unreachable', message }, { cause });
  }

  /** An answer came, but not in the shape that the contracts promise. */
  static unreadable(status: number, cause?: unknown): ApiProblem {
    const message = `The console answered with status ${status} in a shape that this page does not know. Reload the page: the console may have been updated.`;
    return new ApiProblem({ status, code: 'answer_unreadable', message }, { cause });
  }

  /** Makes one of whatever was thrown, so that every page can show it. */
  static from(thrown: unknown): ApiProblem {
    if (thrown instanceof ApiProblem) return thrown;
    if (thrown instanceof Error && thrown.cause instanceof ApiProblem) return thrown.cause;
    return new ApiProblem(
      {
        status: 0,
        code: 'page_failed',
        message: `This page failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      },
      { cause: thrown },
    );
  }
}
