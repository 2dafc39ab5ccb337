import type {
  MissedPolicy,
  OverlapPolicy,
  RecurrenceRecord,
  ScanPriority,
  ScheduleAgainst,
} from '@scanfleet/contracts';
import type { NextRun } from './due-runs.js';

/** A schedule as it is stored. */
export interface ScheduleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly site_id: string;
  readonly against: ScheduleAgainst;
  readonly command_id: string | null;
  readonly engine_id: string | null;
  readonly pool_id: string | null;
  readonly priority: ScanPriority;
  readonly max_rate: number | null;
  readonly randomised: boolean;
  readonly time_limit_seconds: number | null;
  readonly start_local: string;
  readonly zone: string;
  readonly rules: string;
  readonly cron: string | null;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
  readonly jitter_seconds: number;
  readonly enabled: boolean;
  readonly next_occurrence_at: Date | null;
  readonly next_run_at: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** Columns of a `ScheduleRow`, of the table named `s`. */
export const scheduleColumns = `s.id, s.name, s.description, s.site_id, s.against, s.command_id, s.engine_id, s.pool_id, s.priority,
  s.max_rate, s.randomised, s.time_limit_seconds, s.start_local, s.zone, s.rules, s.cron, s.missed, s.overlap, s.jitter_seconds,
  s.enabled, s.next_occurrence_at, s.next_run_at, s.created_by, s.created_at, s.updated_at`;

/** The recurrence of a row. */
export function recordOf({
  start_local,
  zone,
  rules,
  cron,
}: Pick<ScheduleRow, 'start_local' | 'zone' | 'rules' | 'cron'>): RecurrenceRecord {
  return { start: start_local, zone, rules, cron };
}

/** The run that is to be decided about next; null when the schedule is disabled or none is left. */
export function nextOf({ next_occurrence_at, next_run_at }: ScheduleRow): NextRun | null {
  return next_occurrence_at && next_run_at ? { occurrenceAt: next_occurrence_at, runAt: next_run_at } : null;
}
