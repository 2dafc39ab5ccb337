import { Injectable } from '@nestjs/common';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import { ExclusionsNow } from '../exclusions-now.js';

/** A scan as far as its scope goes. */
export interface ScopedScan {
  readonly id: string;
  readonly siteId: string | null;
  /** What was excluded when it was planned. */
  readonly excludedSet: string;
}

/** Decides which addresses of a shard may be probed at this moment. */
@Injectable()
export class ShardScope {
  constructor(private readonly exclusions: ExclusionsNow) {}

  /** Everything that must not be probed by a scan now: what was excluded when it was planned, and since. */
  async excludedNow(tx: Tx, scan: ScopedScan, zoneId: string): Promise<AddressSet> {
    const now = await this.exclusions.set(tx, { zoneId, siteId: scan.siteId });
    return AddressSet.parse(scan.excludedSet).unite(now);
  }

  /** Addresses of a shard that are neither covered nor dropped nor excluded. */
  left(
    shard: { readonly addressSet: string; readonly coveredSet: string; readonly droppedSet: string },
    excluded: AddressSet,
  ): AddressSet {
    return AddressSet.parse(shard.addressSet)
      .subtract(AddressSet.parse(shard.coveredSet))
      .subtract(AddressSet.parse(shard.droppedSet))
      .subtract(excluded);
  }

  /** Writes down which of the shard's open addresses are excluded now: they are not scanned and not waited for. */
  async noteDropped(
    tx: Tx,
    shard: { id: string; scanId: string; addressSet: string; coveredSet: string; droppedSet: string },
    excluded: AddressSet,
  ): Promise<void> {
    const before = AddressSet.parse(shard.droppedSet);
    const open = AddressSet.parse(shard.addressSet).subtract(AddressSet.parse(shard.coveredSet)).subtract(before);
    const news = open.intersect(excluded);
    if (news.isEmpty()) return;
    const dropped = before.unite(news);
    shard.droppedSet = dropped.toString();
    await tx.query(`UPDATE shard SET dropped_set = $2, dropped_count = $3 WHERE id = $1`, [
      shard.id,
      shard.droppedSet,
      dropped.count().toString(),
    ]);
    await tx.query(`UPDATE scan SET dropped_addresses = dropped_addresses + $2 WHERE id = $1`, [
      shard.scanId,
      news.count().toString(),
    ]);
  }
}
