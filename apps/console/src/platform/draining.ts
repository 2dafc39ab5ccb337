/** Tells everything that waits that the console is about to stop: long polls answer at once, loops end. */
export class Draining {
  private readonly controller = new AbortController();

  /** Aborted when draining begins. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
