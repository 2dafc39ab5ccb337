import { Injectable } from '@nestjs/common';
import { ChangeKind } from '@scanfleet/contracts';
import { ChangeWriter } from '../changes/change-writer.js';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/tx.js';
import { Bus } from '../platform/realtime/bus.js';
import type { ScanEnding } from '../scans/scan-endings.js';

/**
 * Counts the completed scans in a row that found a host down, and calls it gone after enough of them. See
 * docs/decisions/0020-gone-and-certificates.md.
 */
@Injectable()
export class MissCounter {
  constructor(
    private readonly changes: ChangeWriter,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly bus: Bus,
  ) {}

  /**
   * Takes what a scan that has ended missed. One that failed or is partial says nothing; nor does one that an alert rule
   * asked for to look again: it is the same miss, looked at twice.
   */
  async take(tx: Tx, { scanId, state, partial }: ScanEnding): Promise<void> {
    if (state !== 'completed' || partial) return;
    const now = this.clock.now();
    // In SQL alone, because a network that is cut off may be a million hosts; in the order in which all others lock hosts.
    // One that was seen up meanwhile by another scan is not down any more.
    const count = await this.changes.recordFound(tx, {
      found: `missed AS (
          SELECT h.id, h.misses + 1 AS misses FROM observation o JOIN host h ON h.id = o.host_id
          WHERE o.scan_id = $1 AND o.status = 'down' AND h.status = 'down'
            AND NOT EXISTS (SELECT FROM scan WHERE scan.id = $1 AND scan.origin = 'confirmation')
          ORDER BY h.address FOR NO KEY UPDATE OF h
        ), counted AS (
          UPDATE host SET misses = missed.misses,
            status = CASE WHEN missed.misses >= $2 THEN 'gone' ELSE status END,
            status_since = CASE WHEN missed.misses >= $2 THEN $3 ELSE status_since END
          FROM missed WHERE host.id = missed.id RETURNING host.id, host.status, host.misses
        )`,
      changes: `SELECT id AS host_id, $1::uuid AS scan_id, '${ChangeKind.HostGone}' AS kind, '{"status": "down"}'::jsonb AS before,
          jsonb_build_object('status', 'gone', 'misses', misses) AS after, $3::timestamptz AS at
        FROM counted WHERE status = 'gone'`,
      parameters: [scanId, this.config.goneAfterMisses, now],
    });
    if (count === 0) return;
    const event = { type: 'hosts_observed' as const, scanId, count, hostsUp: 0 };
    tx.afterCommit(() => this.bus.publish('realtime', event));
  }
}
