import type { QueuedWork, WaitingEngine } from './work-probe.js';

/** So few look for themselves: asking first what is queued would cost as much. */
const FEW = 4;
/** Called at a time. */
const MOST_AT_ONCE = 128;
/** Whoever takes longer for a look does not keep the others waiting, milliseconds. */
const LOOK_MILLISECONDS = 1_000;

/** A check-in that waits and can be called to look for work. */
export interface Callable {
  readonly engine: WaitingEngine;
  /** The last ring of the zone that it has looked after, or need not look after any more. */
  heard: number;
  /** Makes it look. @returns when it has looked or gone. */
  call(): Promise<void>;
}

/**
 * Answers the rings of one zone: calls those waiting check-ins that may find work, some at a time, for as long as something
 * is queued that one of the others may take. Hundreds of idle engines cost a query then instead of a look each.
 */
export class ZoneCalls {
  /** Rings so far. */
  rings = 0;
  private calling = false;

  /**
   * @param waiting the check-ins that wait in the zone now, longest first.
   * @param queued what is queued in the zone now.
   */
  constructor(
    private readonly waiting: () => Callable[],
    private readonly queued: () => Promise<QueuedWork>,
  ) {}

  /** There may be work. @returns when everybody who may find some has looked. */
  async ring(): Promise<void> {
    this.rings += 1;
    if (this.calling) return;
    this.calling = true;
    try {
      let size = FEW;
      for (let late = this.late(); late.length > 0; late = this.late()) size = await this.callSome(late, size);
    } catch {
      // What is queued could not be read: everybody finds out alone.
      for (const one of this.late()) void one.call();
    } finally {
      this.calling = false;
    }
  }

  /** @returns how many may be called the next time. */
  private async callSome(late: readonly Callable[], size: number): Promise<number> {
    const answered = this.rings;
    if (late.length <= FEW) {
      await this.call(late, answered);
      return FEW;
    }
    const work = await this.queued();
    const open = this.late();
    const suited = open.filter(({ engine }) => work.suits(engine));
    if (suited.length > 0) {
      const most = Math.min(MOST_AT_ONCE, Math.max(size, work.shards));
      await this.call(suited.slice(0, most), answered);
      return most * 2;
    }
    // Nothing is queued for them, but a few may find a running shard to share.
    for (const one of open) one.heard = Math.max(one.heard, answered);
    await this.call(open.slice(0, FEW), answered);
    return FEW;
  }

  private late(): Callable[] {
    return this.waiting().filter(({ engine, heard }) => engine.freeSlots > 0 && heard < this.rings);
  }

  private async call(wave: readonly Callable[], answered: number): Promise<void> {
    for (const one of wave) one.heard = Math.max(one.heard, answered);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LOOK_MILLISECONDS);
    });
    await Promise.race([Promise.all(wave.map((one) => one.call())), enough]);
    clearTimeout(timer);
  }
}
