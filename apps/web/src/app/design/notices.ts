import { Service, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { ApiProblem } from '../api/api-problem.js';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly text: string;
  /** Where it leads, or what can be done about it. */
  readonly link?: { readonly label: string } & ({ readonly path: string } | { readonly run: () => void });
  readonly requestId?: string | undefined;
}

const GOOD_STAYS_MS = 6000;

/** Short messages about what an action did. Good news leaves by itself, bad news stays until it is closed. */
@Service()
export class Notices {
  private readonly router = inject(Router);
  private readonly shown = signal<readonly Notice[]>([]);
  private nextId = 1;
  readonly all = this.shown.asReadonly();

  tell(text: string, link?: Notice['link']): void {
    const id = this.add({ tone: 'good', text, ...(link && { link }) });
    setTimeout(() => this.close(id), GOOD_STAYS_MS);
  }

  warn(problem: ApiProblem): void {
    const issues = problem.issues.map((issue) => issue.message).filter((message) => !problem.message.includes(message));
    this.add({ tone: 'bad', text: [problem.message, ...issues].join(' '), requestId: problem.requestId });
  }

  close(id: number): void {
    this.shown.update((notices) => notices.filter((notice) => notice.id !== id));
  }

  follow(notice: Notice): void {
    this.close(notice.id);
    if (notice.link === undefined) return;
    if ('run' in notice.link) notice.link.run();
    else void this.router.navigateByUrl(notice.link.path);
  }

  /**
   * Runs an action and tells how it ended.
   * @returns what the action returned; undefined when the console refused it, which has been told then.
   */
  async attempt<T>(act: () => Promise<T>, done?: (result: T) => string): Promise<T | undefined> {
    try {
      const result = await act();
      if (done) this.tell(done(result));
      return result;
    } catch (error) {
      const problem = ApiProblem.from(error);
      // The sign-in page, where a 401 leads, says it better.
      if (problem.status !== 401) this.warn(problem);
      return undefined;
    }
  }

  private add(notice: Omit<Notice, 'id'>): number {
    const id = this.nextId++;
    this.shown.update((notices) => [...notices.slice(-3), { ...notice, id }]);
    return id;
  }
}
