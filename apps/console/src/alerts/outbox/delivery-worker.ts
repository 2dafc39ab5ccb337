import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { Draining } from '../../platform/draining.js';
import { AppLogger } from '../../platform/logging/app-logger.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { Bus } from '../../platform/realtime/bus.js';
import { ChannelVault } from '../channels/channel-vault.js';
import { AlertsBell } from './alerts-bell.js';
import { type ClaimedDelivery, DeliveryBook } from './delivery-book.js';
import { DeliveryFigures } from './delivery-figures.js';
import { MessageTeller } from './message-teller.js';

/** Seconds between two looks for deliveries whose time has come. */
const LOOK_SECONDS = 1;

/**
 * Tries deliveries. The table is the work list: a console claims what is due, sends it, and writes how it went. One that dies in
 * between leaves a claim that runs out, and another tries again with the same key.
 */
@Injectable()
export class DeliveryWorker implements BeforeApplicationShutdown {
  private readonly running = new Map<string, { readonly lane: string; readonly done: Promise<void> }>();
  private looking: Promise<void> | undefined;
  private again = false;

  constructor(
    config: Config,
    queue: JobQueue,
    bus: Bus,
    private readonly database: Database,
    private readonly book: DeliveryBook,
    private readonly vault: ChannelVault,
    private readonly teller: MessageTeller,
    private readonly bell: AlertsBell,
    private readonly figures: DeliveryFigures,
    private readonly logger: AppLogger,
    private readonly draining: Draining,
  ) {
    if (!config.worksJobs) return;
    queue.every('deliver-alerts', LOOK_SECONDS, () => this.look());
    bus.subscribe('deliveries', () => this.lookNow());
  }

  /** Begins with as much of what is due as there is room for; does not wait for its end. */
  async look(): Promise<void> {
    this.again = true;
    this.looking ??= this.lookOn().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** What has begun comes to its end; the database is still there for it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.looking?.catch(() => undefined);
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private lookNow(): void {
    this.look().catch((error: unknown) => this.logger.warn('deliveries could not be looked for', { error }));
  }

  /** Looks as long as somebody asked while it looked. */
  private async lookOn(): Promise<void> {
    while (this.again && !this.draining.signal.aborted) {
      this.again = false;
      await this.begin();
    }
  }

  private async begin(): Promise<void> {
    const busy: Record<string, number> = {};
    for (const { lane } of this.running.values()) busy[lane] = (busy[lane] ?? 0) + 1;
    for (const delivery of await this.book.claim(busy)) {
      const done = this.attempt(delivery).finally(() => {
        this.running.delete(delivery.id);
        this.lookNow();
      });
      this.running.set(delivery.id, { lane: delivery.lane, done });
    }
  }

  private async attempt(delivery: ClaimedDelivery): Promise<void> {
    try {
      const { outcome, milliseconds } = await this.teller.tell({
        destination: () => this.vault.destinationOf(delivery),
        message: delivery.message,
        deliveryId: delivery.id,
      });
      const verdict = await this.database.transaction(async (tx) => {
        tx.afterCommit(() => this.bell.ring());
        return this.book.record(tx, delivery, { outcome, milliseconds });
      });
      this.figures.tried(delivery.kind, verdict);
      if (verdict === 'dead') {
        const error = outcome.ok ? undefined : outcome.error;
        this.logger.warn('an alert could not be delivered', { deliveryId: delivery.id, kind: delivery.kind, error });
      }
    } catch (error) {
      // Nothing is written, so that its claim runs out and it is tried again.
      this.logger.warn('an attempt to deliver an alert was not written down', { deliveryId: delivery.id, error });
    }
  }
}
