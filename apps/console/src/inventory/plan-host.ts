import { ChangeKind, type ServiceCertificate } from '@scanfleet/contracts';
import { diffServices, type KnownService } from '../changes/diff-services.js';
import type { HostChange } from '../changes/host-change.js';
import type { ServiceDetail, ServiceFacts } from '../changes/host-facts.js';
import type { KnownHost, KnownServiceRow, ServiceClosing, ServicePlace, ServiceWrite } from './known-host.js';
import type { SeenHost } from './seen-host.js';

/** What an observation of a host that is up means for its rows. */
export interface HostPlan {
  readonly changes: HostChange[];
  readonly opened: ServiceWrite[];
  readonly closed: ServiceClosing[];
  /** Open services that this scan did not ask about: their last sighting is what it was. */
  readonly unasked: ServicePlace[];
  /** Whether the scan only saw the host, as a ping scan does, and told nothing new of it. */
  readonly glance: boolean;
}

/** Services that the change of a new host lists; it may have tens of thousands. */
const MOST_LISTED = 100;

type Tell = (kind: ChangeKind, before: unknown, after: unknown, place?: { protocol: string; port: number }) => void;

/** What a host that was never seen before means. Pure, as `planHost`. */
export function planNewHost(hostId: string, { observedAt: at, facts, services }: SeenHost): HostPlan {
  const openPorts = services.slice(0, MOST_LISTED).map(({ protocol, port, name }) => ({ protocol, port, name }));
  const after = { names: facts.names, openPorts, openPortCount: services.length };
  return {
    changes: [{ hostId, kind: ChangeKind.HostNew, protocol: null, port: null, before: null, after, at }],
    opened: services.map((service) => ({ ...service, hostId, known: false, at })),
    closed: [],
    unasked: [],
    glance: false,
  };
}

/** Compares what is known with what was seen. Pure: the writer does what the plan says. */
export function planHost(known: KnownHost, services: readonly KnownServiceRow[], seen: SeenHost): HostPlan {
  const at = seen.observedAt;
  const hostId = known.id;
  const changes: HostChange[] = [];
  const tell: Tell = (kind, before, after, place) => {
    const { protocol = null, port = null } = place ?? {};
    changes.push({ hostId, kind, protocol, port, before, after, at });
  };
  if (known.status !== 'up') tell(ChangeKind.HostUp, { status: known.status }, { status: 'up' });
  tellFacts(known, seen, tell);
  const difference = diffServices(services, seen.services, seen.answers, seen.coverage);
  for (const service of difference.opened) tell(ChangeKind.PortOpened, null, brief(service), service);
  for (const { before, after } of difference.changed)
    tell(ChangeKind.ServiceChanged, brief(before), brief(after), after);
  for (const { before, after } of [...difference.changed, ...difference.same]) tellCertificate(before, after, tell);
  for (const { before, state } of difference.closed) tell(ChangeKind.PortClosed, brief(before), { state }, before);
  const replaced = [...difference.opened, ...difference.changed.map(({ after }) => after)];
  return {
    changes,
    opened: [
      ...replaced.map((service) => ({ ...service, hostId, known: false, at })),
      ...difference.same.map(({ before, after }) => ({ ...asKnown(before, after), hostId, known: true, at })),
    ],
    closed: difference.closed.map(({ before, state }) => ({
      hostId,
      protocol: before.protocol,
      port: before.port,
      state,
    })),
    unasked: difference.unasked.map(({ protocol, port }) => ({ hostId, protocol, port })),
    glance:
      known.status === 'up' &&
      seen.services.length === 0 &&
      difference.closed.length === 0 &&
      tellsNothingNew(known, seen),
  };
}

/**
 * Another certificate than the one seen before. That a service shows one which nobody has asked for so far is news of the
 * scan and not of the service: the first scan with ssl-cert would tell of every one of them.
 */
function tellCertificate({ certificate: before }: KnownService, after: ServiceFacts, tell: Tell): void {
  const { certificate } = after;
  if (before === null || certificate === null || before.fingerprint === certificate.fingerprint) return;
  tell(ChangeKind.CertificateChanged, briefCertificate(before), briefCertificate(certificate), after);
}

/** A scan that does not tell a fact does not change it. */
function tellFacts(known: KnownHost, { facts }: SeenHost, tell: Tell): void {
  if (facts.os !== null && known.os !== null && facts.os !== known.os)
    tell(ChangeKind.OsChanged, { os: known.os }, { os: facts.os });
  if (facts.mac !== null && known.mac !== null && facts.mac !== known.mac)
    tell(ChangeKind.MacChanged, { mac: known.mac }, { mac: facts.mac });
  if (facts.names.length > 0 && known.names.length > 0 && !sameNames(facts.names, known.names))
    tell(ChangeKind.NameChanged, { names: known.names }, { names: facts.names });
}

function tellsNothingNew(known: KnownHost, { facts }: SeenHost): boolean {
  return (
    (facts.names.length === 0 || facts.names.join('\n') === known.names.join('\n')) &&
    (facts.mac === null || facts.mac === known.mac) &&
    (facts.vendor === null || facts.vendor === known.vendor) &&
    facts.os === null &&
    facts.detail === '{}'
  );
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n');
}

/** A name that was guessed from the port number does not outrank the one that was found out before. */
function asKnown(before: KnownService, after: ServiceFacts): ServiceFacts {
  if (!after.guessed || before.name === null) return after;
  const { method: _, confidence: __, ...detail } = JSON.parse(after.detail) as ServiceDetail;
  return { ...after, name: null, detail: JSON.stringify(detail) };
}

function brief(service: {
  name: string | null;
  product: string | null;
  version: string | null;
}): Record<string, unknown> {
  return { name: service.name, product: service.product, version: service.version };
}

function briefCertificate({ subject, issuer, fingerprint, expiresAt }: ServiceCertificate): Record<string, unknown> {
  return { subject, issuer, fingerprint, expiresAt };
}
