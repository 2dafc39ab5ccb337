import { Injectable } from '@nestjs/common';
import type { AlertLine } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import type { Audience } from './audience.js';
import { takeBack } from './certificates-told.js';
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

  /** Sends all of a rule that is due. What comes due while it is muted waits for the end of that; a disabled one tells nothing. */
  async send(ruleId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const audience = await this.rules.lock(tx, ruleId);
      const now = this.clock.now();
      if (audience?.mutedUntil && audience.mutedUntil > now) await this.putOff(tx, ruleId, audience.mutedUntil);
      else await this.sendNow(tx, ruleId, audience);
      tx.afterCommit(() => this.bell.ring());
    });
  }

  private async putOff(tx: Tx, ruleId: string, until: Date): Promise<void> {
    await tx.query(`UPDATE alert_item SET due_at = $2 WHERE rule_id = $1 AND state = 'waiting' AND due_at <= $3`, [
      ruleId,
      until,
      this.clock.now(),
    ]);
  }

  /** Takes all that is due, and makes one message of it. */
  private async sendNow(tx: Tx, ruleId: string, audience: Audience | null): Promise<void> {
    const now = this.clock.now();
    const composer = audience && new MessageComposer(audience);
    const mutes = (await Mutes.since(tx, now)).at(now);
    for (let rows = await this.take(tx, ruleId); rows.length > 0; rows = await this.take(tx, ruleId)) {
      const parcels = rows.map(({ parcel }) => parcel);
      const told = await withoutSettled(tx, parcels, mutes);
      for (const parcel of told) composer?.add(parcel);
      await takeBack(tx, ruleId, untold(parcels, told));
    }
    if (audience && composer) await this.messages.send(tx, audience, composer);
  }

  /** Takes the oldest of what is due. Only what is read is deleted: more may be committed at any moment. */
  private async take(tx: Tx, ruleId: string): Promise<ItemRow[]> {
    const rows = await tx.query<ItemRow>(
      `DELETE FROM alert_item WHERE id IN (
         SELECT id FROM alert_item WHERE rule_id = $1 AND state = 'waiting' AND due_at <= $2 ORDER BY id LIMIT ${AT_ONCE})
       RETURNING id, parcel`,
      [ruleId, this.clock.now()],
    );
    return rows.sort((one, other) => Number(BigInt(one.id) - BigInt(other.id)));
  }
}

/** Lines that are not told after all. */
function untold(parcels: readonly Parcel[], told: readonly Parcel[]): AlertLine[] {
  const kept = new Set(told.flatMap(({ lines }) => lines));
  return parcels.flatMap(({ lines }) => lines.filter((line) => !kept.has(line)));
}
