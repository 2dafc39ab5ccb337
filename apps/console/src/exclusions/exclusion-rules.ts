import { Injectable } from '@nestjs/common';
import type { ExclusionScope } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';

/** An exclusion as planning uses it. */
export interface ExclusionLine {
  readonly id: string;
  /** Address, CIDR, range or host name. */
  readonly target: string;
  readonly scope: ExclusionScope;
  readonly reason: string;
}

/** Answers what must not be probed right now. */
@Injectable()
export class ExclusionRules {
  constructor(private readonly clock: Clock) {}

  /**
   * The exclusions that hold now: enabled, not expired, and global, of the zone, or of the site.
   * @param at the transaction that plans, or the database for a mere look.
   * @param scope the zone to scan in; the site when the scan is of one.
   * @returns the oldest first.
   */
  async inForce(at: Tx | Database, scope: { zoneId: string; siteId?: string | null }): Promise<ExclusionLine[]> {
    return at.query<ExclusionLine>(
      `SELECT id, target, scope, reason
       FROM exclusion
       WHERE enabled
         AND (expires_at IS NULL OR expires_at > $1)
         AND (scope = 'global' OR (scope = 'zone' AND zone_id = $2) OR (scope = 'site' AND site_id = $3))
       ORDER BY created_at, id`,
      [this.clock.now(), scope.zoneId, scope.siteId ?? null],
    );
  }
}
