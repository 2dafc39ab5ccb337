import type { Engine, EngineLoad, EnginePolicy, EngineScanner, Reference } from '@scanfleet/contracts';
import { isOnline } from './engine-online.js';

/** An engine as `EngineQueries` selects it. */
export interface EngineListRow {
  readonly id: string;
  readonly name: string;
  readonly zone_id: string;
  readonly zone_name: string;
  readonly enabled: boolean;
  readonly approved: boolean;
  readonly draining: boolean;
  readonly pools: Reference[];
  readonly max_shards: number | null;
  readonly load: EngineLoad | null;
  readonly remote_address: string | null;
  readonly rotate_token: boolean;
  readonly version: string | null;
  readonly protocol: number | null;
  readonly scanners: EngineScanner[];
  readonly policy: EnginePolicy | null;
  readonly slots: number;
  readonly busy_slots: number;
  readonly token_prefix: string | null;
  readonly last_error: string | null;
  readonly last_seen_at: Date | null;
  readonly created_at: Date;
}

/** The contract's engine of a row; whether it is online is decided at `now`. */
export function toEngine(row: EngineListRow, now: Date): Engine {
  return {
    id: row.id,
    name: row.name,
    zone: { id: row.zone_id, name: row.zone_name },
    online: isOnline({ lastSeenAt: row.last_seen_at }, now),
    enabled: row.enabled,
    approved: row.approved,
    draining: row.draining,
    pools: row.pools,
    maxShards: row.max_shards,
    load: row.load,
    remoteAddress: row.remote_address,
    tokenRotating: row.rotate_token,
    version: row.version,
    protocol: row.protocol,
    scanners: row.scanners,
    policy: row.policy,
    slots: row.slots,
    busySlots: row.busy_slots,
    tokenPrefix: row.token_prefix,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
  };
}
