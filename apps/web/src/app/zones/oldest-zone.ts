import type { Zone } from '@scanfleet/contracts';

/** The zone that is meant where none is named: the first one, which each console begins with. */
export function oldestZone(zones: readonly Zone[]): Zone | undefined {
  return [...zones].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))[0];
}
