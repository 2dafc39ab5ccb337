import type { Observation, ObservedService } from '@scanfleet/scan-report';

/**
 * Unites two records of one address in one scan. Masscan writes a record for each port; what is told later wins.
 */
export function mergeObservations(earlier: Observation, later: Observation): Observation {
  const services = new Map<string, ObservedService>();
  for (const service of [...earlier.services, ...later.services]) {
    const key = `${service.protocol}/${service.port}`;
    const before = services.get(key);
    services.set(key, before ? mergeServices(before, service) : service);
  }
  return {
    ...earlier,
    ...later,
    status: earlier.status === 'up' || later.status === 'up' ? 'up' : later.status,
    startedAt: least(earlier.startedAt, later.startedAt),
    endedAt: greatest(earlier.endedAt, later.endedAt),
    names: later.names.length > 0 ? later.names : earlier.names,
    services: [...services.values()],
    extraPorts: later.extraPorts.length > 0 ? later.extraPorts : earlier.extraPorts,
    hostScripts: later.hostScripts.length > 0 ? later.hostScripts : earlier.hostScripts,
  };
}

/** Masscan tells an open port first and its banner in a record of its own. */
function mergeServices(before: ObservedService, after: ObservedService): ObservedService {
  const told = Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined && value !== ''));
  return {
    ...before,
    ...told,
    cpes: after.cpes.length > 0 ? after.cpes : before.cpes,
    scripts: after.scripts.length > 0 ? after.scripts : before.scripts,
  } as ObservedService;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function greatest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

/** One observation an address, in the order in which addresses first appear. */
export function mergeByAddress(observations: readonly Observation[]): Observation[] {
  const byAddress = new Map<string, Observation>();
  for (const observation of observations) {
    const before = byAddress.get(observation.address);
    byAddress.set(observation.address, before ? mergeObservations(before, observation) : observation);
  }
  return [...byAddress.values()];
}
