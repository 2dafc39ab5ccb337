import type { Scan, ScanProgress, ScanSummary, Shard, StageProgress } from '@scanfleet/contracts';
import { percentOf, scanShare, share } from './scan-percent.js';
import type { RunningTally, ScanDetailRow, ScanListRow, ShardListRow } from './scan-rows.js';

/** The contract's scan of a list. `waits` is what it waits for, if it does. */
export function toScanSummary(row: ScanListRow, waits: string | null, now: Date): ScanSummary {
  return {
    id: row.id,
    state: row.state,
    partial: row.partial,
    reason: row.reason,
    site: toReference(row.site_id, row.site_name),
    zone: { id: row.zone_id, name: row.zone_name },
    command: { id: row.command_id, name: row.command_name, scanner: row.scanner, options: row.options_text },
    engine: toReference(row.engine_id, row.engine_name),
    pool: toReference(row.pool_id, row.pool_name),
    priority: row.priority,
    maxRate: row.max_rate,
    randomised: row.randomised,
    followUp: row.follow_up_text,
    timeLimitMinutes: row.time_limit_seconds === null ? null : Math.round(row.time_limit_seconds / 60),
    targetSummary: row.target_summary,
    origin: row.origin,
    schedule: toReference(row.schedule_id, row.schedule_name),
    liveHostsOnly: row.live_hosts_only,
    blackout: toBlackout(row),
    plannedAddresses: row.planned_addresses,
    shardCount: row.shard_count,
    progress: toProgress(row, now),
    waitingFor: waits,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: toText(row.started_at),
    finishedAt: toText(row.finished_at),
  };
}

/** The contract's scan with its plan and its shards. */
export function toScan(
  row: ScanDetailRow,
  { shards, stages }: { shards: Shard[]; stages: StageProgress[] },
  waits: string | null,
  now: Date,
): Scan {
  return {
    ...toScanSummary(row, waits, now),
    targets: row.plan.targets,
    excluded: row.plan.excluded,
    excludedAddresses: row.plan.excludedAddresses,
    droppedAddresses: row.dropped_addresses,
    plannedProbes: row.planned_probes,
    stages,
    resolvedNames: row.plan.resolvedNames,
    addressSet: row.address_set,
    refusedAddresses: row.refused_addresses,
    problems: row.problems,
    shards,
  };
}

/** The contract's shard. */
export function toShard(row: ShardListRow, waits: string | null): Shard {
  return {
    id: row.id,
    number: row.number,
    stage: row.stage,
    part: row.part_count > 1 ? { index: row.part_index, of: row.part_count } : null,
    state: row.state,
    epoch: row.epoch,
    attempts: row.attempts,
    engine: toReference(row.engine_id, row.engine_name),
    addressCount: row.address_count,
    addressesDone: row.covered_count,
    addressesDropped: row.dropped_count,
    maxRate: row.leased_rate,
    percent: percentOf(share({ done: row.done, all: row.all }, row.state === 'cancelled' ? 0 : 1)),
    reason: row.reason,
    detail: row.detail,
    exitCode: row.exit_code,
    stderrTail: row.stderr_tail,
    argv: row.argv,
    notes: row.notes,
    reportBytes: row.report_bytes,
    leaseExpiresAt: toText(row.lease_expires_at),
    waitingFor: waits,
    startedAt: toText(row.started_at),
    finishedAt: toText(row.finished_at),
  };
}

function toProgress(row: ScanListRow, now: Date): ScanProgress {
  const percent = row.running ? runningPercent(row, row.running) : endedPercent(row);
  return {
    percent,
    addressesDone: row.addresses_done,
    hostsUp: row.hosts_up,
    hostsDown: row.hosts_down,
    openPorts: row.open_ports,
    estimatedEndAt: toText(estimatedEnd(row, percent, now)),
  };
}

/** When the last shards run, the scanners know; before that, the pace so far has to do. */
function estimatedEnd(row: ScanListRow, percent: number, now: Date): Date | null {
  if (row.state !== 'running' || !row.running || row.running.active === 0 || !row.started_at) return null;
  // What the running scanners know is not all while the first stage may find more for the second.
  const isAll = row.follow_up_text === null || (row.running.finding === 0 && row.running.findsWait === 0);
  if (row.running.queued === 0 && isAll) return row.running.expected === null ? null : new Date(row.running.expected);
  if (percent < 1) return null;
  const elapsed = now.getTime() - row.started_at.getTime();
  return new Date(now.getTime() + (elapsed * (100 - percent)) / percent);
}

function runningPercent(row: ScanListRow, running: RunningTally): number {
  const second =
    row.follow_up_text === null
      ? null
      : { done: running.doneSecond, all: running.allSecond + Number(running.findsWait) };
  // A hundred is for scans that have ended.
  return Math.min(99.9, percentOf(scanShare({ done: running.done, all: running.all }, second)));
}

function endedPercent(row: ScanListRow): number {
  if (row.state === 'completed' && !row.partial) return 100;
  const first = {
    done: Number(row.addresses_done),
    all: Number(row.planned_addresses) - Number(row.dropped_addresses),
  };
  const second =
    row.follow_up_text === null ? null : { done: Number(row.follow_up_done), all: Number(row.follow_up_addresses) };
  return percentOf(scanShare(first, second));
}

function toBlackout({ blackout_id, blackout_name, blackout_until }: ScanListRow): ScanSummary['blackout'] {
  const blackout = toReference(blackout_id, blackout_name);
  return blackout && blackout_until && { ...blackout, until: blackout_until.toISOString() };
}

function toReference(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null || name === null ? null : { id, name };
}

function toText(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}
