import { Injectable } from '@nestjs/common';
import type { EngineShard, enginesApi, ResponseOf } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';

interface EngineShardRow {
  readonly id: string;
  readonly scan_id: string;
  readonly number: number;
  readonly stage: number;
  readonly state: EngineShard['state'];
  readonly target_summary: string;
  readonly command_name: string;
  readonly leased_count: string;
  readonly percent: number;
  readonly leased_at: Date | null;
  readonly lease_expires_at: Date | null;
  readonly estimated_end_at: Date | null;
}

/** Reads what engines work on. */
@Injectable()
export class EngineWork {
  constructor(private readonly database: Database) {}

  /**
   * The shards that an engine holds now, and how many wait in its zone for any engine.
   * @throws Refusal 404 `engine_not_found` for an unknown or retired engine.
   */
  async of(engineId: string): Promise<ResponseOf<typeof enginesApi.shards>> {
    const [zone] = await this.database.query<{ waiting: number }>(
      `SELECT (SELECT count(*)::int FROM shard WHERE shard.zone_id = engine.zone_id AND state = 'queued') AS waiting
       FROM engine WHERE id = $1 AND retired_at IS NULL`,
      [engineId],
    );
    if (!zone) throw notFound('engine');
    const rows = await this.database.query<EngineShardRow>(
      `SELECT shard.id, shard.scan_id, shard.number, shard.stage, shard.state, scan.target_summary, scan.command_name,
         shard.leased_count, shard.percent, run.leased_at, shard.lease_expires_at, shard.estimated_end_at
       FROM shard JOIN scan ON scan.id = shard.scan_id
       LEFT JOIN shard_run run ON run.shard_id = shard.id AND run.epoch = shard.epoch
       WHERE shard.engine_id = $1 AND shard.state IN ('leased', 'scanning')
       ORDER BY run.leased_at, shard.id`,
      [engineId],
    );
    return { data: rows.map(toEngineShard), waitingInZone: zone.waiting };
  }
}

function toEngineShard(row: EngineShardRow): EngineShard {
  return {
    shardId: row.id,
    scanId: row.scan_id,
    number: row.number,
    stage: row.stage,
    state: row.state,
    targetSummary: row.target_summary,
    commandName: row.command_name,
    addressCount: row.leased_count,
    percent: row.percent,
    leasedAt: row.leased_at?.toISOString() ?? null,
    leaseExpiresAt: row.lease_expires_at?.toISOString() ?? null,
    estimatedEndAt: row.estimated_end_at?.toISOString() ?? null,
  };
}
