import type { CanMatchFn, Routes } from '@angular/router';
import { hostId, uuid } from '@scanfleet/contracts';

/** Lets a path match only where ids stand in the places of its ids: `new` is none, though it stands where an id would. */
export const idsOnly: CanMatchFn = ({ path = '' }, segments) =>
  path.split('/').every((part, index) => !part.startsWith(':') || isId(part.slice(1), segments[index]?.path));

/** The routes, each with such a check where it has an id. What else is asked for gets the "no such page" page. */
export function withIds(routes: Routes): Routes {
  return routes.map((route) =>
    route.path?.includes(':') ? { ...route, canMatch: [idsOnly, ...(route.canMatch ?? [])] } : route,
  );
}

/** Hosts are numbered, all else has UUIDs. */
function isId(name: string, text: string | undefined): boolean {
  return (name === 'hostId' ? hostId : uuid).safeParse(text).success;
}
