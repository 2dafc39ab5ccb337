import type { CalendarRun } from '@scanfleet/contracts';

/** So many colours tell sites apart; further sites begin anew. Their names stand beside them. */
const HUES = 8;

/** A colour for each site, in the order of their names, so that a site keeps its own while a month is looked at. */
export function siteHues(runs: readonly Pick<CalendarRun, 'site'>[]): ReadonlyMap<string, number> {
  const names = new Map(runs.map((run) => [run.site.id, run.site.name]));
  const sorted = [...names].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  return new Map(sorted.map(([id], index) => [id, index % HUES]));
}
