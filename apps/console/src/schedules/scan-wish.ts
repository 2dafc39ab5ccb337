import { type CreateScanRequest, ScheduleAgainst } from '@scanfleet/contracts';
import type { ScanAuthor } from '../scans/scan-creator.js';
import type { ScheduleRow } from './schedule-row.js';

/** The scan that a schedule wishes for. Nobody is there to confirm a large one, so the schedule does. */
export function wishOf(schedule: ScheduleRow): CreateScanRequest {
  const { site_id, command_id, engine_id, pool_id, max_rate, time_limit_seconds } = schedule;
  return {
    siteId: site_id,
    commandId: command_id ?? undefined,
    engineId: engine_id ?? undefined,
    poolId: pool_id ?? undefined,
    priority: schedule.priority,
    maxRate: max_rate ?? undefined,
    randomised: schedule.randomised,
    liveHostsOnly: schedule.against === ScheduleAgainst.LiveHosts,
    timeLimitMinutes: time_limit_seconds === null ? undefined : time_limit_seconds / 60,
    confirmLarge: true,
  };
}

/** By whom a scan of a schedule is made. */
export function authorOf({ id, name }: ScheduleRow, person?: string): ScanAuthor {
  return { name: person ?? `schedule ${name}`, origin: 'schedule', schedule: { id, name } };
}
