import type { ServiceCertificate } from '@scanfleet/contracts';
import type { Observation, ObservedService } from '@scanfleet/scan-report';
import { shorten, upTo } from './bounds.js';
import { certificateOf } from './service-certificate.js';

/** What an observation says about one open service, as the inventory keeps it. */
export interface ServiceFacts {
  readonly protocol: string;
  readonly port: number;
  readonly reason: string | null;
  readonly name: string | null;
  readonly product: string | null;
  readonly version: string | null;
  /** Whether the name was looked up by the port number, and not found out. */
  readonly guessed: boolean;
  /** Null where the scan tells none: it need not have asked. */
  readonly certificate: ServiceCertificate | null;
  /** A `ServiceDetail` as JSON: that is how it is compared and stored. */
  readonly detail: string;
}

/** The rest of what is known of a service. */
export interface ServiceDetail {
  readonly extraInfo?: string;
  readonly tunnel?: string;
  readonly method?: string;
  readonly confidence?: number;
  readonly cpes?: readonly string[];
  readonly banner?: string;
  readonly hostname?: string;
  readonly osType?: string;
  readonly deviceType?: string;
  readonly scripts?: ObservedService['scripts'];
}

/** Key of a service within its host. */
export function serviceKey(service: { protocol: string; port: number }): string {
  return `${service.protocol}/${service.port}`;
}

/** The open services of an observation, ordered by protocol and port; a port named twice counts once, the later one. */
export function openServices(observation: Observation): ServiceFacts[] {
  const found = new Map<string, ServiceFacts>();
  for (const service of observation.services) {
    if (service.state === 'open') found.set(serviceKey(service), serviceFacts(service));
  }
  return [...found.values()].sort((a, b) =>
    a.protocol === b.protocol ? a.port - b.port : a.protocol < b.protocol ? -1 : 1,
  );
}

function serviceFacts(service: ObservedService): ServiceFacts {
  return {
    protocol: service.protocol,
    port: service.port,
    reason: shorten(service.reason) || null,
    name: shorten(service.name),
    product: shorten(service.product),
    version: shorten(service.version),
    guessed: service.method === 'table',
    certificate: service.scripts.length > 0 ? certificateOf(service.scripts) : null,
    detail: JSON.stringify(serviceDetail(service)),
  };
}

function serviceDetail(service: ObservedService): ServiceDetail {
  return {
    ...(service.extraInfo !== undefined && { extraInfo: service.extraInfo }),
    ...(service.tunnel !== undefined && { tunnel: service.tunnel }),
    ...(service.method !== undefined && { method: service.method }),
    ...(service.confidence !== undefined && { confidence: service.confidence }),
    ...(service.cpes.length > 0 && { cpes: service.cpes }),
    ...(service.banner !== undefined && { banner: service.banner }),
    ...(service.hostname !== undefined && { hostname: service.hostname }),
    ...(service.osType !== undefined && { osType: service.osType }),
    ...(service.deviceType !== undefined && { deviceType: service.deviceType }),
    ...(service.scripts.length > 0 && { scripts: service.scripts }),
  };
}

/** What the inventory keeps of a host besides its services. Null and empty mean "this scan did not tell". */
export interface HostFacts {
  readonly names: readonly string[];
  readonly mac: string | null;
  readonly vendor: string | null;
  readonly os: string | null;
  /** Percent. */
  readonly osAccuracy: number | null;
  /** The rest as JSON: operating systems, host scripts, traceroute, distance. */
  readonly detail: string;
  /** `detail` without what differs from one look to the next though the host is the same: times on the way to it. */
  readonly steadyDetail: string;
}

/** More names than this are no names any more; the observation keeps them all. */
const MOST_NAMES = 100;
const MOST_OS_MATCHES = 10;

export function hostFacts(observation: Observation): HostFacts {
  const { os, hostScripts, traceroute, distance } = observation;
  const best = os?.matches[0];
  const names = new Set(observation.names.slice(0, MOST_NAMES).map(({ name }) => shorten(name)));
  const steady = {
    ...(os && {
      osMatches: os.matches.slice(0, MOST_OS_MATCHES).map((match) => ({
        name: match.name,
        accuracy: match.accuracy,
        cpes: match.classes.flatMap(({ cpes }) => cpes),
      })),
    }),
    ...(hostScripts.length > 0 && { hostScripts }),
    ...(traceroute && { traceroute: traceroute.hops.map(({ ttl, address }) => ({ ttl, address })) }),
    ...(distance !== undefined && { distance }),
  };
  const steadyDetail = JSON.stringify(steady);
  return {
    names: [...names].filter((name) => name !== null),
    mac: observation.mac?.toLowerCase() ?? null,
    vendor: shorten(observation.vendor),
    os: shorten(best?.name),
    osAccuracy: upTo(100, best?.accuracy),
    detail: traceroute ? JSON.stringify({ ...steady, traceroute: traceroute.hops }) : steadyDetail,
    steadyDetail,
  };
}
