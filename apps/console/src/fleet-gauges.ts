import { Injectable } from '@nestjs/common';
import { Database } from './platform/database/database.js';
import { Metrics } from './platform/metrics/metrics.js';

/** Figures of the fleet for Prometheus. They are made here, where all features come together, from their tables. */
@Injectable()
export class FleetGauges {
  constructor(metrics: Metrics, database: Database) {
    metrics.gauge('scanfleet_engines', {
      help: 'Engines that are not retired, by whether they were heard of in the last 90 seconds',
      label: 'state',
      read: async () => {
        const [row] = await database.query<{ online: number; offline: number }>(
          `SELECT count(*) FILTER (WHERE last_seen_at > now() - interval '90 seconds')::int AS online,
             count(*) FILTER (WHERE last_seen_at IS NULL OR last_seen_at <= now() - interval '90 seconds')::int AS offline
           FROM engine WHERE retired_at IS NULL`,
        );
        return { online: row?.online ?? 0, offline: row?.offline ?? 0 };
      },
    });
    metrics.gauge('scanfleet_shards', {
      help: 'Shards of scans that have not ended, by state',
      label: 'state',
      read: async () => {
        const rows = await database.query<{ state: string; count: number }>(
          `SELECT h.state, count(*)::int AS count FROM shard h JOIN scan s ON s.id = h.scan_id
           WHERE s.state IN ('planned', 'running', 'paused') GROUP BY h.state`,
        );
        return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      },
    });
  }
}
