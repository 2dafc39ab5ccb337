/** Lets so many through at a time, the others in the order in which they came. */
export class Turnstile {
  private inside = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly places: number) {}

  /** Runs `work` as soon as there is a place. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    // Whoever leaves hands the place over, so that nobody slips in between.
    if (this.inside < this.places) this.inside += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.inside -= 1;
    }
  }
}
