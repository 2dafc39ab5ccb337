import { Injectable } from '@nestjs/common';
import type { ShardState } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Bus } from '../platform/realtime/bus.js';
import { emptied } from './ledger/emptied.js';
import { orderReplan } from './ledger/replan-orders.js';
import { open, ShardScope } from './ledger/shard-scope.js';
import { type ShardRow, shardColumns } from './ledger/shard-row.js';
import { StateWriter } from './ledger/state-writer.js';
import type { ScopedScan } from './exclusions-now.js';

/** Shards that are looked at, and changed, at a time. */
const PAGE = 200;

interface LiveScan extends ScopedScan {
  zoneId: string;
  addressSet: string;
}
type LiveShard = Pick<ShardRow, 'id' | 'epoch' | 'addressSet' | 'coveredSet' | 'droppedSet' | 'leasedSet'> & {
  state: ShardState;
};

/** What one look at the scans changed. */
export interface CheckedScope {
  /** Running shards that were ordered to stop and be planned anew. */
  readonly replanned: number;
  /** Waiting shards of which nothing was left. */
  readonly ended: number;
}

/**
 * Holds the shards of all scans against what is excluded now. What runs on an excluded address is stopped and planned anew;
 * what waits and has nothing else ends. An order that an operator gave stays. Doing it twice changes nothing.
 */
@Injectable()
export class ScopeChecker {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly scope: ShardScope,
    private readonly states: StateWriter,
  ) {}

  /** Looks at every scan that has not ended. */
  async check(): Promise<CheckedScope> {
    const scans = await this.database.query<LiveScan>(
      `SELECT id, site_id AS "siteId", zone_id AS "zoneId", excluded_set AS "excludedSet", address_set AS "addressSet"
       FROM scan WHERE state IN ('planned', 'running', 'paused') ORDER BY id`,
    );
    const sum = { replanned: 0, ended: 0 };
    for (const scan of scans) {
      const excluded = await this.database.transaction((tx) => this.scope.excludedNow(tx, scan, scan.zoneId));
      if (!AddressSet.parse(scan.addressSet).overlaps(excluded)) continue;
      const { replanned, ended } = await this.checkScan(scan.id, excluded);
      sum.replanned += replanned;
      sum.ended += ended;
    }
    return sum;
  }

  private async checkScan(scanId: string, excluded: AddressSet): Promise<CheckedScope> {
    const sum = { replanned: 0, ended: 0 };
    let page: LiveShard[];
    let after = '00000000-0000-0000-0000-000000000000';
    do {
      page = await this.database.query<LiveShard>(
        `SELECT id, state, epoch, address_set AS "addressSet", covered_set AS "coveredSet", dropped_set AS "droppedSet",
           leased_set AS "leasedSet"
         FROM shard WHERE scan_id = $1 AND id > $2
           AND (state IN ('queued', 'paused') OR (state IN ('leased', 'scanning') AND lease_expires_at IS NOT NULL))
         ORDER BY id LIMIT ${PAGE}`,
        [scanId, after],
      );
      sum.replanned += await this.replan(page.filter((shard) => probes(shard, excluded)));
      sum.ended += await this.end(
        scanId,
        page.filter((shard) => hasNothingElse(shard, excluded)),
        excluded,
      );
      after = page.at(-1)?.id ?? after;
    } while (page.length === PAGE);
    return sum;
  }

  /** Orders running shards to stop, unless they are to stop anyway. */
  private async replan(shards: readonly LiveShard[]): Promise<number> {
    if (shards.length === 0) return 0;
    return this.database.transaction((tx) => orderReplan(tx, shards, { clock: this.clock, bus: this.bus }));
  }

  /** Ends shards that no engine works on, of which nothing is left. Those that somebody else looks at are passed over. */
  private async end(scanId: string, shards: readonly LiveShard[], excluded: AddressSet): Promise<number> {
    if (shards.length === 0) return 0;
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<ShardRow>(
        `SELECT ${shardColumns} FROM shard WHERE id = ANY ($1::uuid[]) AND state IN ('queued', 'paused')
         ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`,
        [shards.map(({ id }) => id)],
      );
      const empty = rows.filter((shard) => hasNothingElse(shard, excluded));
      for (const shard of empty) {
        await this.scope.noteDropped(tx, shard, excluded);
        const { to, patch } = emptied(shard.coveredSet, this.clock.now());
        await this.states.moveShard(tx, shard, to, patch);
      }
      if (empty.length > 0) await this.states.settleScan(tx, scanId);
      return empty.length;
    });
  }
}

/** Whether an engine works on something excluded. A host that is complete in its report is not probed any more. */
function probes({ state, leasedSet, coveredSet }: LiveShard, excluded: AddressSet): boolean {
  if (state !== 'leased' && state !== 'scanning') return false;
  return AddressSet.parse(leasedSet).subtract(AddressSet.parse(coveredSet)).overlaps(excluded);
}

/** Whether all that is left of a waiting shard is excluded. */
function hasNothingElse(shard: LiveShard | ShardRow, excluded: AddressSet): boolean {
  return (shard.state === 'queued' || shard.state === 'paused') && excluded.containsSet(open(shard));
}
