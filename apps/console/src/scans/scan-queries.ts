import { Injectable } from '@nestjs/common';
import type { InputOf, Page, Scan, scansApi, ScanSummary } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { EngineFactsQueries } from './engine-facts.js';
import { LimitFactsQueries } from './limit-facts.js';
import type { ShardWish } from './ledger/shard-row.js';
import { ScanBlackouts } from './scan-blackouts.js';
import { type OpenBlackout, sayBlackout } from './say-blackout.js';
import { toScan, toScanSummary, toShard } from './scan-mapper.js';
import { toStages } from './stage-progress.js';
import {
  scanListColumns,
  scanListFrom,
  type ScanDetailRow,
  type ScanListRow,
  shardListColumns,
  shardListFrom,
  type ShardListRow,
} from './scan-rows.js';
import { type EngineFacts, waitingFor } from './waiting-for.js';

/** Reads scans and their shards. */
@Injectable()
export class ScanQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly engines: EngineFactsQueries,
    private readonly limits: LimitFactsQueries,
    private readonly blackouts: ScanBlackouts,
  ) {}

  async list(query: InputOf<typeof scansApi.list>['query']): Promise<Page<ScanSummary>> {
    const where = new Conditions();
    if (query.state) where.add('scan.state = $?', query.state);
    if (query.site_id) where.add('site_id = $?', query.site_id);
    if (query.schedule_id) where.add('scan.schedule_id = $?', query.schedule_id);
    if (query.search) {
      const found = 'coalesce(site.name, site_name) ILIKE $? OR target_summary ILIKE $? OR command_name ILIKE $?';
      where.add(found, containing(query.search));
    }
    const page = await readPage<ScanListRow, typeof query.sort_by>(
      this.database,
      {
        select: scanListColumns,
        from: scanListFrom,
        where,
        sortBy: {
          createdAt: 'scan.created_at',
          startedAt: 'started_at',
          finishedAt: 'finished_at',
          state: 'scan.state',
          site: 'lower(coalesce(site.name, site_name))',
        },
        tieBreak: 'scan.id',
      },
      query,
    );
    const now = this.clock.now();
    const waits = await this.waits(page.data, now);
    return { ...page, data: page.data.map((row) => toScanSummary(row, waits.get(row.id) ?? null, now)) };
  }

  /** @throws Refusal 404 `scan_not_found`. */
  async get(scanId: string): Promise<Scan> {
    const rows = await this.database.query<ScanDetailRow>(
      `SELECT ${scanListColumns}, plan, address_set, refused_addresses, problems, planned_probes FROM ${scanListFrom} WHERE scan.id = $1`,
      [scanId],
    );
    const scan = rows[0];
    if (!scan) throw notFound('scan');
    const shards = await this.database.query<ShardListRow>(
      `SELECT ${shardListColumns} FROM ${shardListFrom} WHERE shard.scan_id = $1 ORDER BY number`,
      [scanId],
    );
    const now = this.clock.now();
    const zones = scan.running ? await this.engines.byZone([scan.zone_id]) : new Map<string, EngineFacts[]>();
    const live = scan.running ? [scanId] : [];
    const full = (await this.limits.full(live)).get(scanId) ?? null;
    const blackout = (await this.blackouts.open(this.database, live)).get(scanId) ?? null;
    const waits = shards.map((shard) =>
      sayShard(shard, { ...scan, full, blackout }, zones.get(scan.zone_id) ?? [], now),
    );
    const mapped = shards.map((shard, index) => toShard(shard, waits[index] ?? null));
    const first = waits[shards.findIndex(({ state }) => state === 'queued')] ?? null;
    return toScan(scan, { shards: mapped, stages: toStages(scan, shards) }, sayScan(scan, first), now);
  }

  /** What each scan of a page waits for, where it does. */
  private async waits(scans: readonly ScanListRow[], now: Date): Promise<Map<string, string>> {
    const waiting = scans.filter((scan) => scan.running !== null);
    if (waiting.length === 0) return new Map();
    const zones = await this.engines.byZone([...new Set(waiting.map((scan) => scan.zone_id))]);
    const queued = await this.database.query<ShardListRow>(
      `SELECT DISTINCT ON (shard.scan_id) ${shardListColumns} FROM ${shardListFrom}
       WHERE shard.scan_id = ANY ($1::uuid[]) AND state = 'queued' ORDER BY shard.scan_id, number`,
      [waiting.filter((scan) => scan.running?.active === 0).map(({ id }) => id)],
    );
    const shards = new Map(queued.map((shard) => [shard.scan_id, shard]));
    const full = await this.limits.full([...shards.keys()]);
    const blackouts = await this.blackouts.open(this.database, [...shards.keys()]);
    const said = new Map<string, string>();
    for (const scan of waiting) {
      const shard = shards.get(scan.id);
      const sentence = sayScan(
        scan,
        shard
          ? sayShard(
              shard,
              { ...scan, full: full.get(scan.id) ?? null, blackout: blackouts.get(scan.id) ?? null },
              zones.get(scan.zone_id) ?? [],
              now,
            )
          : null,
      );
      if (sentence !== null) said.set(scan.id, sentence);
    }
    return said;
  }
}

