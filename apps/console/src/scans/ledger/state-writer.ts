import { Injectable } from '@nestjs/common';
import { ScanEvent, scanTransitions, type ScanState, type ShardState } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { ScanEndings } from '../scan-endings.js';
import type { ShardWish } from './shard-row.js';
import { settledScan, type ShardTally } from './settle-scan.js';
import { checkScanMove, checkShardMove, hasEnded } from './transitions.js';

/** Columns of a shard that change together with its state. */
export interface ShardPatch {
  ordered?: ShardWish | null;
  ordered_at?: Date | null;
  epoch?: number;
  attempts?: number;
  lost_leases?: number;
  not_before?: Date | null;
  engine_id?: string | null;
  refused_by?: string;
  lease_expires_at?: Date | null;
  leased_set?: string;
  leased_count?: string;
  percent?: number;
  estimated_end_at?: Date | null;
  leased_rate?: number | null;
  dropped_set?: string;
  dropped_count?: string;
  failed_on?: string;
  reason?: string | null;
  detail?: string | null;
  exit_code?: number | null;
  stderr_tail?: string | null;
  argv?: string | null;
  notes?: string;
  started_at?: Date;
  finished_at?: Date | null;
}

export interface ScanHead {
  id: string;
  zoneId: string;
  siteId: string | null;
  state: ScanState;
  reason: string | null;
  startedAt: Date | null;
  held: 'pause' | 'cancel' | null;
  /** The blackout that has paused it. */
  blackoutId: string | null;
}

/** SQL of what a scan is at this moment, as an event of it is told. */
const scanFacts = `jsonb_build_object(
  'siteId', site_id, 'siteName', site_name, 'zoneId', zone_id, 'origin', origin, 'scheduleId', schedule_id,
  'scheduleName', schedule_name, 'command', command_name, 'scanner', scanner, 'targets', target_summary,
  'createdBy', created_by, 'state', state, 'partial', partial, 'reason', reason, 'plannedAddresses', planned_addresses::text,
  'hostsUp', hosts_up, 'openPorts', open_ports, 'createdAt', created_at, 'startedAt', started_at, 'finishedAt', finished_at,
  'blackout', (SELECT blackout.name FROM blackout WHERE blackout.id = scan.blackout_id),
  'changeMark', (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM change_id_seq)::text)`;

