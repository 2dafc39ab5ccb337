import type { BlackoutScope, RecurrenceRecord } from '@scanfleet/contracts';

/** A blackout as it is stored. */
export interface BlackoutRow {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly scope: BlackoutScope;
  readonly site_id: string | null;
  readonly engine_id: string | null;
  readonly start_local: string;
  readonly zone: string;
  readonly rules: string;
  readonly cron: string | null;
  readonly duration_seconds: number;
  readonly enabled: boolean;
  readonly window_start: Date | null;
  readonly window_end: Date | null;
}

export const blackoutColumns = `b.id, b.name, b.reason, b.scope, b.site_id, b.engine_id, b.start_local, b.zone, b.rules, b.cron,
  b.duration_seconds, b.enabled, b.window_start, b.window_end`;

/** The recurrence of a row, as the contract has it. */
export function recordOf(row: Pick<BlackoutRow, 'start_local' | 'zone' | 'rules' | 'cron'>): RecurrenceRecord {
  return { start: row.start_local, zone: row.zone, rules: row.rules, cron: row.cron };
}