type PausedScan = Pick<ScanListRow, 'blackout_id' | 'blackout_name' | 'blackout_until'>;

/** What a scan waits for; null while work on it goes on and once it has ended. */
function sayScan(scan: ScanListRow, firstQueued: string | null): string | null {
  if (!scan.running) return null;
  if (scan.running.ordered !== null) {
    if (scan.running.ordered === 'cancel') return 'Waits for its engines to stop.';
    const blackout = blackoutOf(scan);
    return blackout
      ? `Waits for its engines to pause for ${sayBlackout(blackout)}.`
      : 'Waits for its engines to pause.';
  }
  if (scan.state === 'paused') return sayPaused(scan);
  if (scan.running.active > 0) return null;
  if (firstQueued === null && scan.running.findsWait > 0) {
    return 'Waits for what the first stage found to be given to the second: a few seconds.';
  }
  return firstQueued;
}

/** The blackout that has paused a scan; null for one that a person has paused, or whose blackout was lifted just now. */
function blackoutOf({
  blackout_name: name,
  blackout_until: until,
}: PausedScan): Pick<OpenBlackout, 'name' | 'until'> | null {
  return name === null || until === null ? null : { name, until };
}

function sayPaused(scan: PausedScan): string {
  const blackout = blackoutOf(scan);
  if (blackout) return `Held by ${sayBlackout(blackout)}.`;
  return scan.blackout_id === null ? 'Waits to be resumed.' : 'Is resumed in a moment: its blackout was lifted.';
}

const sayWish: Readonly<Record<ShardWish, string>> = {
  pause: 'pause',
  cancel: 'stop',
  replan: 'leave what must not be scanned now',
  split: 'stop, so that idle engines can share what is left',
};

function sayShard(
  shard: ShardListRow,
  scan: PausedScan &
    Pick<ScanListRow, 'zone_name' | 'pool_id' | 'pool_name'> & { full: string | null; blackout: OpenBlackout | null },
  engines: readonly EngineFacts[],
  now: Date,
): string | null {
  switch (shard.state) {
    case 'queued':
      return waitingFor(
        {
          zoneName: scan.zone_name,
          scanner: shard.scanner,
          addresses: AddressSet.parse(shard.address_set)
            .subtract(AddressSet.parse(shard.covered_set))
            .subtract(AddressSet.parse(shard.dropped_set)),
          pinnedEngineId: shard.pinned_engine_id,
          pool: scan.pool_id === null ? null : { id: scan.pool_id, name: scan.pool_name ?? '' },
          blackout: scan.blackout,
          full: scan.full,
          notBefore: shard.not_before,
          attempts: shard.attempts,
          detail: shard.detail,
          refusedBy: shard.refused_by,
        },
        engines,
        now,
      );
    case 'leased':
    case 'scanning':
      if (shard.lease_expires_at === null) return 'Waits for the rest of its report to be read.';
      if (shard.ordered !== null) return `Waits for ${shard.engine_name ?? 'its engine'} to ${sayWish[shard.ordered]}.`;
      return shard.state === 'leased' ? `Waits for ${shard.engine_name ?? 'its engine'} to start the scanner.` : null;
    case 'paused':
      return sayPaused(scan);
    case 'delivered':
    case 'cancelled':
    case 'failed':
      return null;
  }
}
