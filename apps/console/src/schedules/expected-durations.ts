import type { Database } from '../platform/database/database.js';

/** How long a run takes of which nothing is known, and the least that is expected of any, seconds. */
export const LEAST_EXPECTED_SECONDS = 60;
const NEWEST_SCANS = 5;

/** How long the scans of schedules took, in the median of the newest that have ended, by schedule, in seconds. */
export async function expectedDurations(
  database: Database,
  scheduleIds: readonly string[],
): Promise<(scheduleId: string) => number> {
  const rows = await database.query<{ id: string; seconds: number }>(
    `SELECT s.id, percentile_cont(0.5) WITHIN GROUP (ORDER BY took.seconds) AS seconds
     FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
       SELECT extract(epoch FROM finished_at - coalesce(started_at, created_at))::float8 AS seconds
       FROM scan WHERE schedule_id = s.id AND finished_at IS NOT NULL ORDER BY created_at DESC LIMIT ${NEWEST_SCANS}) AS took
     GROUP BY s.id`,
    [scheduleIds],
  );
  const known = new Map(rows.map(({ id, seconds }) => [id, seconds]));
  return (id) => Math.max(known.get(id) ?? 0, LEAST_EXPECTED_SECONDS);
}
