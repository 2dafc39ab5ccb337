/** Work that many ask for at a time and one run of which answers all who asked before it began. */
export class SharedRuns<Key, Result> {
  private readonly running = new Map<Key, Promise<Result>>();
  private readonly next = new Map<Key, Promise<Result>>();

  /** @returns what a run of `work` brings that begins after this call; an error is everybody's who shares it. */
  run(key: Key, work: () => Promise<Result>): Promise<Result> {
    const shared = this.next.get(key);
    if (shared) return shared;
    const current = this.running.get(key);
    if (!current) return this.start(key, work);
    const go = (): Promise<Result> => {
      this.next.delete(key);
      return this.start(key, work);
    };
    const next = current.then(go, go);
    this.next.set(key, next);
    return next;
  }

  private start(key: Key, work: () => Promise<Result>): Promise<Result> {
    const run = work().finally(() => {
      if (this.running.get(key) === run) this.running.delete(key);
    });
    this.running.set(key, run);
    return run;
  }
}
