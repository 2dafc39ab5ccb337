import type { Problem } from '@scanfleet/contracts';

/** An error answer of the fake console. */
export class Refusal extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Omit<Problem, 'requestId'>) {
    super(problem.message);
    this.status = status;
    this.problem = { ...problem, requestId: 'req-7f3a91' };
  }
}

export function notFound(what: string): Refusal {
  return new Refusal(404, { code: `${what}_not_found`, message: `There is no such ${what}.` });
}
