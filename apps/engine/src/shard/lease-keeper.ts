import type { Order, RenewRequest, ShardProgress } from '@scanfleet/contracts';
import type { Logger } from '@scanfleet/logging';
import type { Clock } from '../clock.js';
import { BackOff } from '../console/back-off.js';
import type { ConsoleClient, ShardLeaseId } from '../console/console-client.js';
import { wait } from '../wait.js';

/**
 * Keeps one lease: renews it at a third of its time, with progress, and hears orders. When no renewal succeeds until the lease ends it
 * says so once, by the engine's own monotonic clock, and keeps asking: the console may still want the report.
 */
export class LeaseKeeper {
  private started: RenewRequest['started'] = null;
  private wake = new AbortController();
  private expiry: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      client: ConsoleClient;
      id: ShardLeaseId;
      leaseSeconds: number;
      /** Monotonic time at which the lease was asked for; it cannot have begun before. */
      askedAt: number;
      clock: Clock;
      log: Logger;
      progress: () => ShardProgress | null;
      onOrder: (order: Order) => void;
      onLost: () => void;
      onExpired: () => void;
    },
  ) {
    this.expireAfter(parts.askedAt);
  }

  /** Tells the console, with the next renewal, which is now, that the scanner runs. */
  announce(started: NonNullable<RenewRequest['started']>): void {
    this.started = started;
    this.wake.abort();
  }

  /** Renews until the signal says that the shard is done or gone. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, leaseSeconds } = this.parts;
    const heartbeatMs = (leaseSeconds * 1000) / 3;
    const backOff = new BackOff({ firstMs: 500, mostMs: heartbeatMs, clock });
    signal.addEventListener('abort', () => clearTimeout(this.expiry), { once: true });
    let waitMs = heartbeatMs * (0.8 + clock.random() * 0.2);
    while (!signal.aborted) {
      await this.sleep(waitMs, signal);
      if (signal.aborted) return;
      const renewed = await this.renew(signal);
      if (renewed) backOff.reset();
      waitMs = renewed ? heartbeatMs * (0.8 + clock.random() * 0.2) : backOff.next();
    }
  }

  private async renew(signal: AbortSignal): Promise<boolean> {
    const { client, id, clock, log, progress, onOrder, onLost } = this.parts;
    const askedAt = clock.monotonic();
    const { started } = this;
    try {
      const result = await client.renew(id, { epoch: id.epoch, progress: progress(), started }, signal);
      if (result.kind === 'lost') {
        onLost();
        return true;
      }
      if (started === this.started) this.started = null;
      this.expireAfter(askedAt);
      if (result.order) onOrder(result.order);
      return true;
    } catch (error) {
      // Whatever it was, the only answer is to try again; when it lasts, the lease ends by itself.
      if (!signal.aborted) log.debug('lease not renewed', { error });
      return false;
    }
  }

  private expireAfter(askedAt: number): void {
    clearTimeout(this.expiry);
    const { clock, leaseSeconds, onExpired } = this.parts;
    const leftMs = askedAt + leaseSeconds * 1000 - clock.monotonic();
    this.expiry = setTimeout(onExpired, Math.max(0, leftMs)).unref();
  }

  private async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    const woken = this.wake.signal;
    await wait(milliseconds, [woken, signal]);
    if (woken.aborted) this.wake = new AbortController();
  }
}
