import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { MessageComposer } from './compose-message.js';
import { Mutes } from './mutes.js';
import type { Parcel } from './parcel.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';
import { withoutSettled } from './without-settled.js';

/** Items that are in memory at a time: each may have two hundred lines. */
const AT_ONCE = 50;

interface ItemRow {
  readonly id: string;
  readonly parcel: Parcel;
}

/** Sends what waited for a digest or for the end of quiet hours: one message for each rule. */
@Injectable()
export class DueSender {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: RuleBook,
    private readonly messages: RuleMessages,
    private readonly bell: AlertsBell,
  ) {}

  /** Ids of rules with something that is due. */
  async due(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ rule_id: string }>(
      `SELECT DISTINCT rule_id FROM alert_item WHERE state = 'waiting' AND due_at <= $1 LIMIT $2`,
      [this.clock.now(), limit],
    );
    return rows.map(({ rule_id: id }) => id);
  }

  /** Sends all of a rule that is due. Of one that was disabled or muted meanwhile nothing is told, nor later. */
  async send(ruleId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const audience = await this.rules.lock(tx, ruleId);
      const now = this.clock.now();
      if (audience !== null) {
        const composer = new MessageComposer(audience);
        const mutes = (await Mutes.since(tx, now)).at(now);
        for await (const parcels of this.parcels(tx, ruleId, now)) {
          for (const parcel of await withoutSettled(tx, parcels, mutes)) composer.add(parcel);
        }
        await this.messages.send(tx, audience, composer);
      }
      await tx.query(`DELETE FROM alert_item WHERE rule_id = $1 AND state = 'waiting' AND due_at <= $2`, [ruleId, now]);
      tx.afterCommit(() => this.bell.ring());
    });
  }

  /** What is due of a rule whose row is locked, oldest first. */
  private async *parcels(tx: Tx, ruleId: string, now: Date): AsyncGenerator<Parcel[]> {
    for (let after = '0'; ;) {
      const rows = await tx.query<ItemRow>(
        `SELECT id, parcel FROM alert_item WHERE rule_id = $1 AND state = 'waiting' AND due_at <= $2 AND id > $3
         ORDER BY id LIMIT ${AT_ONCE}`,
        [ruleId, now, after],
      );
      yield rows.map(({ parcel }) => parcel);
      const last = rows.at(-1);
      if (!last || rows.length < AT_ONCE) return;
      after = last.id;
    }
  }
}
