import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ScannerName, ScanOptionRecord } from '@scanfleet/contracts';
import { followUpOptions } from '../../scan-commands/follow-up-options.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { violatedConstraint } from '../../platform/database/violated-constraint.js';
import { AppLogger } from '../../platform/logging/app-logger.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { Bus } from '../../platform/realtime/bus.js';
import { hasEnded } from '../ledger/transitions.js';
import { StateWriter } from '../ledger/state-writer.js';
import { batchFinds, type FindBatch, type WaitingFind } from './batch-finds.js';
import { feedsRests } from './feed-now.js';
import { type FeedPlan, feedPlan } from './feed-plan.js';
import { followUpShardSize } from './follow-up-size.js';
import { type FoundPorts, portText } from './found-ports.js';

const SWEEP_SECONDS = 2;
/** Finds that become shards in one transaction. */
const MOST_AT_ONCE = 10_000;

interface FedScan {
  scanner: ScannerName;
  options: ScanOptionRecord[];
  followUp: ScanOptionRecord[];
  held: 'pause' | 'cancel' | null;
  engineId: string | null;
  poolId: string | null;
  /** Shards of the first stage that may find more. */
  finding: number;
  shards: number;
  highest: number;
}

/**
 * Turns what the first stage of a scan found into shards of the second, while the first still runs. Shards are made and
 * their finds marked in one transaction under the scan's lock, so that however often it runs, wherever, and wherever it is
 * broken off, every find gets exactly one shard.
 */
