import type { ScannerName, ScanState } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';
import type { PlanSnapshot } from './scan-planner.js';

/** A scan with all that its scope depends on. Address sets are canonical texts. */
export interface ProvenScan {
  readonly id: string;
  readonly state: ScanState;
  readonly partial: boolean;
  readonly siteId: string | null;
  readonly siteName: string | null;
  readonly zoneId: string;
  readonly zoneName: string;
  readonly commandName: string;
  readonly scanner: ScannerName;
  readonly optionsText: string;
  readonly followUpText: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly refusedAddresses: number;
  readonly plan: PlanSnapshot;
  readonly addressSet: string;
  readonly excludedSet: string;
}

/** One lease of one of its shards. */
export interface ProvenRun {
  readonly shardId: string;
  readonly shard: number;
  readonly stage: number;
  readonly epoch: number;
  readonly engineId: string;
  readonly engine: string;
  readonly leasedSet: string;
  readonly addresses: string;
  readonly manifestHash: string;
  readonly leasedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: 'completed' | 'stopped' | 'failed' | 'refused' | 'lost' | null;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly reportSha256: string | null;
}

export interface ProvenShard {
  readonly id: string;
  readonly addressSet: string;
  readonly coveredSet: string;
  readonly droppedSet: string;
}

/** @throws Refusal 404 `scan_not_found`. */
export async function provenScan(at: Tx | Database, scanId: string): Promise<ProvenScan> {
  const rows = await at.query<ProvenScan>(
    `SELECT scan.id, state, partial, site_id AS "siteId", coalesce(site.name, site_name) AS "siteName",
       scan.zone_id AS "zoneId", zone.name AS "zoneName", command_name AS "commandName", scanner,
       options_text AS "optionsText", follow_up_text AS "followUpText", created_by AS "createdBy",
       scan.created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt",
       refused_addresses AS "refusedAddresses", plan, address_set AS "addressSet", excluded_set AS "excludedSet"
     FROM scan JOIN zone ON zone.id = scan.zone_id LEFT JOIN site ON site.id = scan.site_id WHERE scan.id = $1`,
    [scanId],
  );
  const scan = rows[0];
  if (!scan) throw notFound('scan');
  return scan;
}

/** The shards of a scan; what waits for the second stage and is in no shard of it yet counts as one. */
export async function provenShards(at: Tx | Database, scanId: string): Promise<ProvenShard[]> {
  const shards = await at.query<ProvenShard>(
    `SELECT id, address_set AS "addressSet", covered_set AS "coveredSet", dropped_set AS "droppedSet"
     FROM shard WHERE scan_id = $1 ORDER BY number`,
    [scanId],
  );
  const found = await at.query<{ addresses: string | null }>(
    `SELECT string_agg(DISTINCT host(address), ',') AS addresses FROM stage_find WHERE scan_id = $1 AND shard_id IS NULL`,
    [scanId],
  );
  const waiting = AddressSet.parse(found[0]?.addresses ?? '').toString();
  return waiting === '' ? shards : [...shards, { id: '', addressSet: waiting, coveredSet: '', droppedSet: '' }];
}

/** The leases of a scan, or of one of its shards, the oldest first. */
export async function provenRuns(
  at: Tx | Database,
  { scanId, shardId }: { scanId: string; shardId?: string },
): Promise<ProvenRun[]> {
  return at.query<ProvenRun>(
    `SELECT run.shard_id AS "shardId", shard.number AS shard, shard.stage, run.epoch, run.engine_id AS "engineId",
       run.engine_name AS engine, run.leased_set AS "leasedSet", run.leased_count AS addresses,
       run.manifest_hash AS "manifestHash", run.leased_at AS "leasedAt", run.started_at AS "startedAt",
       run.ended_at AS "endedAt", run.outcome, run.reason, run.detail, report.sha256 AS "reportSha256"
     FROM shard_run AS run JOIN shard ON shard.id = run.shard_id
     LEFT JOIN report ON report.shard_id = run.shard_id AND report.epoch = run.epoch
     WHERE run.scan_id = $1 AND ($2::uuid IS NULL OR run.shard_id = $2)
     ORDER BY run.leased_at, shard.number, run.epoch`,
    [scanId, shardId ?? null],
  );
}

/** What became of each planned address: the three sets have no address in common and are all that was planned. */
export interface Outcome {
  /** Every shard that has the address has covered it. */
  readonly covered: AddressSet;
  /** Not covered, and excluded after planning. */
  readonly dropped: AddressSet;
  /** The rest. */
  readonly open: AddressSet;
}

/** Sums up the shards of a scan. An address may be in several: in parts of masscan's own, and in both stages. */
export function outcomeOf(planned: AddressSet, shards: readonly ProvenShard[]): Outcome {
  const sets = shards.map(({ addressSet, coveredSet, droppedSet }) => ({
    all: AddressSet.parse(addressSet),
    covered: AddressSet.parse(coveredSet),
    dropped: AddressSet.parse(droppedSet),
  }));
  const known = AddressSet.uniteAll(sets.map(({ all }) => all));
  const uncovered = AddressSet.uniteAll(sets.map(({ all, covered }) => all.subtract(covered)));
  const covered = planned.intersect(known).subtract(uncovered);
  const dropped = planned.subtract(covered).intersect(AddressSet.uniteAll(sets.map((set) => set.dropped)));
  return { covered, dropped, open: planned.subtract(covered).subtract(dropped) };
}

/**
 * Whether a scanner may have run under a lease: one that was never seen running may have been lost before it could say so;
 * only an engine that gave the lease back has said that it probed nothing.
 */
export function mayHaveProbed({ startedAt, outcome }: Pick<ProvenRun, 'startedAt' | 'outcome'>): boolean {
  return startedAt !== null || outcome !== 'refused';
}
