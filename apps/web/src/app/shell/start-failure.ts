import { DOCUMENT, Service, inject, signal } from '@angular/core';
import { ApiProblem } from '../api/api-problem.js';

/** A page that could not be opened at all: the console was out of reach, or the page's script has been replaced by an update. */
@Service()
export class StartFailure {
  private readonly document = inject(DOCUMENT);
  private readonly failure = signal<{ readonly problem: ApiProblem; readonly url: string } | undefined>(undefined);
  readonly current = this.failure.asReadonly();

  /** @param url path of the page that was wanted; the address bar does not show it, for the router took it back. */
  tell(thrown: unknown, url: string): void {
    this.failure.set({ problem: ApiProblem.from(thrown), url });
  }

  /** Loads the whole console anew, at the page that was wanted. */
  tryAgain(): void {
    this.document.location.assign(this.failure()?.url ?? '/');
  }
}
