import type {
  FailureReason,
  ScannerName,
  ScanPriority,
  ScanState,
  ShardState,
  ScanSummary,
} from '@scanfleet/contracts';
import type { GivenBack, ShardWish } from './ledger/shard-row.js';
import type { PlanSnapshot } from './scan-planner.js';

export type ScanOrigin = ScanSummary['origin'];

/** A scan of a list with what its shards add up to. Counts of addresses are decimal texts. */
export interface ScanListRow {
  id: string;
  state: ScanState;
  partial: boolean;
  reason: string | null;
  site_id: string | null;
  site_name: string | null;
  zone_id: string;
  zone_name: string;
  engine_id: string | null;
  engine_name: string | null;
  pool_id: string | null;
  pool_name: string | null;
  priority: ScanPriority;
  max_rate: number | null;
  randomised: boolean;
  follow_up_text: string | null;
  time_limit_seconds: number | null;
  command_id: string | null;
  command_name: string;
  scanner: ScannerName;
  options_text: string;
  target_summary: string;
  planned_addresses: string;
  addresses_done: string;
  dropped_addresses: string;
  follow_up_addresses: string;
  follow_up_done: string;
  shard_count: number;
  hosts_up: number;
  hosts_down: number;
  open_ports: number;
  origin: ScanOrigin;
  schedule_id: string | null;
  schedule_name: string | null;
  live_hosts_only: boolean;
  blackout_id: string | null;
  blackout_name: string | null;
  blackout_until: Date | null;
  created_by: string;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  /** Null for an ended scan, whose shards are not asked. */
  running: RunningTally | null;
}

/** What the shards of a scan that has not ended add up to, as Postgres writes it into JSON. */
export interface RunningTally {
  /** Addresses to do in each stage, without those that were excluded after planning. */
  all: number;
  allSecond: number;
  /** Addresses done of these, those that running scanners say they have done among them. */
  done: number;
  doneSecond: number;
  /** Hosts that the first stage found and that no shard of the second has. */
  findsWait: number;
  /** Shards of the first stage that have not ended. */
  finding: number;
  queued: number;
  active: number;
  ordered: ShardWish | null;
  /** The latest of what the running scanners expect. */
  expected: string | null;
}

/** SQL of how many addresses of a shard are done, by coverage or by the scanner's own word. */
const shardDone = `CASE
  WHEN state = 'delivered' THEN address_count - dropped_count
  WHEN state IN ('leased', 'scanning')
    THEN greatest(covered_count, address_count - dropped_count - leased_count + leased_count * percent::numeric / 100)
  ELSE covered_count END`;
/** SQL of how many addresses of a shard are to be done: not those that were excluded after planning. */
const shardAll = 'address_count - dropped_count';

export const scanListColumns = `scan.id, scan.state, partial, scan.reason, site_id, coalesce(site.name, site_name) AS site_name,
  scan.zone_id, zone.name AS zone_name, scan.engine_id, engine.name AS engine_name, pool_id, engine_pool.name AS pool_name, priority,
  scan.max_rate, randomised, follow_up_text, time_limit_seconds, command_id, command_name, scanner,
  options_text, target_summary, planned_addresses, addresses_done, dropped_addresses,
  follow_up_addresses, follow_up_done, shard_count, hosts_up, hosts_down, open_ports,
  scan.origin, scan.schedule_id, coalesce((SELECT schedule.name FROM schedule WHERE schedule.id = scan.schedule_id), scan.schedule_name) AS schedule_name,
  scan.live_hosts_only, scan.blackout_id, (SELECT blackout.name FROM blackout WHERE blackout.id = scan.blackout_id) AS blackout_name,
  (SELECT blackout.window_end FROM blackout WHERE blackout.id = scan.blackout_id) AS blackout_until,
  created_by, scan.created_at, started_at, finished_at,
  CASE WHEN scan.state IN ('planned', 'running', 'paused') THEN (
    SELECT json_build_object(
      'all', coalesce(sum(${shardAll}) FILTER (WHERE stage = 1), 0)::float8,
      'allSecond', coalesce(sum(${shardAll}) FILTER (WHERE stage = 2), 0)::float8,
      'done', coalesce(sum(${shardDone}) FILTER (WHERE stage = 1), 0)::float8,
      'doneSecond', coalesce(sum(${shardDone}) FILTER (WHERE stage = 2), 0)::float8,
      'findsWait', CASE WHEN scan.follow_up IS NULL THEN 0
        ELSE (SELECT count(*) FROM stage_find WHERE stage_find.scan_id = scan.id AND stage_find.shard_id IS NULL) END,
      'finding', count(*) FILTER (WHERE stage = 1 AND state IN ('queued', 'leased', 'scanning', 'paused')),
      'queued', count(*) FILTER (WHERE state = 'queued'),
      'active', count(*) FILTER (WHERE state IN ('leased', 'scanning')),
      'ordered', max(ordered) FILTER (WHERE ordered IN ('pause', 'cancel')),
      'expected', max(estimated_end_at) FILTER (WHERE state IN ('leased', 'scanning')))
    FROM shard WHERE shard.scan_id = scan.id) END AS running`;

export const scanListFrom = `scan JOIN zone ON zone.id = scan.zone_id LEFT JOIN site ON site.id = scan.site_id
  LEFT JOIN engine ON engine.id = scan.engine_id LEFT JOIN engine_pool ON engine_pool.id = scan.pool_id`;

/** What only the page of one scan shows. */
export interface ScanDetailRow extends ScanListRow {
  plan: PlanSnapshot;
  address_set: string;
  refused_addresses: number;
  problems: string[];
  planned_probes: string;
}

/** A shard with the name of its engine and the size of its reports. */
export interface ShardListRow {
  id: string;
  scan_id: string;
  number: number;
  stage: number;
  part_index: number;
  part_count: number;
  dropped_count: string;
  leased_rate: number | null;
  state: ShardState;
  ordered: ShardWish | null;
  epoch: number;
  attempts: number;
  scanner: ScannerName;
  engine_id: string | null;
  engine_name: string | null;
  pinned_engine_id: string | null;
  refused_by: Record<string, GivenBack>;
  not_before: Date | null;
  address_set: string;
  covered_set: string;
  dropped_set: string;
  address_count: string;
  covered_count: string;
  done: number;
  /** Addresses to do, without those that were excluded after planning. */
  all: number;
  reason: FailureReason | null;
  detail: string | null;
  exit_code: number | null;
  stderr_tail: string | null;
  argv: string[] | null;
  notes: string[];
  report_bytes: number;
  lease_expires_at: Date | null;
  started_at: Date | null;
  finished_at: Date | null;
}

export const shardListColumns = `shard.id, shard.scan_id, number, stage, part_index, part_count, dropped_count, leased_rate, state, ordered, shard.epoch, attempts, scanner,
  shard.engine_id, engine.name AS engine_name, pinned_engine_id, refused_by, not_before, address_set, covered_set, dropped_set,
  address_count, covered_count, (${shardDone})::float8 AS done, (${shardAll})::float8 AS all, reason, detail, exit_code, stderr_tail, argv, notes,
  coalesce((SELECT sum(received_bytes) FROM report WHERE report.shard_id = shard.id), 0)::float8 AS report_bytes,
  lease_expires_at, started_at, finished_at`;

export const shardListFrom = `shard LEFT JOIN engine ON engine.id = shard.engine_id`;
