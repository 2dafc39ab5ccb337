import type { Clock } from '../platform/clock/clock.js';
import type { Bus } from '../platform/realtime/bus.js';

/** Browsers are told of new hosts of a report this often at most, milliseconds. */
const PACE = 500;

/** Tells browsers that hosts were observed: at once, and then at a pace that they can follow. */
export class HostNews {
  private count = 0;
  private hostsUp = 0;
  private lastTold = -Infinity;

  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly scanId: string,
  ) {}

  /** Adds what was committed. */
  async add({ count, hostsUp }: { count: number; hostsUp: number }): Promise<void> {
    this.count += count;
    this.hostsUp += hostsUp;
    if (this.clock.now().getTime() - this.lastTold >= PACE) await this.tell();
  }

  /** Tells what is not told yet. */
  async tell(): Promise<void> {
    if (this.count === 0) return;
    const { scanId, count, hostsUp } = this;
    [this.count, this.hostsUp, this.lastTold] = [0, 0, this.clock.now().getTime()];
    await this.bus.publish('realtime', { type: 'hosts_observed', scanId, count, hostsUp });
  }
}
