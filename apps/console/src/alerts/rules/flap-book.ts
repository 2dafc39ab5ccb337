import type { Reference } from '@scanfleet/contracts';
import type { Facet } from './found-change.js';
import type { FlapState } from './flap.js';

/** One thing that may go to and fro. Empty and -1 for what has no port. */
export interface FlapKey {
  readonly hostId: string;
  readonly facet: Facet;
  readonly protocol: string;
  readonly port: number;
}

export interface FlapEntry {
  readonly key: FlapKey;
  readonly state: FlapState;
}

/** Where it is kept what moved lately: in the table, or for a rehearsal in memory. */
export interface FlapBook {
  /** What is known of things, by `flapText` of their keys. */
  load(keys: readonly FlapKey[]): Promise<Map<string, FlapState>>;
  /** @param site of the scan that found the moves */
  save(entries: readonly FlapEntry[], site: Reference | null): Promise<void>;
}

export function flapText({ hostId, facet, protocol, port }: FlapKey): string {
  return `${hostId} ${facet} ${protocol} ${port}`;
}
