import type { PlannedRun } from '@scanfleet/contracts';
import { zonedTime, type ZonedTime } from '../text/zoned-time.js';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** A run to come as a row shows it. */
export interface PlannedRow {
  readonly run: PlannedRun;
  readonly local: ZonedTime;
  /** `+01:00 → +02:00` where the clocks were changed since the run before; else empty. */
  readonly shift: string;
}

/** Runs with the times of their own zone, and with what changed in between. */
export function plannedRows(runs: readonly PlannedRun[]): readonly PlannedRow[] {
  const locals = runs.map(localTime);
  return runs.map((run, index) => {
    const local = locals[index] ?? localTime(run);
    const before = locals[index - 1]?.offset ?? local.offset;
    return { run, local, shift: before === local.offset ? '' : `${before} → ${local.offset}` };
  });
}

/** Reads `2026-03-29T03:30:00+02:00`; what is none of that is told in UTC. */
function localTime({ at, local }: PlannedRun): ZonedTime {
  const [, date, time, seconds, offset] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(local) ?? [];
  if (date === undefined || time === undefined) return zonedTime(at, 'UTC');
  return {
    day: DAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? '',
    date,
    time: seconds === undefined || seconds === ':00' ? time : `${time}${seconds}`,
    offset: offset === undefined || offset === 'Z' ? '+00:00' : offset,
  };
}
