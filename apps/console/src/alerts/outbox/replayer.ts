import { Injectable } from '@nestjs/common';
import { type AlertDelivery, DeliveryState } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { conflict, notFound } from '../../platform/http/refusal.js';
import { Bus } from '../../platform/realtime/bus.js';
import { AlertsBell } from './alerts-bell.js';
import { DeliveryQueries } from './delivery-queries.js';

const revive = `UPDATE alert_delivery
  SET state = 'waiting', next_attempt_at = now(), tries = 0, trying_since = NULL WHERE state = 'dead'`;

/** Tries dead deliveries again, with the keys that they have, as if they had just been written. What was logged stays. */
@Injectable()
export class Replayer {
  constructor(
    private readonly database: Database,
    private readonly queries: DeliveryQueries,
    private readonly bus: Bus,
    private readonly bell: AlertsBell,
  ) {}

  /**
   * Tries one again; one that waits already goes on waiting.
   * @throws Refusal 404 `alert_delivery_not_found`; 409 `delivery_not_dead` when there is nothing to try.
   */
  async replay(id: string): Promise<AlertDelivery> {
    await this.database.transaction(async (tx) => {
      const revived = await tx.query(`${revive} AND id = $1 RETURNING id`, [id]);
      if (revived.length > 0) this.announce(tx);
      else await refuseUnlessWaiting(tx, id);
    });
    return this.queries.one(id);
  }

  /** Tries all of one channel or of all again. */
  async replayAll({ channelId }: { channelId?: string | undefined }): Promise<{ replayed: number }> {
    return this.database.transaction(async (tx) => {
      const revived = await tx.query(`${revive} AND ($1::uuid IS NULL OR channel_id = $1) RETURNING id`, [
        channelId ?? null,
      ]);
      if (revived.length > 0) this.announce(tx);
      return { replayed: revived.length };
    });
  }

  private announce(tx: Tx): void {
    tx.afterCommit(async () => {
      await this.bus.publish('deliveries', { messageId: null });
      this.bell.ring();
    });
  }
}

async function refuseUnlessWaiting(tx: Tx, id: string): Promise<void> {
  const [row] = await tx.query<{ state: DeliveryState }>(`SELECT state FROM alert_delivery WHERE id = $1`, [id]);
  if (!row) throw notFound('alert delivery');
  if (row.state === DeliveryState.Waiting) return;
  const why =
    row.state === DeliveryState.Dropped
      ? 'Its channel was deleted, so there is nowhere to send it.'
      : 'It has arrived.';
  throw conflict('delivery_not_dead', `Only dead deliveries can be replayed. ${why}`);
}
