import type { Database } from '../database/database.js';
import type { AppLogger } from '../logging/app-logger.js';
import { claimSweep } from './sweep-claims.js';

interface Sweep {
  readonly name: string;
  readonly seconds: number;
  readonly task: () => Promise<void>;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
}

/**
 * Tasks that run now and then in one of all consoles. Each console wakes at the task's pace, and the table decides by
 * one atomic update who may run it, so that it does not matter how many consoles there are or which of them die.
 */
export class Sweeps {
  private readonly sweeps = new Map<string, Sweep>();
  private started = false;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly logger: AppLogger,
  ) {}

  add(name: string, seconds: number, task: () => Promise<void>): void {
    if (this.sweeps.has(name)) throw new Error(`there are two sweeps called "${name}"`);
    const sweep: Sweep = { name, seconds, task };
    this.sweeps.set(name, sweep);
    if (this.started) this.schedule(sweep);
  }

  start(): void {
    this.started = true;
    for (const sweep of this.sweeps.values()) this.schedule(sweep);
  }

  /** Starts nothing more and waits for what runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    const sweeps = [...this.sweeps.values()];
    for (const sweep of sweeps) clearTimeout(sweep.timer);
    await Promise.all(sweeps.map(async (sweep) => sweep.running));
  }

  private schedule(sweep: Sweep): void {
    if (this.stopped) return;
    // A little unevenness keeps consoles that started together from asking together for ever.
    const pause = sweep.seconds * 1000 * (0.9 + Math.random() * 0.2);
    sweep.timer = setTimeout(() => {
      sweep.running = this.runOnce(sweep).finally(() => this.schedule(sweep));
    }, pause);
    sweep.timer.unref();
  }

  private async runOnce(sweep: Sweep): Promise<void> {
    try {
      if (await claimSweep(this.database, sweep)) await sweep.task();
    } catch (error) {
      this.logger.warn('a sweep failed and will run again', { sweep: sweep.name, error });
    }
  }
}
