import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { AppLogger } from '../../platform/logging/app-logger.js';
import type { Audience } from './audience.js';
import { audienceOf, requestOf, ruleColumns, type RuleRow } from './rule-row.js';

/** Rules that tell now, made ready. Making one ready may take a while, so it is kept until the rule changes. */
@Injectable()
export class RuleBook {
  private kept = new Map<string, { readonly updatedAt: number; readonly audience: Audience | null }>();

  constructor(
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  /** Every rule that is enabled and not muted, held so that none is deleted before the transaction ends. */
  async telling(tx: Tx): Promise<Audience[]> {
    const rows = await tx.query<RuleRow>(
      `SELECT ${ruleColumns} FROM alert_rule r
       WHERE r.enabled AND (r.muted_until IS NULL OR r.muted_until <= $1) ORDER BY r.id FOR KEY SHARE OF r`,
      [this.clock.now()],
    );
    const known = this.kept;
    this.kept = new Map(rows.map((row) => [row.id, this.ready(row, known)]));
    return [...this.kept.values()].flatMap(({ audience }) => audience ?? []);
  }

  /** One rule, locked against other writers and tellers, also one that is muted; null when it is disabled or not there. */
  async lock(tx: Tx, ruleId: string): Promise<Audience | null> {
    const [row] = await tx.query<RuleRow>(
      `SELECT ${ruleColumns} FROM alert_rule r WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
      [ruleId],
    );
    return row?.enabled === true ? this.ready(row, this.kept).audience : null;
  }

  private ready(row: RuleRow, known: RuleBook['kept']): { updatedAt: number; audience: Audience | null } {
    const updatedAt = row.updated_at.getTime();
    const before = known.get(row.id);
    if (before?.updatedAt === updatedAt) return before;
    try {
      const { id, enabled_at: since, muted_until: mutedUntil } = row;
      return { updatedAt, audience: audienceOf(requestOf(row), { id, since, mutedUntil }) };
    } catch (error) {
      // It was checked when it was written; a rule that cannot be read must not keep the others from telling.
      this.logger.error('an alert rule cannot be read and tells nothing; write it anew', { ruleId: row.id, error });
      return { updatedAt, audience: null };
    }
  }
}
