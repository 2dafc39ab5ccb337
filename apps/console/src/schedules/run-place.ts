import type { BlackoutPlace } from '../blackouts/blackout-queries.js';
import type { Database } from '../platform/database/database.js';

/**
 * SQL of the only engine that may work on the scans of a schedule `s` of a `site`: its own, else that of the site where it names
 * no pool. It is what a scan is planned with.
 */
export const engineOfRun = `coalesce(s.engine_id, CASE WHEN s.pool_id IS NULL THEN
  (SELECT engine.id FROM engine WHERE engine.id = site.default_engine_id AND engine.retired_at IS NULL) END)`;

/** The same of a schedule that may not be stored yet. */
export async function placeOf(
  database: Database,
  { siteId, engineId, poolId }: { siteId: string; engineId: string | null; poolId: string | null },
): Promise<BlackoutPlace> {
  const [row] = await database.query<BlackoutPlace>(
    `SELECT site.id AS "siteId", ${engineOfRun} AS "engineId"
     FROM site, (SELECT $2::uuid AS engine_id, $3::uuid AS pool_id) AS s WHERE site.id = $1`,
    [siteId, engineId, poolId],
  );
  return row ?? { siteId, engineId };
}
