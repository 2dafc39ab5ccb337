import type { Tx } from '../../platform/database/tx.js';
import { postgresJson } from './postgres-text.js';

/** Problems that a scan keeps; a hostile report could bring any number. */
export const MOST_PROBLEMS = 100;

/** Adds sentences for the operator to a scan, each once, up to so many. Locks the scan. */
export async function noteProblems(tx: Tx, scanId: string, problems: readonly string[]): Promise<void> {
  if (problems.length === 0) return;
  await tx.query(
    `UPDATE scan SET problems = problems || (SELECT coalesce(jsonb_agg(DISTINCT new), '[]')
       FROM jsonb_array_elements($2::jsonb) AS new WHERE NOT problems @> new)
     WHERE id = $1 AND jsonb_array_length(problems) < ${MOST_PROBLEMS} AND NOT problems @> $2::jsonb`,
    [scanId, postgresJson(problems.slice(0, MOST_PROBLEMS))],
  );
}
