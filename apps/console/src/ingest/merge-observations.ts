import type { Observation, ObservedService, PortCoverage } from '@scanfleet/scan-report';

/** nmap's word for a host that it was told to take for up (-Pn). */
const NOT_ASKED = 'user-set';

/**
 * Unites two records of one address in one scan. Masscan writes a record for each port; and several shards may ask one host
 * about different ports, or again about ports that were found. What is told later wins.
 * @param coverage which ports the later record's scan asked about, where its record tells all of them
 */
export function mergeObservations(earlier: Observation, later: Observation, coverage?: PortCoverage): Observation {
  const kept = earlier.services.filter((service) => !isRefuted(service, later, coverage));
  const services = new Map<string, ObservedService>();
  for (const service of [...kept, ...later.services]) {
    const key = `${service.protocol}/${service.port}`;
    const before = services.get(key);
    services.set(key, before ? mergeServices(before, service) : service);
  }
  return {
    ...earlier,
    ...withoutGaps(later),
    ...(later.statusReason === NOT_ASKED && earlier.statusReason !== undefined
      ? { statusReason: earlier.statusReason, statusReasonTtl: earlier.statusReasonTtl }
      : {}),
    timedOut: earlier.timedOut || later.timedOut,
    status: earlier.status === 'up' || later.status === 'up' ? 'up' : later.status,
    startedAt: least(earlier.startedAt, later.startedAt),
    endedAt: greatest(earlier.endedAt, later.endedAt),
    names: later.names.length > 0 ? later.names : earlier.names,
    services: [...services.values()],
    extraPorts: later.extraPorts.length > 0 ? later.extraPorts : earlier.extraPorts,
    hostScripts: later.hostScripts.length > 0 ? later.hostScripts : earlier.hostScripts,
  };
}

/** What a record tells, without the fields that it leaves open. */
function withoutGaps(observation: Observation): Observation {
  return Object.fromEntries(
    Object.entries(observation).filter(([, value]) => value !== undefined),
  ) as unknown as Observation;
}

/** Whether the later record asked about this port and does not list it, because it is closed or filtered by now. */
function isRefuted(
  { protocol, port }: ObservedService,
  later: Observation,
  coverage: PortCoverage | undefined,
): boolean {
  return (
    coverage !== undefined &&
    later.status === 'up' &&
    !later.timedOut &&
    later.extraPorts.length > 0 &&
    later.extraPorts.every(({ state }) => state === 'closed' || state === 'filtered') &&
    coverage.contains(protocol, port) &&
    !later.services.some((service) => service.protocol === protocol && service.port === port)
  );
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
