import type { Observation, PortCoverage } from '@scanfleet/scan-report';
import { hostFacts, openServices, type HostFacts, type ServiceFacts } from '../changes/host-facts.js';
import { keepableJson } from '../scans/ledger/postgres-text.js';
import { hostDigest } from './host-digest.js';

/** An observation made ready for the inventory: every text in it is one that Postgres can keep. */
export interface SeenHost {
  readonly observation: Observation;
  /** The observation as JSON. */
  readonly data: string;
  readonly observedAt: Date;
  readonly coverage: PortCoverage;
  readonly facts: HostFacts;
  readonly services: readonly ServiceFacts[];
  readonly digest: string;
}

/**
 * @param coverage which ports the scan asked about
 * @param now upper bound of the time: an engine's clock may be ahead, and nothing is seen in the future
 */
export function seenHost(told: Observation, coverage: PortCoverage, now: Date): SeenHost {
  const raw = JSON.stringify(told);
  const data = keepableJson(raw);
  const observation = data === raw ? told : (JSON.parse(data) as Observation);
  const facts = hostFacts(observation);
  const services = openServices(observation);
  const at = observation.endedAt ?? observation.startedAt ?? now.getTime();
  return {
    observation,
    data,
    observedAt: new Date(Math.min(at, now.getTime())),
    coverage,
    facts,
    services,
    digest: hostDigest(facts, services, coverage),
  };
}
