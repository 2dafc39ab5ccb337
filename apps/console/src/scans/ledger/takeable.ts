import { holdsEngine, holdsScan } from '../../blackouts/open-blackout.js';
import type { Clock } from '../../platform/clock/clock.js';
import { type EngineAbilities, fingerprint } from './fingerprint.js';

/** An engine that asks for work. */
export interface LeasingEngine extends EngineAbilities {
  readonly engineId: string;
  readonly zoneId: string;
  /** The engine protocol that it speaks. */
  readonly protocol: number;
  /** Shards that it may have at a time; null = as many as it has slots. */
  readonly maxShards: number | null;
}

/**
 * SQL of whether an engine may work on `shard`, its addresses aside. $1 zone, $2 scanners, $3 engine, $4 now, $5 the engine's
 * fingerprint: see `eligibleFor`. Of a pool's engines, it is those that are in it at this moment.
 */
export const eligible = `shard.zone_id = $1 AND shard.scanner = ANY ($2::text[])
  AND (shard.pinned_engine_id IS NULL OR shard.pinned_engine_id = $3::uuid)
  AND (shard.pinned_pool_id IS NULL OR EXISTS (
    SELECT FROM engine_pool_member WHERE pool_id = shard.pinned_pool_id AND engine_pool_member.engine_id = $3::uuid))
  AND NOT (shard.refused_by ? $3::text
    AND shard.refused_by -> $3::text ->> 'fingerprint' = $5
    AND coalesce((shard.refused_by -> $3::text ->> 'until')::timestamptz > $4, true))`;

/** SQL of whether the engine may take `shard` now. One that the shard failed on leaves it to the others for a moment. */
export const takeable = `${eligible} AND shard.state = 'queued' AND (shard.not_before IS NULL
  OR shard.not_before <= $4::timestamptz - CASE WHEN shard.failed_on ? $3::text THEN interval '10 seconds' ELSE '0' END)`;

/** SQL of whether no blackout keeps the engine from working on `scan` now; its parameters are those of `eligible`. */
export const outsideBlackouts = `NOT EXISTS (SELECT FROM blackout
  WHERE ${holdsScan('$4')} OR ${holdsEngine({ engineId: '$3::uuid', now: '$4' })})`;

/** The parameters $1 to $5 of `eligible` and `takeable`. */
export function eligibleFor(engine: LeasingEngine, clock: Clock): unknown[] {
  const usable = engine.scanners.filter(({ name }) => engine.policy?.scanners.includes(name));
  return [engine.zoneId, usable.map(({ name }) => name), engine.engineId, clock.now(), fingerprint(engine)];
}
