import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { secondLook } from './confirmable.js';
import type { FoundChange } from './found-change.js';
import type { Parcel } from './parcel.js';
import { RuleMessages } from './rule-messages.js';
import type { EventRow } from './told-event.js';

/** More is not asked again at once: a second look must be a small thing beside the first. */
export const MOST_ADDRESSES = 4096;
export const MOST_PORTS = 1000;
/** What a second look has not told by then is told without it. */
export const LOOK_MINUTES = 60;

/** Writes down that changes are to be looked at once more; the scans for it are made after the transaction. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly clock: Clock,
    private readonly messages: RuleMessages,
  ) {}

  /**
   * Keeps what a rule has to tell of an event until the changes that it wants confirmed have been looked at again.
   * @returns null, or why they are not looked at again
   */
  async wish(
    tx: Tx,
    {
      event,
      ruleId,
      parcel,
      wanted,
    }: { event: EventRow; ruleId: string; parcel: Parcel; wanted: readonly FoundChange[] },
  ): Promise<string | null> {
    const why = tooMuch(wanted);
    if (why !== null) return why;
    const itemId = await this.messages.keep(tx, ruleId, { parcel, due: null });
    const deadline = new Date(this.clock.now().getTime() + LOOK_MINUTES * 60_000);
    const looks = wanted.map((change) => ({ id: change.id, ...secondLook(change) }));
    for (const [look, changes] of Map.groupBy(looks, (one) => one.look)) {
      // Of one new host, several ports may be told.
      const ids = [...new Set(changes.map(({ id }) => id))];
      const asked = changes.flatMap((one) => (one.look === 'ports' ? [one] : []));
      const ports = [...new Set(asked.flatMap((one) => one.ports))].sort((one, other) => one - other);
      const versions = asked.some((one) => one.versions);
      await tx.query(
        `INSERT INTO alert_confirmation (id, item_id, look, scan_id, change_ids, ports, versions, state, deadline_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'wanted', $8)`,
        [this.clock.uuid(), itemId, look, event.scan_id, ids, ports, versions, deadline],
      );
    }
    return null;
  }
}

/** Why changes are too many to be looked at again; null when they are not. */
function tooMuch(wanted: readonly FoundChange[]): string | null {
  const addresses = new Set(wanted.map(({ address }) => address));
  if (addresses.size > MOST_ADDRESSES)
    return `more than ${MOST_ADDRESSES.toLocaleString('en')} addresses are not looked at a second time`;
  const ports = new Set<number>();
  for (const change of wanted) {
    const look = secondLook(change);
    if (look.look === 'ports') for (const port of look.ports) ports.add(port);
  }
  return ports.size > MOST_PORTS
    ? `more than ${MOST_PORTS.toLocaleString('en')} ports are not looked at a second time`
    : null;
}
