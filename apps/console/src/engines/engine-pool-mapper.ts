import type { EnginePool } from '@scanfleet/contracts';
import { isOnline } from './engine-online.js';

/** A pool as `EnginePoolQueries` selects it. */
export interface EnginePoolListRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly zone_id: string;
  readonly zone_name: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** As Postgres writes them into JSON. */
  readonly engines: readonly {
    id: string;
    name: string;
    /** Enabled and approved. */
    ready: boolean;
    slots: number;
    busySlots: number;
    lastSeenAt: string | null;
  }[];
}

/** The contract's pool of a row; which engines are online is decided at `now`. */
export function toEnginePool(row: EnginePoolListRow, now: Date): EnginePool {
  const engines = row.engines.map(({ lastSeenAt, ...engine }) => ({
    ...engine,
    online: isOnline({ lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt) }, now),
  }));
  const working = engines.filter(({ ready, online }) => ready && online);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    zone: { id: row.zone_id, name: row.zone_name },
    engines: engines.map(({ id, name, online }) => ({ id, name, online })),
    slots: working.reduce((sum, { slots }) => sum + slots, 0),
    busySlots: working.reduce((sum, { busySlots }) => sum + busySlots, 0),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
