import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/database/tx.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { Outbox } from '../outbox/outbox.js';
import { AlertFigures } from './alert-figures.js';
import type { Audience } from './audience.js';
import { MessageComposer } from './compose-message.js';
import { dueAt } from './due-time.js';
import { type Parcel, sizeOf } from './parcel.js';

/** Turns what there is to tell into messages, at once or when the rule's digest and quiet hours let it. */
@Injectable()
export class RuleMessages {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly outbox: Outbox,
    private readonly bell: AlertsBell,
    private readonly figures: AlertFigures,
  ) {}

  /** Tells a parcel, or keeps it until it is due. */
  async hand(tx: Tx, audience: Audience, parcel: Parcel): Promise<void> {
    const now = this.clock.now();
    const due = dueAt(audience.timing, now, audience.mutedUntil);
    if (audience.rule !== null && due > now) {
      await this.keep(tx, audience.rule.id, { parcel, due });
      return;
    }
    const composer = new MessageComposer(audience);
    composer.add(parcel);
    await this.send(tx, audience, composer);
  }

  /** Writes what was gathered as one message with its deliveries; nothing, when nothing was. */
  async send(tx: Tx, audience: Audience, composer: MessageComposer): Promise<void> {
    if (composer.isEmpty) return;
    const now = this.clock.now();
    const { message, scanIds } = composer.compose({ id: this.clock.uuid(), at: now, publicUrl: this.config.publicUrl });
    await this.outbox.post(tx, { message, channelIds: audience.channelIds, mailTo: audience.mailTo, scanIds });
    if (audience.rule !== null) {
      await tx.query(`UPDATE alert_rule SET last_message_at = $2 WHERE id = $1`, [audience.rule.id, now]);
    }
    this.figures.written(tx, message.kind);
    tx.afterCommit(() => this.bell.ring());
  }

  /**
   * Keeps a parcel that is not told yet.
   * @param due null = while a second look is on its way
   * @returns the id of the item
   */
  async keep(tx: Tx, ruleId: string, { parcel, due }: { parcel: Parcel; due: Date | null }): Promise<string> {
    const [row] = await tx.query<{ id: string }>(
      `INSERT INTO alert_item (rule_id, state, due_at, parcel, size) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
      [ruleId, due === null ? 'confirming' : 'waiting', due, JSON.stringify(parcel), sizeOf(parcel)],
    );
    if (!row) throw new Error('an insert always has a row');
    tx.afterCommit(() => this.bell.ring());
    return row.id;
  }
}
