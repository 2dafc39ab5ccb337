import type { Observation } from '@scanfleet/scan-report';
import type { AddressSet } from '@scanfleet/targets';

/** Splits observations into those of the manifest and those that must not be taken, whatever the report says. */
export function withinManifest(
  observations: readonly Observation[],
  manifest: AddressSet,
): { taken: Observation[]; refused: Observation[] } {
  const taken: Observation[] = [];
  const refused: Observation[] = [];
  for (const observation of observations) {
    (manifest.contains(observation.address) ? taken : refused).push(observation);
  }
  return { taken, refused };
}
