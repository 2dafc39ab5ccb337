import { Injectable } from '@nestjs/common';
import type { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import type { ShardRow } from './shard-row.js';

/** Divides what is left of a shard among engines that have nothing to do. */
@Injectable()
export class ShardSplitter {
  /**
   * Keeps the first part of what is left in the shard and makes queued shards of the rest. The caller has locked the
   * shard, whose scanner has stopped, and queues it again.
   * @param left what is neither covered nor dropped; not empty.
   */
  async divide(_tx: Tx, _shard: ShardRow, _left: AddressSet): Promise<void> {}
}
