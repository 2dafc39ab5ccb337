import { Injectable } from '@nestjs/common';
import type { Dashboard } from '@scanfleet/contracts';
import { ChangeQueries } from '../changes/change-queries.js';
import { onlineSince } from '../engines/engine-online.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { ScanQueries } from '../scans/scan-queries.js';

const RECENT = 8;
const TOP_PORTS = 10;

/** Figures for the dashboard, from the tables as they stand. */
@Injectable()
export class DashboardQueries {
  constructor(
    private readonly database: Database,
    private readonly scans: ScanQueries,
    private readonly changes: ChangeQueries,
    private readonly clock: Clock,
  ) {}

  async figures(): Promise<Dashboard> {
    const now = this.clock.now();
    const recent = { page: 1, page_size: RECENT, sort_by: 'createdAt', sort_order: 'desc' } as const;
    const [counts, activity, topPorts, recentScans, recentChanges] = await Promise.all([
      this.counts(now),
      this.activity(now),
      this.topPorts(),
      this.scans.list(recent),
      this.changes.newest(RECENT),
    ]);
    return { ...counts, activity, topPorts, recentScans: recentScans.data, recentChanges };
  }

  private async counts(now: Date): Promise<Pick<Dashboard, 'hosts' | 'openPorts' | 'sites' | 'scans' | 'engines'>> {
    const weekAgo = new Date(now.getTime() - 7 * 86_400_000);
    const [row] = await this.database.query<Record<string, string>>(
      `SELECT h.total AS hosts, h.up, h.new, h.ports,
         (SELECT count(*) FROM site) AS sites,
         (SELECT count(*) FROM scan WHERE state = 'running') AS running,
         (SELECT count(*) FROM scan WHERE state IN ('planned', 'paused')) AS waiting,
         (SELECT count(*) FROM scan WHERE (state = 'failed' OR partial) AND finished_at >= $1) AS failed,
         (SELECT count(*) FROM engine WHERE retired_at IS NULL) AS engines,
         (SELECT count(*) FROM engine WHERE retired_at IS NULL AND last_seen_at >= $2) AS online
       FROM (SELECT count(*) AS total, count(*) FILTER (WHERE status = 'up') AS up,
               count(*) FILTER (WHERE first_seen_at >= $1) AS new, coalesce(sum(cardinality(open_ports)), 0) AS ports
             FROM host) h`,
      [weekAgo, onlineSince(now)],
    );
    const figure = (name: string): number => Number(row?.[name] ?? 0);
    return {
      hosts: { total: figure('hosts'), up: figure('up'), newLast7Days: figure('new') },
      openPorts: figure('ports'),
      sites: figure('sites'),
      scans: { running: figure('running'), waiting: figure('waiting'), failedLast7Days: figure('failed') },
      engines: { total: figure('engines'), online: figure('online') },
    };
  }

  private async activity(now: Date): Promise<Dashboard['activity']> {
    const rows = await this.database.query<{ day: string; completed: string; failed: string }>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day,
         count(s.id) FILTER (WHERE s.state = 'completed' AND NOT s.partial) AS completed,
         count(s.id) FILTER (WHERE s.state = 'failed' OR s.partial) AS failed
       FROM generate_series(($1::timestamptz AT TIME ZONE 'UTC')::date - 6, ($1::timestamptz AT TIME ZONE 'UTC')::date, interval '1 day') AS day
         LEFT JOIN scan s ON (s.finished_at AT TIME ZONE 'UTC')::date = day::date
       GROUP BY day ORDER BY day`,
      [now],
    );
    return rows.map(({ day, completed, failed }) => ({ day, completed: Number(completed), failed: Number(failed) }));
  }

  private async topPorts(): Promise<Dashboard['topPorts']> {
    const rows = await this.database.query<{ protocol: string; port: number; hosts: string }>(
      `SELECT protocol, port, count(*) AS hosts FROM service WHERE state = 'open'
       GROUP BY protocol, port ORDER BY hosts DESC, port, protocol LIMIT $1`,
      [TOP_PORTS],
    );
    return rows.map(({ protocol, port, hosts }) => ({ protocol, port, hosts: Number(hosts) }));
  }
}
