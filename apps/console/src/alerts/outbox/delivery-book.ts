import { Injectable } from '@nestjs/common';
import type { AlertMessage, ChannelKind } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import type { StoredChannel } from '../channels/channel-row.js';
import type { SendOutcome } from '../senders/sending.js';
import { afterFailure } from './after-failure.js';
import { DeliveryPace } from './delivery-pace.js';

/** Longer than any pause between attempts: then nobody was there to try. */
const REST_SECONDS = 2 * 3600;

/** A delivery that this console may try now, and nobody else. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly claim: string;
  readonly lane: string;
  readonly kind: ChannelKind;
  /** Null for mails without a channel. */
  readonly channel: StoredChannel | null;
  /** Recipients of such a mail. */
  readonly mailTo: readonly string[] | null;
  /** Recipients of a mail that have it already. */
  readonly mailDone: readonly string[];
  readonly message: AlertMessage;
}

/** An attempt and how it went. */
export interface AttemptResult {
  readonly outcome: SendOutcome;
  readonly milliseconds: number;
}

/** What became of a delivery by an attempt; `kept` when somebody else has taken it over. */
export type Verdict = 'delivered' | 'again' | 'dead' | 'kept';

/**
 * Writes what becomes of deliveries. The database's clock alone decides what is due and whose claim has run out, so that clocks of
 * consoles that disagree cost nothing.
 */
@Injectable()
export class DeliveryBook {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly pace: DeliveryPace,
  ) {}

  /**
   * Claims deliveries that are due, the oldest of each lane in turn, so that a long queue does not keep others waiting.
   * @param busy how many of each lane this console is at already
   */
  async claim(busy: Readonly<Record<string, number>>): Promise<ClaimedDelivery[]> {
    const { atOnce, atOnceForOne, claimSeconds } = this.pace;
    const room = atOnce - Object.values(busy).reduce((sum, count) => sum + count, 0);
    if (room <= 0) return [];
    return this.database.query<ClaimedDelivery>(claimSql, [
      JSON.stringify(busy),
      atOnceForOne,
      room,
      this.clock.uuid(),
      claimSeconds,
    ]);
  }

  /** Writes an attempt into the log and moves its delivery on. */
  async record(tx: Tx, { id, claim }: ClaimedDelivery, { outcome, milliseconds }: AttemptResult): Promise<Verdict> {
    // A day of trying is one in which it was tried: after a rest, such as a weekend without a console, it begins anew.
    const [row] = await tx.query<{ attempts: number; tries: number; since: Date; seconds: number; mine: boolean }>(
      `SELECT attempts, tries, since, extract(epoch FROM now() - since)::float8 AS seconds, mine
       FROM (SELECT attempts, tries, state = 'waiting' AND claim IS NOT DISTINCT FROM $2::uuid AS mine,
           CASE WHEN trying_since IS NULL OR next_attempt_at < now() - make_interval(secs => $4)
             THEN now() - make_interval(secs => $3) ELSE trying_since END AS since
         FROM alert_delivery WHERE id = $1 FOR NO KEY UPDATE) AS delivery`,
      [id, claim, milliseconds / 1000, REST_SECONDS + milliseconds / 1000],
    );
    if (!row) return 'kept';
    const error = outcome.ok ? null : outcome.error;
    await tx.query(
      `INSERT INTO alert_attempt (delivery_id, number, at, ok, code, error, milliseconds)
       VALUES ($1, $2, now() - make_interval(secs => $6::float8 / 1000), $3, $4, $5, $6)`,
      [id, row.attempts + 1, outcome.ok, outcome.code, error, milliseconds],
    );
    if (outcome.ok) {
      await this.settle(tx, id, { state: 'delivered', outcome });
      return 'delivered';
    }
    if (!row.mine) {
      await tx.query(`UPDATE alert_delivery SET attempts = attempts + 1 WHERE id = $1`, [id]);
      return 'kept';
    }
    const prospect = afterFailure(outcome, {
      tryingSeconds: row.seconds,
      pauseSeconds: this.pace.pauseSeconds(row.tries + 1),
      longestSeconds: this.pace.longestSeconds,
    });
    if (outcome.reached) {
      await tx.query(`UPDATE alert_delivery SET mail_done = mail_done || $2 WHERE id = $1`, [id, [...outcome.reached]]);
    }
    if (prospect.kind === 'dead') {
      await this.settle(tx, id, { state: 'dead', outcome });
      return 'dead';
    }
    await tx.query(
      `UPDATE alert_delivery SET attempts = attempts + 1, tries = tries + 1, code = $2, error = $3,
         trying_since = $4, next_attempt_at = now() + make_interval(secs => $5), claim = NULL, claimed_until = NULL
       WHERE id = $1`,
      [id, outcome.code, error, row.since, prospect.inSeconds],
    );
    return 'again';
  }

  /** What is delivered is so for good, also when its claim had run out or its channel is gone. */
  private async settle(
    tx: Tx,
    id: string,
    { state, outcome }: { state: 'delivered' | 'dead'; outcome: SendOutcome },
  ): Promise<void> {
    await tx.query(
      `UPDATE alert_delivery SET state = $2, attempts = attempts + 1, code = $3, error = $4, next_attempt_at = NULL,
         claim = NULL, claimed_until = NULL, delivered_at = CASE WHEN $2 = 'delivered' THEN coalesce(delivered_at, now()) END
       WHERE id = $1`,
      [id, state, outcome.code, outcome.ok ? null : outcome.error],
    );
  }
}

