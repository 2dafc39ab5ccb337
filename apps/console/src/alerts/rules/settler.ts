import { Injectable } from '@nestjs/common';
import type { AlertLine, Reference } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { settle } from './flap.js';
import { stateOf } from './held-things.js';
import { Mutes } from './mutes.js';
import { LineTally, type Parcel, sizeOf } from './parcel.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';
import { withoutSettled } from './without-settled.js';

/** Things that are looked at together. */
const AT_ONCE = 2000;

type HeldRow = Parameters<typeof stateOf>[0] & { readonly site: Reference | null };

/** Tells what went to and fro once it has been at rest for long enough, where it did not come back to what was told of it. */
@Injectable()
export class Settler {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly rules: RuleBook,
    private readonly messages: RuleMessages,
  ) {}

  /** Ids of rules with things that are at rest. */
  async due(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ rule_id: string }>(
      `SELECT DISTINCT rule_id FROM alert_held WHERE settle_at <= $1 LIMIT $2`,
      [this.clock.now(), limit],
    );
    return rows.map(({ rule_id: id }) => id);
  }

  /** Tells of all things of a rule that are at rest, in one message, and forgets them. */
  async settle(ruleId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const audience = await this.rules.lock(tx, ruleId);
      const now = this.clock.now();
      const tally = new LineTally();
      const sites = new Map<string, Reference | null>();
      for (;;) {
        const rows = await this.take(tx, ruleId, now);
        for (const row of rows) {
          const line = settle(stateOf(row));
          // The rule may have been told otherwise since.
          if (line === null || audience?.changes.has(line.kind) !== true) continue;
          tally.add(line.kind, () => line);
          sites.set(row.site?.id ?? '', row.site);
        }
        if (rows.length < AT_ONCE) break;
      }
      if (audience === null || tally.count === 0) return;
      const mutes = (await Mutes.since(tx, now)).at(now);
      const [parcel] = await withoutSettled(tx, [parcelOf(tally, sites, now)], mutes);
      if (parcel && sizeOf(parcel) > 0) await this.messages.hand(tx, audience, parcel);
    });
  }

  private take(tx: Tx, ruleId: string, now: Date): Promise<HeldRow[]> {
    return tx.query<HeldRow & { line: AlertLine | null }>(
      `DELETE FROM alert_held WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM alert_held WHERE rule_id = $1 AND settle_at <= $2 ORDER BY settle_at LIMIT ${AT_ONCE} FOR UPDATE))
       RETURNING told, state, moves, last_at, line, site`,
      [ruleId, now],
    );
  }
}

function parcelOf(tally: LineTally, sites: ReadonlyMap<string, Reference | null>, now: Date): Parcel {
  const [first = null, ...others] = sites.values();
  return {
    scan: null,
    scanId: null,
    site: others.length === 0 ? first : null,
    lines: tally.lines,
    more: tally.more,
    counts: tally.counts,
    leftOut: tally.leftOut,
    at: now.toISOString(),
  };
}
