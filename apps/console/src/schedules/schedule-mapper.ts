import type { Reference, Schedule, ScheduleRun } from '@scanfleet/contracts';
import { readableRecurrence } from '../blackouts/read-recurrence.js';
import { recordOf, type ScheduleRow } from './schedule-row.js';

/** A run with its scan, as Postgres writes it into JSON or as a row. */
export interface RunRow {
  readonly id: string;
  readonly kind: 'scheduled' | 'manual';
  readonly occurrence_at: Date | string;
  readonly last_occurrence_at: Date | string;
  readonly occurrences: number;
  readonly outcome: ScheduleRun['outcome'];
  readonly reason: ScheduleRun['reason'];
  readonly detail: string | null;
  readonly scan_id: string | null;
  readonly scan_state: NonNullable<ScheduleRun['scan']>['state'] | null;
  readonly scan_partial: boolean | null;
  readonly decided_at: Date | string;
}

/** A schedule with the names of what it points to, as `ScheduleQueries` selects it. */
export interface ScheduleListRow extends ScheduleRow {
  readonly site_name: string;
  readonly site_enabled: boolean;
  readonly command_name: string | null;
  readonly engine_name: string | null;
  readonly pool_name: string | null;
  readonly last_run: RunRow | null;
}

/** The contract's schedule of a row. */
export function toSchedule(row: ScheduleListRow): Schedule {
  const recurrence = readableRecurrence(recordOf(row));
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    site: { id: row.site_id, name: row.site_name },
    against: row.against,
    command: toReference(row.command_id, row.command_name),
    engine: toReference(row.engine_id, row.engine_name),
    pool: toReference(row.pool_id, row.pool_name),
    priority: row.priority,
    maxRate: row.max_rate,
    randomised: row.randomised,
    timeLimitMinutes: row.time_limit_seconds === null ? null : Math.round(row.time_limit_seconds / 60),
    recurrence: recordOf(row),
    words: recurrence?.words ?? row.rules,
    missed: row.missed,
    overlap: row.overlap,
    jitterSeconds: row.jitter_seconds,
    enabled: row.enabled,
    nextRunAt: row.next_run_at?.toISOString() ?? null,
    ended: row.enabled && recurrence !== null && row.next_run_at === null,
    problem: problemOf(row, recurrence !== null),
    lastRun: row.last_run && toRun(row.last_run),
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The contract's run of a row. A scan that was deleted is not there any more. */
export function toRun(row: RunRow): ScheduleRun {
  const { scan_id: id, scan_state: state, scan_partial: partial } = row;
  return {
    id: row.id,
    kind: row.kind,
    occurrenceAt: toText(row.occurrence_at),
    lastOccurrenceAt: toText(row.last_occurrence_at),
    occurrences: row.occurrences,
    outcome: row.outcome,
    reason: row.reason,
    detail: row.detail,
    scan: id !== null && state !== null && partial !== null ? { id, state, partial } : null,
    decidedAt: toText(row.decided_at),
  };
}

function problemOf(row: ScheduleListRow, readable: boolean): string | null {
  if (!row.enabled) return null;
  if (!readable) return 'Its recurrence cannot be read by this version of Scanfleet; give it anew.';
  // What has run for the last time is no problem.
  if (row.next_run_at === null) return null;
  if (!row.site_enabled) return `Its site "${row.site_name}" is disabled, so its runs are skipped.`;
  return null;
}

function toReference(id: string | null, name: string | null): Reference | null {
  return id === null || name === null ? null : { id, name };
}

function toText(at: Date | string): string {
  return new Date(at).toISOString();
}
