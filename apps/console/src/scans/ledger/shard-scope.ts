import { Injectable } from '@nestjs/common';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import { ExclusionsNow, type ScopedScan } from '../exclusions-now.js';
import { noteProblems } from './note-problems.js';

/** The address sets of a shard, canonical texts. */
export interface ShardSets {
  readonly addressSet: string;
  readonly coveredSet: string;
  readonly droppedSet: string;
}

/** Decides which addresses of a shard may be probed at this moment. */
@Injectable()
export class ShardScope {
  constructor(private readonly exclusions: ExclusionsNow) {}

  /**
   * Everything that must not be probed by a scan now: what was excluded when it was planned, and since; and what was planned
   * by a name that leads to an excluded address now.
   */
  async excludedNow(tx: Tx, scan: ScopedScan, zoneId: string): Promise<AddressSet> {
    return (await this.exclusions.scopeOf(tx, scan, zoneId)).excluded;
  }

  /** The same for a scan of which only the id is at hand. */
  async excludedFor(tx: Tx, scanId: string): Promise<AddressSet> {
    const scan = await scopedScan(tx, scanId);
    return scan ? this.excludedNow(tx, scan, scan.zoneId) : AddressSet.empty;
  }

  /** Addresses of a shard that are neither covered nor dropped nor excluded. */
  left(shard: ShardSets, excluded: AddressSet): AddressSet {
    return open(shard).subtract(excluded);
  }

  /** Writes down which of the shard's open addresses are excluded now: they are not scanned and not waited for. */
  async noteDropped(
    tx: Tx,
    shard: { id: string; scanId: string; addressSet: string; coveredSet: string; droppedSet: string },
    excluded: AddressSet,
  ): Promise<void> {
    const news = open(shard).intersect(excluded);
    if (news.isEmpty()) return;
    const dropped = AddressSet.parse(shard.droppedSet).unite(news);
    shard.droppedSet = dropped.toString();
    await tx.query(`UPDATE shard SET dropped_set = $2, dropped_count = $3 WHERE id = $1`, [
      shard.id,
      shard.droppedSet,
      dropped.count().toString(),
    ]);
    // What is dropped in the second stage was planned for the first; the second has that much less to do.
    await tx.query(
      `UPDATE scan SET dropped_addresses = dropped_addresses + CASE WHEN shard.stage = 1 THEN $2::numeric ELSE 0 END,
         follow_up_addresses = follow_up_addresses - CASE WHEN shard.stage = 2 THEN $2::numeric ELSE 0 END
       FROM shard WHERE scan.id = $1 AND shard.id = $3`,
      [shard.scanId, news.count().toString(), shard.id],
    );
    await this.sayStray(tx, shard.scanId, news);
  }

  /** Tells the operator of the names for which addresses were dropped. */
  private async sayStray(tx: Tx, scanId: string, dropped: AddressSet): Promise<void> {
    const scan = (await this.exclusions.hasNames(tx, scanId)) ? await scopedScan(tx, scanId) : undefined;
    if (!scan) return;
    const { stray } = await this.exclusions.scopeOf(tx, scan, scan.zoneId);
    const told = stray.filter(({ addresses }) => addresses.overlaps(dropped));
    await noteProblems(
      tx,
      scanId,
      told.map(({ problem }) => problem),
    );
  }
}

/** Addresses of a shard that are neither covered nor dropped. */
export function open(shard: ShardSets): AddressSet {
  return AddressSet.parse(shard.addressSet)
    .subtract(AddressSet.parse(shard.coveredSet))
    .subtract(AddressSet.parse(shard.droppedSet));
}

async function scopedScan(tx: Tx, scanId: string): Promise<(ScopedScan & { zoneId: string }) | undefined> {
  const rows = await tx.query<ScopedScan & { zoneId: string }>(
    `SELECT id, site_id AS "siteId", zone_id AS "zoneId", excluded_set AS "excludedSet" FROM scan WHERE id = $1`,
    [scanId],
  );
  return rows[0];
}
