import { Injectable } from '@nestjs/common';
import type { EnginePolicy } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { allowedSet } from '../scans/ledger/policy-filter.js';
import { hasRoom } from '../scans/ledger/running-limits.js';

/** More queued shards of a zone are not looked through: every engine is called then. */
const MOST_SHARDS = 10_000;
/** A longer address set is not read: engines are called whatever their owners allow. Characters. */
const MOST_ADDRESS_TEXT = 20_000;
/** Policies of which the addresses are kept. */
const MOST_POLICIES = 1_000;

/** An engine whose check-in waits, as it described itself. */
export interface WaitingEngine {
  readonly engineId: string;
  readonly zoneId: string;
  /** Names of scanners that it has and that its owner allows. */
  readonly scanners: readonly string[];
  readonly policy: EnginePolicy;
  readonly freeSlots: number;
}

/** What is queued in a zone and kept waiting by nothing but the lack of an engine. */
export interface QueuedWork {
  readonly shards: number;
  /** Whether an engine may be able to take some of it. It may be wrong to say yes, never to say no. */
  suits(engine: WaitingEngine): boolean;
}

interface Kind {
  scanner: string;
  pinnedEngineId: string | null;
  /** Engines of the pool whose engines alone may take it. */
  members: string[] | null;
  addressSet: string | null;
  shards: number;
}

/** Finds out with one query for which of many waiting engines there is work. */
@Injectable()
export class WorkProbe {
  private readonly policies = new Map<string, AddressSet>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** What engines of a zone could take now. */
  async queuedIn(zoneId: string): Promise<QueuedWork> {
    const [found] = await this.database.query<{ seen: number; kinds: Kind[] }>(
      `WITH queued AS (
         SELECT scan_id, scanner, pinned_engine_id, pinned_pool_id FROM shard
         WHERE zone_id = $1 AND state = 'queued' AND (not_before IS NULL OR not_before <= $2) LIMIT ${MOST_SHARDS}),
       kinds AS (
         SELECT *, count(*)::int AS shards FROM queued GROUP BY scan_id, scanner, pinned_engine_id, pinned_pool_id),
       open AS (
         SELECT kinds.scanner, kinds.pinned_engine_id AS "pinnedEngineId", kinds.shards,
         CASE WHEN pinned_pool_id IS NOT NULL THEN ARRAY(
           SELECT engine_id::text FROM engine_pool_member WHERE pool_id = pinned_pool_id) END AS members,
         CASE WHEN length(scan.address_set) <= ${MOST_ADDRESS_TEXT} THEN scan.address_set END AS "addressSet"
       FROM kinds JOIN scan ON scan.id = kinds.scan_id JOIN zone ON zone.id = scan.zone_id
       LEFT JOIN site ON site.id = scan.site_id
       WHERE scan.state IN ('planned', 'running') AND ${hasRoom})
       SELECT (SELECT count(*)::int FROM queued) AS seen, (SELECT coalesce(json_agg(open), '[]') FROM open) AS kinds`,
      [zoneId, this.clock.now()],
    );
    const { seen, kinds: read } = found ?? { seen: 0, kinds: [] };
    const unread = seen >= MOST_SHARDS;
    const kinds = read.map((kind) => ({
      ...kind,
      addresses: kind.addressSet === null ? null : AddressSet.parse(kind.addressSet),
    }));
    return {
      shards: kinds.reduce((sum, { shards }) => sum + shards, 0),
      suits: (engine) =>
        unread ||
        kinds.some(
          ({ scanner, pinnedEngineId, members, addresses }) =>
            engine.scanners.includes(scanner) &&
            (pinnedEngineId === null || pinnedEngineId === engine.engineId) &&
            (members === null || members.includes(engine.engineId)) &&
            (addresses === null || this.allowed(engine.policy).overlaps(addresses)),
        ),
    };
  }

  /** Whether no scan of a zone has anything to do, so that there is no work, no lease and no order for any engine in it. */
  async isQuiet(zoneId: string): Promise<boolean> {
    const active = await this.database.query(
      `SELECT FROM scan WHERE zone_id = $1 AND state IN ('planned', 'running') LIMIT 1`,
      [zoneId],
    );
    return active.length === 0;
  }

  private allowed(policy: EnginePolicy): AddressSet {
    const key = JSON.stringify([policy.allowed, policy.denied]);
    const known = this.policies.get(key);
    if (known) return known;
    if (this.policies.size >= MOST_POLICIES) this.policies.clear();
    const set = allowedSet(policy);
    this.policies.set(key, set);
    return set;
  }
}
