import { Injectable } from '@nestjs/common';
import { ONLINE_MILLISECONDS } from './engines/engine-online.js';
import { Database } from './platform/database/database.js';
import { Metrics } from './platform/metrics/metrics.js';

/** SQL for "is online". */
const online = `coalesce(last_seen_at > now() - interval '${ONLINE_MILLISECONDS} milliseconds', false)`;

/** Figures of the fleet for Prometheus. They are made here, where all features come together, from their tables. */
@Injectable()
export class FleetGauges {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
  ) {
    this.engines();
    this.shards();
  }

  private engines(): void {
    const inUse = `FROM engine WHERE retired_at IS NULL`;
    this.byState(
      'scanfleet_engines',
      'Engines that are not retired, by whether they are online',
      `SELECT count(*) FILTER (WHERE ${online})::int AS online, count(*) FILTER (WHERE NOT ${online})::int AS offline ${inUse}`,
    );
    this.number(
      'scanfleet_engines_waiting_for_approval',
      'Engines that joined and that no admin has approved yet',
      `SELECT count(*)::int AS value ${inUse} AND NOT approved`,
    );
    this.number(
      'scanfleet_engines_draining',
      'Engines that finish what they have and get nothing new',
      `SELECT count(*)::int AS value ${inUse} AND draining`,
    );
    this.byState(
      'scanfleet_engine_slots',
      'Slots of engines that are online, approved and enabled, by whether a shard is in them',
      `SELECT coalesce(sum(least(busy, slots)), 0)::int AS busy, coalesce(sum(greatest(slots - busy, 0)), 0)::int AS free
       FROM (SELECT slots, (SELECT count(*) FROM shard WHERE engine_id = engine.id AND state IN ('leased', 'scanning')) AS busy
         ${inUse} AND approved AND enabled AND ${online}) AS working`,
    );
  }

  private shards(): void {
    this.metrics.gauge('scanfleet_shards', {
      help: 'Shards of scans that have not ended, by state',
      label: 'state',
      read: async () => {
        const rows = await this.database.query<{ state: string; count: number }>(
          `SELECT h.state, count(*)::int AS count FROM shard h JOIN scan s ON s.id = h.scan_id
           WHERE s.state IN ('planned', 'running', 'paused') GROUP BY h.state`,
        );
        return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
      },
    });
    this.number(
      'scanfleet_scan_longest_wait_seconds',
      'Longest time for which a scan with queued shards has got no lease; 0 when no shard is queued',
      `SELECT coalesce(extract(epoch FROM now() - min(coalesce(
           (SELECT max(leased_at) FROM shard_run WHERE scan_id = scan.id), created_at))), 0)::float AS value
       FROM scan WHERE state IN ('planned', 'running')
         AND EXISTS (SELECT FROM shard WHERE scan_id = scan.id AND state = 'queued')`,
    );
    this.number(
      'scanfleet_leases_lost_last_hour',
      'Leases that ran out in the last hour because their engine was not heard of',
      `SELECT count(*)::int AS value FROM shard_run WHERE outcome = 'lost' AND ended_at > now() - interval '1 hour'`,
    );
  }

  /** A gauge with one value for each column of the one row that `sql` answers with. */
  private byState(name: string, help: string, sql: string): void {
    const read = async () => (await this.database.query<Record<string, number>>(sql))[0] ?? {};
    this.metrics.gauge(name, { help, label: 'state', read });
  }

  /** A gauge with the `value` that `sql` answers with. */
  private number(name: string, help: string, sql: string): void {
    const read = async () => ({ value: (await this.database.query<{ value: number }>(sql))[0]?.value ?? 0 });
    this.metrics.gauge(name, { help, read });
  }
}
