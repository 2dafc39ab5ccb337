import type { Observation, PortCoverage } from '@scanfleet/scan-report';
import { hostFacts, openServices, type HostFacts, type ServiceFacts } from '../changes/host-facts.js';
import { hostDigest } from './host-digest.js';

/** An observation made ready for the inventory. */
export interface SeenHost {
  readonly observation: Observation;
  readonly observedAt: Date;
  readonly coverage: PortCoverage;
  readonly facts: HostFacts;
  readonly services: readonly ServiceFacts[];
  readonly digest: string;
}

/**
 * @param now upper bound of the time: an engine's clock may be ahead, and nothing is seen in the future
 */
export function seenHost(observation: Observation, coverage: PortCoverage, now: Date): SeenHost {
  const facts = hostFacts(observation);
  const services = openServices(observation);
  const told = observation.endedAt ?? observation.startedAt ?? now.getTime();
  return {
    observation,
    observedAt: new Date(Math.min(told, now.getTime())),
    coverage,
    facts,
    services,
    digest: hostDigest(facts, services, coverage),
  };
}
