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

/**
 * A delivery that is being tried at this moment stays as it is, and so does what is due. How long it has been tried is counted on.
 */
const hasten = `UPDATE alert_delivery SET next_attempt_at = now()
  WHERE id = $1 AND state = 'waiting' AND attempts > 0 AND next_attempt_at > now()
    AND (claimed_until IS NULL OR claimed_until <= now()) RETURNING id`;

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
   * Tries one again that is dead, or that waits for its next attempt; one that is due or being tried goes on.
   * @throws Refusal 404 `alert_delivery_not_found`; 409 `delivery_not_dead` when there is nothing to try, `channel_disabled`
   *   when it waits for its channel.
   */
  async replay(id: string): Promise<AlertDelivery> {
    await this.database.transaction(async (tx) => {
      const revived = await tx.query(`${revive} AND id = $1 RETURNING id`, [id]);
      if (revived.length === 0) {
        await refuseUnlessWaiting(tx, id);
        await tx.query(hasten, [id]);
      }
      this.announce(tx);
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
  const [row] = await tx.query<{ state: DeliveryState; off: boolean }>(
    `SELECT d.state, NOT coalesce(c.enabled, true) AS off
     FROM alert_delivery d LEFT JOIN alert_channel c ON c.id = d.channel_id WHERE d.id = $1`,
    [id],
  );
  if (!row) throw notFound('alert delivery');
  if (row.state === DeliveryState.Waiting) {
    if (!row.off) return;
    throw conflict('channel_disabled', 'Its channel is disabled. Enable the channel, and what waits for it goes on.');
  }
  const why =
    row.state === DeliveryState.Dropped
      ? 'Its channel was deleted, so there is nowhere to send it.'
      : 'It has arrived.';
  throw conflict('delivery_not_dead', `Only deliveries that are dead or wait can be tried again. ${why}`);
}