const claimSql = `
WITH RECURSIVE lane AS (
  -- One look into the index for each lane, however many deliveries wait in it.
  (SELECT lane FROM alert_delivery WHERE state = 'waiting' ORDER BY lane LIMIT 1)
  UNION ALL
  SELECT (SELECT d.lane FROM alert_delivery d WHERE d.state = 'waiting' AND d.lane > lane.lane ORDER BY d.lane LIMIT 1)
  FROM lane WHERE lane.lane IS NOT NULL
), open_lane AS (
  -- What waits for a channel that is switched off waits until it is on again.
  SELECT lane.lane, coalesce(($1::jsonb ->> lane.lane)::int, 0) AS busy
  FROM lane LEFT JOIN alert_channel c ON c.id::text = lane.lane
  WHERE lane.lane IS NOT NULL AND coalesce(c.enabled, true)
), candidate AS MATERIALIZED (
  SELECT due.id, due.lane, due.next_attempt_at, due.created_at, o.busy
  FROM open_lane o, LATERAL (
    SELECT d.id, d.lane, d.next_attempt_at, d.created_at FROM alert_delivery d
    WHERE d.state = 'waiting' AND d.lane = o.lane AND d.next_attempt_at <= now()
      AND (d.claimed_until IS NULL OR d.claimed_until <= now())
    ORDER BY d.next_attempt_at, d.created_at LIMIT greatest($2 - o.busy, 0)
    FOR NO KEY UPDATE SKIP LOCKED
  ) due
), chosen AS (
  SELECT id FROM (
    SELECT id, next_attempt_at, busy + row_number() OVER (PARTITION BY lane ORDER BY next_attempt_at, created_at) AS turn
    FROM candidate
  ) AS in_turn ORDER BY turn, next_attempt_at LIMIT $3
), claimed AS (
  UPDATE alert_delivery d SET claim = $4, claimed_until = now() + make_interval(secs => $5)
  FROM chosen WHERE d.id = chosen.id
  RETURNING d.id, d.claim, d.lane, d.channel_kind, d.channel_id, d.mail_to, d.mail_done, d.message_id, d.created_at
)
SELECT d.id, d.claim, d.lane, d.channel_kind AS kind, d.mail_to AS "mailTo", d.mail_done AS "mailDone", m.body AS message,
  CASE WHEN c.id IS NOT NULL THEN
    jsonb_build_object('id', c.id, 'kind', c.kind, 'settings', c.settings, 'sealed', c.sealed) END AS channel
FROM claimed d JOIN alert_message m ON m.id = d.message_id LEFT JOIN alert_channel c ON c.id = d.channel_id
ORDER BY d.created_at`;
