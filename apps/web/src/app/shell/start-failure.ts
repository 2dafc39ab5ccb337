import { Service, signal } from '@angular/core';
import { ApiProblem } from '../api/api-problem.js';

/** A page that could not be opened at all: the console was out of reach, or the page's script has been replaced by an update. */
@Service()
export class StartFailure {
  private readonly failure = signal<ApiProblem | undefined>(undefined);
  readonly problem = this.failure.asReadonly();

  tell(thrown: unknown): void {
    this.failure.set(ApiProblem.from(thrown));
  }
}
