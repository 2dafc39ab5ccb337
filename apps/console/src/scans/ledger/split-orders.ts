import { Injectable } from '@nestjs/common';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { remainingSeconds, ranSeconds } from './remaining-time.js';
import { hasRoom } from './running-limits.js';
import { open, type ShardSets } from './shard-scope.js';
import { eligible, eligibleFor, type LeasingEngine, outsideBlackouts } from './takeable.js';
import { passIfFree } from './turnstiles.js';

/** A shard with less to go is left alone: stopping a scanner and starting two costs some of that, seconds. */
const LONG_TO_GO_SECONDS = 120;
/** A shard that was started or divided less than this ago is left alone, seconds. */
const JUST_STARTED_SECONDS = 60;
/** Shards of a zone, those with the longest to go, that one idle engine looks at. */
const MOST_LOOKED_AT = 20;

/**
 * Orders shards with long to go to be divided for engines that have nothing to do. To the engine that has such a shard it is
 * a pause; when its scanner has stopped, `ShardSplitter` divides what is left.
 */
@Injectable()
export class SplitOrders {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Orders the shard with the longest to go to be divided, of those that the idle engine could help with. One at a time in a
   * scan, which serves all engines that are idle by then.
   * @returns whether one was ordered.
   */
  async order(tx: Tx, engine: LeasingEngine, allowed: AddressSet): Promise<boolean> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - JUST_STARTED_SECONDS * 1000);
    const candidates = await tx.query<ShardSets & { id: string; scanId: string }>(
      `SELECT shard.id, shard.scan_id AS "scanId", shard.leased_set AS "addressSet", shard.covered_set AS "coveredSet",
         shard.dropped_set AS "droppedSet"
       FROM shard JOIN scan ON scan.id = shard.scan_id JOIN zone ON zone.id = scan.zone_id
       LEFT JOIN site ON site.id = scan.site_id
       CROSS JOIN LATERAL (SELECT ${remainingSeconds('$4')} AS remaining) AS time
       WHERE shard.state = 'scanning' AND ${eligible} AND ${splittable} AND shard.started_at <= $6
         AND scan.state = 'running' AND time.remaining > ${LONG_TO_GO_SECONDS}
         -- masscan probes in random order, so what it has done is done again.
         AND (shard.scanner <> 'masscan' OR time.remaining > ${ranSeconds('$4')} + ${LONG_TO_GO_SECONDS})
         AND NOT EXISTS (SELECT FROM shard AS open WHERE open.scan_id = scan.id AND open.ordered = 'split')
         AND ${hasRoom} AND ${outsideBlackouts}
       ORDER BY time.remaining DESC, shard.id LIMIT ${MOST_LOOKED_AT}`,
      [...eligibleFor(engine, this.clock), before],
    );
    for (const { id, scanId, ...sets } of candidates) {
      const left = open(sets);
      if (left.count() > 1n && allowed.containsSet(left)) return this.orderOne(tx, { id, scanId });
    }
    return false;
  }

  private async orderOne(tx: Tx, { id, scanId }: { id: string; scanId: string }): Promise<boolean> {
    if (!(await passIfFree(tx, `split ${scanId}`))) return false;
    const ordered = await tx.query<{ engineId: string }>(
      `UPDATE shard SET ordered = 'split', ordered_at = $3 WHERE id = (
         SELECT id FROM shard WHERE id = $1 AND state = 'scanning' AND ${splittable}
           AND NOT EXISTS (SELECT FROM shard AS open WHERE open.scan_id = $2 AND open.ordered = 'split')
         FOR NO KEY UPDATE SKIP LOCKED)
       RETURNING engine_id AS "engineId"`,
      [id, scanId, this.clock.now()],
    );
    for (const { engineId } of ordered) tx.afterCommit(() => this.bus.publish('orders', { engineId }));
    return ordered.length > 0;
  }
}

/** SQL of whether a running shard can be told to stop to be divided: it is leased, no other order waits, it has no parts. */
const splittable = `shard.lease_expires_at IS NOT NULL AND shard.ordered IS NULL AND shard.part_count = 1
  AND shard.leased_count > 1`;
