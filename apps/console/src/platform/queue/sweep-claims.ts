import type { Database } from '../database/database.js';

/** A sweep that nobody claimed for this many times its pace was away: its consoles, or the database, were. */
const PACES_MISSED = 2;
/** Absences that begin this soon after the end of another are one with it, seconds: nobody could catch up in between. */
const ONE_WITHIN_SECONDS = 300;

/** A time in which nobody was there to run a sweep, in seconds; the database's clock alone measures it. */
export interface Absence {
  readonly lastedSeconds: number;
  readonly endedSecondsAgo: number;
}

/** SQL of how long after its last claim a sweep counts as away; $2 = its pace, seconds. */
const missed = `make_interval(secs => ${PACES_MISSED} * $2::float8)`;

/**
 * Claims a sweep: true for the one console that may run it now. A quarter of the pace is allowed for uneven clocks. A claim
 * that comes much too late notes since when nobody was there.
 * @param seconds its pace
 */
export async function claimSweep(
  database: Database,
  { name, seconds }: { name: string; seconds: number },
): Promise<boolean> {
  const away = `s.claimed_at < now() - ${missed}`;
  const goesOn = `s.resumed_at > s.claimed_at - make_interval(secs => ${ONE_WITHIN_SECONDS})`;
  const rows = await database.query(
    `INSERT INTO sweep AS s (name, claimed_at) VALUES ($1, now())
     ON CONFLICT (name) DO UPDATE SET claimed_at = now(),
       away_since = CASE WHEN ${away} AND ${goesOn} IS NOT TRUE THEN s.claimed_at ELSE s.away_since END,
       resumed_at = CASE WHEN ${away} THEN now() ELSE s.resumed_at END
       WHERE s.claimed_at <= now() - make_interval(secs => 0.75 * $2::float8)
     RETURNING name`,
    [name, seconds],
  );
  return rows.length > 0;
}

/**
 * The last absence of a sweep, whichever consoles there were: the table knows. One that is still going on, because the asking
 * console stood still behind its claim, counts as well.
 * @returns null when there was none.
 */
export async function lastAbsence(
  database: Database,
  { name, seconds }: { name: string; seconds: number },
): Promise<Absence | null> {
  const rows = await database.query<{ lasted: number; ended: number; away: boolean; still: number }>(
    `SELECT extract(epoch FROM s.resumed_at - s.away_since)::float8 AS lasted,
       extract(epoch FROM now() - s.resumed_at)::float8 AS ended,
       s.claimed_at < now() - ${missed} AS away, extract(epoch FROM now() - s.claimed_at)::float8 AS still
     FROM sweep AS s WHERE s.name = $1 AND (s.resumed_at IS NOT NULL OR s.claimed_at < now() - ${missed})`,
    [name, seconds],
  );
  const row = rows[0];
  if (!row) return null;
  return row.away
    ? { lastedSeconds: row.still, endedSecondsAgo: 0 }
    : { lastedSeconds: row.lasted, endedSecondsAgo: row.ended };
}
