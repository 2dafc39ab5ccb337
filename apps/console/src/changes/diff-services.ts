import type { ServiceCertificate } from '@scanfleet/contracts';
import type { ExtraPorts, ObservedService, PortCoverage } from '@scanfleet/scan-report';
import { serviceKey, type ServiceFacts } from './host-facts.js';

/** What an observation says of ports besides those that are open. */
export interface PortAnswers {
  readonly services: readonly Pick<ObservedService, 'protocol' | 'port' | 'state'>[];
  readonly extraPorts: readonly ExtraPorts[];
  /** The scanner gave the host up: what is missing was not asked. */
  readonly timedOut: boolean;
}

/** A service as the inventory has it. */
export interface KnownService {
  readonly protocol: string;
  readonly port: number;
  readonly state: string;
  readonly name: string | null;
  readonly product: string | null;
  readonly version: string | null;
  /** The one that it showed last. */
  readonly certificate: ServiceCertificate | null;
}

export interface ServiceDifference {
  /** Open now and not before. */
  readonly opened: ServiceFacts[];
  /** Open before and now, with another name, product or version. */
  readonly changed: { before: KnownService; after: ServiceFacts }[];
  /** Open before and now, the same as far as this scan tells. */
  readonly same: { before: KnownService; after: ServiceFacts }[];
  /** Open before; asked now, and the answer was no. `state` is what the scanner said. */
  readonly closed: { before: KnownService; state: string }[];
  /** Open before, and this scan says nothing about it. */
  readonly unasked: KnownService[];
}

/**
 * What an observation of a host that is up says about the services known before. A port is closed only where the scan
 * asked and got an answer, or got none in a way that means closed; silence outside of coverage, a host that timed out
 * and UDP's "open|filtered" say nothing.
 */
export function diffServices(
  before: readonly KnownService[],
  open: readonly ServiceFacts[],
  answers: PortAnswers,
  coverage: PortCoverage,
): ServiceDifference {
  const known = new Map(
    before.filter(({ state }) => state === 'open').map((service) => [serviceKey(service), service]),
  );
  const result: ServiceDifference = { opened: [], changed: [], same: [], closed: [], unasked: [] };
  for (const service of open) {
    const old = known.get(serviceKey(service));
    known.delete(serviceKey(service));
    if (!old) result.opened.push(service);
    else if (isOtherService(old, service)) result.changed.push({ before: old, after: service });
    else result.same.push({ before: old, after: service });
  }
  const listed = new Map(answers.services.map((service) => [serviceKey(service), service.state]));
  for (const old of known.values()) {
    const state = listed.get(serviceKey(old)) ?? unlistedState(old, answers, coverage);
    if (state === 'closed' || state === 'filtered') result.closed.push({ before: old, state });
    else result.unasked.push(old);
  }
  return result;
}

/** A scan without version detection knows less: what it does not tell is not a difference. */
function isOtherService(before: KnownService, after: ServiceFacts): boolean {
  const differs = (old: string | null, now: string | null): boolean => now !== null && old !== now;
  return (
    (!after.guessed && differs(before.name, after.name)) ||
    differs(before.product, after.product) ||
    differs(before.version, after.version)
  );
}

/** State of a port that was asked about but not listed: that of the extra ports, when they all agree. */
function unlistedState(service: KnownService, answers: PortAnswers, coverage: PortCoverage): string | undefined {
  if (answers.timedOut || !coverage.contains(service.protocol, service.port)) return undefined;
  const states = new Set(
    answers.extraPorts.filter((extra) => mayHold(extra, service.protocol)).map(({ state }) => state),
  );
  if (states.size === 0) return undefined;
  if ([...states].every((state) => state === 'closed' || state === 'filtered'))
    return states.has('closed') ? 'closed' : 'filtered';
  return undefined;
}

function mayHold(extra: ExtraPorts, protocol: string): boolean {
  const named = extra.reasons.filter((reason) => reason.proto !== undefined);
  return named.length === 0 || named.some((reason) => reason.proto === protocol);
}
