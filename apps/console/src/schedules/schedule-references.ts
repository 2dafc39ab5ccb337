import type { ProblemIssue } from '@scanfleet/contracts';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { conflict, invalid } from '../platform/http/refusal.js';

/** What a schedule points to. */
export interface ScheduleReferences {
  readonly siteId: string;
  readonly commandId: string | null;
  readonly engineId: string | null;
  readonly poolId: string | null;
}

interface Found {
  zone: string | null;
  command: boolean;
  engineZone: string | null;
  poolZone: string | null;
}

const unknown = {
  siteId: 'is no site; take one from the list of sites',
  commandId: 'is no scan command; take one from the list, or leave it out for the default command of the site',
  engineId: 'is no engine; take one from the list, or leave it out for any engine of the zone',
  poolId: 'is no engine pool; take one from the list, or leave it out for any engine of the zone',
};

/**
 * Holds what a schedule points to against being deleted, and checks that it is there and can reach the site.
 * @throws Refusal 422 naming every field that is wrong.
 */
export async function checkReferences(tx: Tx, wish: ScheduleReferences): Promise<void> {
  const { siteId, commandId, engineId, poolId } = wish;
  // Each lock waits for a deletion that is under way, so that the look after it sees the outcome. Not so the site: whoever deletes
  // it waits for its schedules, one of which the caller holds; there the foreign key decides.
  await tx.query(`SELECT FROM scan_command WHERE id = $1 FOR KEY SHARE`, [commandId]);
  await tx.query(`SELECT FROM engine WHERE id = $1 FOR KEY SHARE`, [engineId]);
  await tx.query(`SELECT FROM engine_pool WHERE id = $1 FOR KEY SHARE`, [poolId]);
  const [found] = await tx.query<Found>(
    `SELECT (SELECT zone_id FROM site WHERE id = $1) AS zone,
       EXISTS (SELECT FROM scan_command WHERE id = $2) AS command,
       (SELECT zone_id FROM engine WHERE id = $3 AND retired_at IS NULL) AS "engineZone",
       (SELECT zone_id FROM engine_pool WHERE id = $4) AS "poolZone"`,
    [siteId, commandId, engineId, poolId],
  );
  const issues: ProblemIssue[] = [];
  const refuse = (path: keyof ScheduleReferences, message: string): void => {
    issues.push({ path, message, token: wish[path] ?? undefined });
  };
  const { zone = null, command, engineZone = null, poolZone = null } = found ?? {};
  if (zone === null) refuse('siteId', unknown.siteId);
  if (commandId !== null && !command) refuse('commandId', unknown.commandId);
  const places = [
    { path: 'engineId', thing: 'an engine', id: engineId, itsZone: engineZone },
    { path: 'poolId', thing: 'a pool', id: poolId, itsZone: poolZone },
  ] as const;
  for (const { path, thing, id, itsZone } of places) {
    if (id === null) continue;
    if (itsZone === null) refuse(path, unknown[path]);
    else if (zone !== null && itsZone !== zone) {
      refuse(path, `is ${thing} of another zone, which cannot reach the site; choose one of the site's zone`);
    }
  }
  if (engineId !== null && poolId !== null) {
    refuse('poolId', 'stands beside an engine; set one of engineId and poolId to null');
  }
  if (issues.length > 0) throw invalid(issues.map(({ path, message }) => `${path} ${message}`).join('; '), issues);
}

/** The refusal for what Postgres alone can see: a name that another writer took, a site that was deleted meanwhile. */
export function refusalOf(error: unknown, name: string): Error | undefined {
  switch (violatedConstraint(error)) {
    case 'schedule_name':
      return conflict('schedule_name_taken', `A schedule is already named "${name}". Choose another name.`, [
        { path: 'name', message: 'is the name of another schedule; choose another one', token: name },
      ]);
    case 'schedule_site_id_fkey':
      return invalid(`siteId ${unknown.siteId}`, [{ path: 'siteId', message: unknown.siteId }]);
    default:
      return undefined;
  }
}