/** The one place where shard.state and scan.state are written, and where the transition tables are enforced. */
@Injectable()
export class StateWriter {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly endings: ScanEndings,
  ) {}

  /**
   * Moves a shard that this transaction has locked.
   * @throws IllegalTransition for a move that the table does not have.
   */
  async moveShard(
    tx: Tx,
    shard: { id: string; scanId: string; state: ShardState },
    to: ShardState,
    patch: ShardPatch = {},
  ): Promise<void> {
    checkShardMove(shard.state, to);
    const parameters: unknown[] = [shard.id, to];
    // Column names come from the keys of ShardPatch alone.
    const columns = Object.entries(patch).map(([column, value]) => `${column} = $${parameters.push(value)}`);
    await tx.query(`UPDATE shard SET ${['state = $2', ...columns].join(', ')} WHERE id = $1`, parameters);
    const percent = to === 'delivered' ? 100 : (patch.percent ?? 0);
    const { scanId, id: shardId } = shard;
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'shard_changed', scanId, shardId, state: to, percent }));
  }

  /**
   * Moves every shard of scans that is in one state; for orders on shards that no engine works on.
   * @returns how many there were.
   */
  async moveShardsOf(tx: Tx, scanIds: readonly string[], from: ShardState, to: ShardState): Promise<number> {
    checkShardMove(from, to);
    const ended = to === 'cancelled' ? this.clock.now() : null;
    const moved = await tx.query(
      `UPDATE shard SET state = $3, finished_at = $4, not_before = NULL
       WHERE scan_id = ANY ($1::uuid[]) AND state = $2 RETURNING id`,
      [scanIds, from, to, ended],
    );
    return moved.length;
  }

  /** Locks a scan for writing. Always after the shards that the transaction locks. */
  async lockScan(tx: Tx, scanId: string): Promise<ScanHead | undefined> {
    return (await this.lockScans(tx, [scanId]))[0];
  }

  /** Locks scans for writing, in the order of their ids as all do; those that are gone are left out. */
  async lockScans(tx: Tx, scanIds: readonly string[]): Promise<ScanHead[]> {
    return tx.query<ScanHead>(
      `SELECT id, zone_id AS "zoneId", site_id AS "siteId", state, reason, started_at AS "startedAt",
         held, blackout_id AS "blackoutId"
       FROM scan WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
      [scanIds],
    );
  }

  /** Says that work on a scan has begun, if nobody did. */
  async beginScan(tx: Tx, scanId: string): Promise<void> {
    const seen = await tx.query(`SELECT FROM scan WHERE id = $1 AND state = 'planned'`, [scanId]);
    if (seen.length === 0) return;
    const scan = await this.lockScan(tx, scanId);
    if (scan?.state === 'planned') await this.moveScan(tx, scan, 'running', {});
  }

  /** Moves a paused scan back to where it was, now that shards of it wait or run again. */
  async unpauseScan(tx: Tx, scan: ScanHead): Promise<void> {
    if (scan.state === 'paused') await this.moveScan(tx, scan, scan.startedAt ? 'running' : 'planned', {});
  }

  /** Whether failed shards of a scan were queued again before. */
  async wasRetried(tx: Tx, scanId: string): Promise<boolean> {
    const found = await tx.query(`SELECT FROM scan WHERE id = $1 AND retried_at IS NOT NULL`, [scanId]);
    return found.length > 0;
  }

  /** Moves a scan that has ended back to work, now that failed shards of it are queued again. */
  async reopenScan(tx: Tx, scan: ScanHead): Promise<void> {
    if (hasEnded(scan.state)) await this.moveScan(tx, scan, scan.startedAt ? 'running' : 'planned', {});
    await tx.query(`UPDATE scan SET retried_at = $2 WHERE id = $1`, [scan.id, this.clock.now()]);
  }

  /** Notes an order to whole scans, which also holds for what its first stage found and no shard has yet; null = go on. */
  async holdScans(tx: Tx, scanIds: readonly string[], held: 'pause' | 'cancel' | null): Promise<void> {
    await tx.query(`UPDATE scan SET held = $2 WHERE id = ANY ($1::uuid[])`, [scanIds, held]);
  }

  /** Notes which blackout has paused scans; null = none, or a person has. */
  async markScans(tx: Tx, scanIds: readonly string[], blackoutId: string | null): Promise<void> {
    await tx.query(`UPDATE scan SET blackout_id = $2 WHERE id = ANY ($1::uuid[])`, [scanIds, blackoutId]);
  }

  /** Remembers what a cancelled scan shall say of itself. The first word counts. */
  async noteReason(tx: Tx, scanId: string, reason: string): Promise<void> {
    await tx.query(`UPDATE scan SET reason = coalesce(reason, $2) WHERE id = $1`, [scanId, reason]);
  }

  /** Sets the state that the shards amount to, when none of them waits or runs any more. */
  async settleScan(tx: Tx, scanId: string): Promise<void> {
    const scan = await this.lockScan(tx, scanId);
    if (!scan || hasEnded(scan.state)) return;
    const settled = settledScan(await this.tally(tx, scanId), scan.reason);
    if (!settled || settled.state === scan.state) return;
    // A scan whose only report came at once has not been seen running; nor one whose paused shards were all excluded.
    if (!scanTransitions[scan.state].includes(settled.state)) {
      await this.moveScan(tx, scan, 'running', {});
      scan.state = 'running';
      scan.startedAt ??= this.clock.now();
    }
    await this.moveScan(tx, scan, settled.state, settled);
  }

  private async moveScan(
    tx: Tx,
    scan: ScanHead,
    to: ScanState,
    { partial = false, reason = null }: { partial?: boolean; reason?: string | null },
  ): Promise<void> {
    checkScanMove(scan.state, to);
    const now = this.clock.now();
    const startedAt = scan.startedAt ?? (to === 'running' ? now : null);
    await tx.query(
      `UPDATE scan SET state = $2, partial = $3, reason = $4, started_at = $5, finished_at = $6,
         held = CASE WHEN $6::timestamptz IS NULL THEN held END,
         blackout_id = CASE WHEN $6::timestamptz IS NULL THEN blackout_id END
       WHERE id = $1`,
      [scan.id, to, partial, reason, startedAt, hasEnded(to) ? now : null],
    );
    // Before the event, which marks the changes that its scan has made.
    if (hasEnded(to)) await this.endings.ended(tx, { scanId: scan.id, state: to, partial });
    await tx.query(
      `INSERT INTO scan_event (scan_id, event, facts, at) SELECT id, $2, ${scanFacts}, $3 FROM scan WHERE id = $1`,
      [scan.id, eventOf(scan, to, partial), now],
    );
    const event = { type: 'scan_changed' as const, scanId: scan.id, siteId: scan.siteId, state: to };
    tx.afterCommit(() => this.bus.publish('realtime', event));
    tx.afterCommit(() => this.bus.publish('scan-events', { scanId: scan.id }));
  }

  private async tally(tx: Tx, scanId: string): Promise<ShardTally> {
    const rows = await tx.query<ShardTally>(
      `SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
              count(*) FILTER (WHERE state IN ('leased', 'scanning'))::int AS active,
              count(*) FILTER (WHERE state = 'paused')::int AS paused,
              count(*) FILTER (WHERE state = 'delivered')::int AS delivered,
              count(*) FILTER (WHERE state = 'cancelled' AND reason IS DISTINCT FROM 'nothing_to_scan')::int AS cancelled,
              count(*) FILTER (WHERE state = 'cancelled' AND reason = 'nothing_to_scan')::int AS excluded,
              count(*) FILTER (WHERE state = 'failed')::int AS failed,
              (array_agg(coalesce(detail, reason) ORDER BY number) FILTER (WHERE state = 'failed'))[1] AS failure,
              EXISTS (SELECT FROM stage_find WHERE scan_id = $1 AND shard_id IS NULL) AS "findsWait",
              (SELECT held FROM scan WHERE id = $1) AS held
       FROM shard WHERE scan_id = $1`,
      [scanId],
    );
    const tally = rows[0];
    if (!tally) throw new Error('an aggregate always has a row');
    return tally;
  }
}

/** What a move of a scan is to those who are told of it. */
function eventOf(scan: ScanHead, to: ScanState, partial: boolean): ScanEvent {
  switch (to) {
    case 'planned':
      return ScanEvent.Resumed;
    case 'running':
      return scan.startedAt === null ? ScanEvent.Started : ScanEvent.Resumed;
    case 'paused':
      return ScanEvent.Paused;
    case 'completed':
      return partial ? ScanEvent.Partial : ScanEvent.Completed;
    case 'cancelled':
      return ScanEvent.Cancelled;
    case 'failed':
      return ScanEvent.Failed;
  }
}
