import { ChangeKind } from '@scanfleet/contracts';
import { diffServices } from '../changes/diff-services.js';
import type { HostChange } from '../changes/host-change.js';
import type { KnownHost, KnownServiceRow, ServiceClosing, ServiceWrite } from './known-host.js';
import type { SeenHost } from './seen-host.js';

/** What an observation of a host that is up means for its rows. */
export interface HostPlan {
  readonly changes: HostChange[];
  readonly opened: ServiceWrite[];
  readonly closed: ServiceClosing[];
  /** Open services that this scan did not ask about: their last sighting is what it was. */
  readonly unasked: { hostId: string; protocol: string; port: number }[];
}

/** Compares what is known with what was seen. Pure: the writer does what the plan says. */
export function planHost(known: KnownHost, services: readonly KnownServiceRow[], seen: SeenHost): HostPlan {
  const at = seen.observedAt;
  const plan: HostPlan = { changes: [], opened: [], closed: [], unasked: [] };
  const tell = (
    kind: ChangeKind,
    before: unknown,
    after: unknown,
    place?: { protocol: string; port: number },
  ): void => {
    plan.changes.push({
      hostId: known.id,
      kind,
      protocol: place?.protocol ?? null,
      port: place?.port ?? null,
      before,
      after,
      at,
    });
  };
  const write = (service: ServiceWrite['service']): void => {
    plan.opened.push({ hostId: known.id, service, at });
  };
  if (known.fresh) {
    const openPorts = seen.services.map(({ protocol, port, name }) => ({ protocol, port, name }));
    tell(ChangeKind.HostNew, null, { names: seen.facts.names, openPorts });
    seen.services.forEach(write);
    return plan;
  }
  if (known.status !== 'up') tell(ChangeKind.HostUp, { status: known.status }, { status: 'up' });
  tellFacts(known, seen, tell);
  const difference = diffServices(services, seen.services, seen.observation, seen.coverage);
  for (const service of difference.opened) {
    tell(ChangeKind.PortOpened, null, brief(service), service);
    write(service);
  }
  for (const { before, after } of difference.changed) {
    tell(ChangeKind.ServiceChanged, brief(before), brief(after), after);
    write(after);
  }
  difference.same.forEach(write);
  for (const { before, state } of difference.closed) {
    tell(ChangeKind.PortClosed, brief(before), { state }, before);
    plan.closed.push({ hostId: known.id, protocol: before.protocol, port: before.port, state, at });
  }
  for (const { protocol, port } of difference.unasked) plan.unasked.push({ hostId: known.id, protocol, port });
  return plan;
}

/** A scan that does not tell a fact does not change it. */
function tellFacts(
  known: KnownHost,
  { facts }: SeenHost,
  tell: (kind: ChangeKind, before: unknown, after: unknown) => void,
): void {
  if (facts.os !== null && known.os !== null && facts.os !== known.os)
    tell(ChangeKind.OsChanged, { os: known.os }, { os: facts.os });
  const mac = facts.mac?.toLowerCase() ?? null;
  if (mac !== null && known.mac !== null && mac !== known.mac) tell(ChangeKind.MacChanged, { mac: known.mac }, { mac });
  const names = facts.names.join(' ');
  if (names !== '' && known.names.length > 0 && names !== known.names.join(' ')) {
    tell(ChangeKind.NameChanged, { names: known.names }, { names: facts.names });
  }
}

function brief(service: {
  name: string | null;
  product: string | null;
  version: string | null;
}): Record<string, unknown> {
  return { name: service.name, product: service.product, version: service.version };
}
