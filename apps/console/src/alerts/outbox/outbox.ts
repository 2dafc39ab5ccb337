import { Injectable } from '@nestjs/common';
import type { AlertMessage } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { postgresJson, postgresText } from '../../scans/ledger/postgres-text.js';
import { AlertsBell } from './alerts-bell.js';
import { mailTarget } from './mail-target.js';

/** A message and where it goes. */
export interface Post {
  /** Its id is the id of the stored message. */
  readonly message: AlertMessage;
  readonly channelIds: readonly string[];
  /** Recipients who get it as one mail without any channel, such as those of a site. */
  readonly mailTo?: readonly string[];
  /** The scans by which the log is searched; those whose events the message tells when left out. */
  readonly scanIds?: readonly string[];
}

/**
 * Takes messages in the transaction in which their reason is written: either both are there afterwards or none. Deliveries are
 * made for the channels that are enabled at that moment.
 */
@Injectable()
export class Outbox {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly bell: AlertsBell,
  ) {}

  /** Writes a message with one delivery for each enabled channel, and one for the list of mail addresses if there is any. */
  async post(tx: Tx, { message, channelIds, mailTo = [], scanIds }: Post): Promise<void> {
    const { id, rule, site, kind, subject, scans } = message;
    await tx.query(
      `INSERT INTO alert_message (id, rule_id, rule_name, site_id, scan_ids, kind, subject, body, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
      [
        ...[id, rule?.id ?? null, rule && postgresText(rule.name), site?.id ?? null],
        ...[scanIds ?? [...new Set(scans.map((scan) => scan.id))], kind, postgresText(subject), postgresJson(message)],
      ],
    );
    const channels = [...new Set(channelIds)].sort();
    // Ids come from here, one for each channel that might be enabled.
    await tx.query(
      `INSERT INTO alert_delivery (id, message_id, channel_id, channel_name, channel_kind, target, state, next_attempt_at, created_at)
       SELECT w.id, $1, c.id, c.name, c.kind, c.target, 'waiting', now(), now()
       FROM unnest($2::uuid[], $3::uuid[]) AS w (id, channel_id) JOIN alert_channel c ON c.id = w.channel_id AND c.enabled
       ORDER BY c.id`,
      [id, channels.map(() => this.clock.uuid()), channels],
    );
    if (mailTo.length > 0) {
      await tx.query(
        `INSERT INTO alert_delivery (id, message_id, channel_kind, target, mail_to, state, next_attempt_at, created_at)
         VALUES ($1, $2, 'email', $3, $4, 'waiting', now(), now())`,
        [this.clock.uuid(), id, mailTarget(mailTo), [...mailTo]],
      );
    }
    tx.afterCommit(async () => {
      await this.bus.publish('deliveries', { messageId: id });
      this.bell.ring();
    });
  }
}