@Injectable()
export class StageFeeder implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly queue: JobQueue,
    private readonly states: StateWriter,
    private readonly log: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.handle('feed-stage', ({ scanId }) => this.feed(scanId));
    this.queue.every('feed-stages', SWEEP_SECONDS, () => this.sweep());
  }

  /** Feeds every scan in which finds wait. */
  async sweep(): Promise<void> {
    const scans = await this.database.query<{ id: string }>(
      `SELECT id FROM scan WHERE state IN ('planned', 'running', 'cancelled') AND held IS DISTINCT FROM 'pause'
         AND id IN (SELECT scan_id FROM stage_find WHERE shard_id IS NULL)`,
    );
    for (const { id } of scans) await this.feed(id);
  }

  /** Makes shards of what waits in one scan, as far as it is worth it by now. Safe to run anywhere, at any time. */
  async feed(scanId: string): Promise<void> {
    try {
      while (await this.database.transaction((tx) => this.feedSome(tx, scanId)));
    } catch (error) {
      // Somebody else numbered a shard of this scan at the same moment; the next sweep goes on.
      if (violatedConstraint(error) !== 'shard_scan_id_number_key') throw error;
      this.log.debug('the feeder lost a race for the number of a shard', { scanId });
    }
  }

  /** @returns whether more may wait that is worth a shard */
  private async feedSome(tx: Tx, scanId: string): Promise<boolean> {
    const head = await this.states.lockScan(tx, scanId);
    if (!head) return false;
    if (hasEnded(head.state)) {
      // What a cancelled scan found last is never looked at, and must not be found again by every sweep.
      if (head.state === 'cancelled') {
        await tx.query(`DELETE FROM stage_find WHERE scan_id = $1 AND shard_id IS NULL`, [scanId]);
      }
      return false;
    }
    const scan = await fedScan(tx, scanId);
    if (!scan || scan.held !== null) return false;
    const finds = await tx.query<WaitingFind & { foundAt: Date }>(
      `SELECT id, host(address) AS address, ports, found_at AS "foundAt" FROM stage_find
       WHERE scan_id = $1 AND shard_id IS NULL ORDER BY id LIMIT ${MOST_AT_ONCE}`,
      [scanId],
    );
    if (finds.length === 0) return false;
    const plan = feedPlan(scan);
    const oldest = Math.min(...finds.map(({ foundAt }) => foundAt.getTime()));
    const rests = feedsRests({
      waitedSeconds: (this.clock.now().getTime() - oldest) / 1000,
      firstStageEnded: scan.finding === 0,
      shards: scan.shards,
    });
    const hosts = (ports: FoundPorts): number => followUpShardSize(shardOptions(scan, plan, ports));
    const batches = batchFinds(finds, { hosts, rests });
    if (batches.length === 0) return false;
    await this.addShards(tx, { id: scanId, zoneId: head.zoneId, siteId: head.siteId }, { scan, plan, batches });
    return finds.length === MOST_AT_ONCE;
  }

  private async addShards(
    tx: Tx,
    { id: scanId, zoneId, siteId }: { id: string; zoneId: string; siteId: string | null },
    { scan, plan, batches }: { scan: FedScan; plan: FeedPlan; batches: readonly FindBatch[] },
  ): Promise<void> {
    const shards = batches.map((batch) => ({ id: this.clock.uuid(), ...batch }));
    const counts = shards.map(({ addresses }) => addresses.count().toString());
    await tx.query(
      `INSERT INTO shard (id, scan_id, zone_id, number, stage, scanner, state, pinned_engine_id, pinned_pool_id, options,
         address_set, address_count)
       SELECT new.id, $1, $2, $3 + new.place, 2, 'nmap', 'queued', $4, $5, new.options, new.address_set, new.address_count
       FROM unnest($6::uuid[], $7::jsonb[], $8::text[], $9::numeric[])
         WITH ORDINALITY AS new (id, options, address_set, address_count, place)`,
      [
        scanId,
        zoneId,
        scan.highest,
        scan.engineId,
        scan.poolId,
        shards.map(({ id }) => id),
        shards.map(({ ports }) => JSON.stringify(shardOptions(scan, plan, ports))),
        shards.map(({ addresses }) => addresses.toString()),
        counts,
      ],
    );
    await tx.query(
      `UPDATE stage_find SET shard_id = given.shard_id
       FROM unnest($1::bigint[], $2::uuid[]) AS given (id, shard_id) WHERE stage_find.id = given.id`,
      [shards.flatMap(({ ids }) => ids), shards.flatMap(({ id, ids }) => ids.map(() => id))],
    );
    await tx.query(
      `UPDATE scan SET shard_count = shard_count + $2,
         follow_up_addresses = follow_up_addresses + (SELECT sum(count) FROM unnest($3::numeric[]) AS count)
       WHERE id = $1`,
      [scanId, shards.length, counts],
    );
    const hosts = shards.reduce((sum, { addresses }) => sum + Number(addresses.count()), 0);
    tx.afterCommit(async () => {
      this.log.info('second stage fed', { scanId, shards: shards.length, hosts });
      await this.bus.publish('work', { zoneId });
      await this.bus.publish('realtime', { type: 'scan_changed', scanId, siteId, state: 'running' });
    });
  }
}

async function fedScan(tx: Tx, scanId: string): Promise<FedScan | undefined> {
  const rows = await tx.query<FedScan>(
    `SELECT scanner, options, follow_up AS "followUp", held, engine_id AS "engineId", pool_id AS "poolId",
       (SELECT count(*)::int FROM shard WHERE scan_id = scan.id AND stage = 1
          AND state IN ('queued', 'leased', 'scanning', 'paused')) AS finding,
       (SELECT count(*)::int FROM shard WHERE scan_id = scan.id AND stage = 2) AS shards,
       (SELECT coalesce(max(number), 0) FROM shard WHERE scan_id = scan.id) AS highest
     FROM scan WHERE id = $1 AND follow_up IS NOT NULL`,
    [scanId],
  );
  return rows[0];
}

function shardOptions(scan: FedScan, plan: FeedPlan, ports: FoundPorts): ScanOptionRecord[] {
  return followUpOptions(scan.followUp, plan.ports && ports.length > 0 ? asked(plan, ports) : null);
}

/** Letters are needed only where the follow-up asks ports of several protocols; IP protocols have none. */
function asked(plan: FeedPlan, ports: FoundPorts): string {
  const text = portText(ports);
  return plan.protocols.size > 1 ? text : text.slice(2);
}
