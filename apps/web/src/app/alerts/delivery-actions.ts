import { Service, inject, signal } from '@angular/core';
import { alertDeliveriesApi, type AlertDelivery, type Reference } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';
import { countOf } from '../text/format-count.js';

/** Tries again what failed; each tells how it went. */
@Service()
export class DeliveryActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly acting = signal(false);
  /** While one is under way no other is taken: a second press means the first. */
  readonly isActing = this.acting.asReadonly();

  async replay(delivery: AlertDelivery): Promise<void> {
    await this.once(async () => {
      await this.notices.attempt(
        () => this.api.call(alertDeliveriesApi.replay, { params: { deliveryId: delivery.id } }),
        () => 'Tried again now, with the same idempotency key.',
      );
    });
  }

  /** Asks first: there may be many. Of one channel, or of all. */
  async replayAll(channel: Reference | undefined): Promise<void> {
    await this.once(async () => {
      const goAhead = await this.confirm.ask({
        title: channel ? `Try all dead deliveries of ${channel.name} again?` : 'Try all dead deliveries again?',
        text: 'Each keeps its idempotency key, so that a receiver which got it knows it. Old news is sent too.',
        deed: 'Replay all',
        wayOut: 'Don\u2019t replay',
        tone: 'calm',
      });
      if (!goAhead) return;
      await this.notices.attempt(
        () => this.api.call(alertDeliveriesApi.replayAll, { body: channel ? { channelId: channel.id } : {} }),
        ({ replayed }) => `${countOf(replayed, 'delivery', 'deliveries')} tried again.`,
      );
    });
  }

  private async once(deed: () => Promise<void>): Promise<void> {
    if (this.acting()) return;
    this.acting.set(true);
    await deed();
    this.acting.set(false);
  }
}
