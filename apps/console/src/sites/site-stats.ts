import { Injectable } from '@nestjs/common';
import type { SiteStats } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';

/** Counts over all sites. */
@Injectable()
export class SiteStatsQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async get(): Promise<SiteStats> {
    const [row] = await this.database.query<SiteStats>(
      `SELECT count(*)::int AS sites, count(*) FILTER (WHERE enabled)::int AS "enabledSites",
         coalesce(sum(address_count) FILTER (WHERE enabled), 0)::text AS addresses,
         (SELECT count(*)::int FROM host) AS hosts,
         (SELECT count(*)::int FROM host WHERE status = 'up') AS "hostsUp",
         (SELECT count(*)::int FROM exclusion WHERE enabled AND (expires_at IS NULL OR expires_at > $1)) AS exclusions
       FROM site`,
      [this.clock.now()],
    );
    if (!row) throw new Error('an aggregate always has a row');
    return row;
  }
}
