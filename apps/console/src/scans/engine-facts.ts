import { Injectable } from '@nestjs/common';
import type { EnginePolicy, EngineScanner } from '@scanfleet/contracts';
import { holdsEngine } from '../blackouts/open-blackout.js';
import { isOnline } from '../engines/engine-online.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { fingerprint } from './ledger/fingerprint.js';
import { allowedSet } from './ledger/policy-filter.js';
import type { EngineFacts } from './waiting-for.js';

interface Row {
  id: string;
  name: string;
  zoneId: string;
  enabled: boolean;
  approved: boolean;
  draining: boolean;
  maxShards: number | null;
  running: number;
  pools: string[];
  version: string | null;
  scanners: EngineScanner[];
  policy: EnginePolicy | null;
  lastSeenAt: Date | null;
  blackout: { name: string; until: string } | null;
}

/** Reads what engines in use can do, to say what shards wait for. */
@Injectable()
export class EngineFactsQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Engines in use by zone. */
  async byZone(zoneIds: readonly string[]): Promise<Map<string, EngineFacts[]>> {
    const rows = await this.database.query<Row>(
      `SELECT id, name, zone_id AS "zoneId", enabled, approved, draining, version, scanners, policy,
         last_seen_at AS "lastSeenAt", max_shards AS "maxShards",
         ARRAY(SELECT pool_id::text FROM engine_pool_member WHERE engine_id = engine.id) AS pools,
         CASE WHEN max_shards IS NULL THEN 0 ELSE (
           SELECT count(*)::int FROM shard WHERE shard.engine_id = engine.id AND state IN ('leased', 'scanning')) END AS running,
         (SELECT json_build_object('name', blackout.name, 'until', blackout.window_end) FROM blackout
          WHERE ${holdsEngine({ engineId: 'engine.id', now: '$2' })} ORDER BY blackout.window_end DESC LIMIT 1) AS blackout
       FROM engine WHERE zone_id = ANY ($1::uuid[]) AND retired_at IS NULL ORDER BY name, id`,
      [zoneIds, this.clock.now()],
    );
    const zones = new Map<string, EngineFacts[]>();
    for (const row of rows) zones.set(row.zoneId, [...(zones.get(row.zoneId) ?? []), this.facts(row)]);
    return zones;
  }

  private facts(row: Row): EngineFacts {
    return {
      id: row.id,
      name: row.name,
      enabled: row.enabled,
      approved: row.approved,
      draining: row.draining,
      pools: row.pools,
      fullAt: row.maxShards !== null && row.running >= row.maxShards ? row.maxShards : null,
      online: isOnline(row, this.clock.now()),
      blackout: row.blackout && { name: row.blackout.name, until: new Date(row.blackout.until) },
      scanners: row.scanners.map(({ name }) => name).filter((name) => row.policy?.scanners.includes(name)),
      allowed: allowedSet(row.policy),
      allowedText: sayPolicy(row.policy),
      fingerprint: fingerprint(row),
    };
  }
}

function sayPolicy(policy: EnginePolicy | null): string {
  if (policy === null) return '';
  const shown = policy.allowed.slice(0, 3).join(', ');
  const more = policy.allowed.length - 3;
  const denied = policy.denied.length > 0 ? ` without ${policy.denied.slice(0, 3).join(', ')}` : '';
  return `${shown}${more > 0 ? ` and ${more} more` : ''}${shown ? denied : ''}`;
}
