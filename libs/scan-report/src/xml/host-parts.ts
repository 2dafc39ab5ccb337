import type { ExtraReason, ObservedService, OsClass, OsMatch, Protocol, TracerouteHop } from '../observation.js';
import { canonicalAddress } from '../canonical-address.js';
import { readEscapedBanner } from '../masscan/masscan-banner.js';
import { readCount, readDecimal, readEpoch } from '../read-number.js';
import { A, type Attributes } from './attributes.js';
import type { Observation } from '../observation.js';

/** A new host record from the attributes of `host`. */
export function readHost(attributes: Attributes): Observation {
  const observation: Observation = {
    address: '',
    addresses: [],
    status: 'unknown',
    names: [],
    timedOut: attributes[A.timedout] === 'true',
    services: [],
    extraPorts: [],
    hostScripts: [],
  };
  const startedAt = readEpoch(attributes[A.starttime]);
  const endedAt = readEpoch(attributes[A.endtime]);
  if (startedAt !== undefined) observation.startedAt = startedAt;
  if (endedAt !== undefined) observation.endedAt = endedAt;
  if (attributes[A.comment]) observation.comment = attributes[A.comment];
  return observation;
}

/** Reads `status` into the record. */
export function readStatus(attributes: Attributes, observation: Observation): void {
  const state = attributes[A.state];
  observation.status = state === 'up' || state === 'down' ? state : 'unknown';
  if (attributes[A.reason]) observation.statusReason = attributes[A.reason];
  const ttl = readCount(attributes[A.reason_ttl]);
  if (ttl !== undefined) observation.statusReasonTtl = ttl;
}

const MAC = /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/;

/** Reads `address` into the record. @returns whether it was an address */
export function readAddress(attributes: Attributes, observation: Observation): boolean {
  const text = attributes[A.addr] ?? '';
  if (attributes[A.addrtype] === 'mac') {
    const mac = text.toUpperCase();
    if (!MAC.test(mac)) return false;
    observation.mac = mac;
    if (attributes[A.vendor]) observation.vendor = attributes[A.vendor];
    return true;
  }
  const address = canonicalAddress(text);
  if (!address) return false;
  if (observation.addresses.length === 0) observation.address = address.address;
  observation.addresses.push(address);
  return true;
}

/** The transport protocol of this name, or undefined where it has no ports that nmap and masscan report. */
export function readProtocol(name: string | undefined): Protocol | undefined {
  return name === 'tcp' || name === 'udp' || name === 'sctp' || name === 'ip' ? name : undefined;
}

/** A new service from `port`, or undefined where protocol or number is impossible. */
export function readPort(attributes: Attributes): ObservedService | undefined {
  const protocol = readProtocol(attributes[A.protocol] ?? 'tcp');
  const port = readCount(attributes[A.portid]);
  if (!protocol || port === undefined || port > 65535) return undefined;
  return { protocol, port, state: 'unknown', reason: '', cpes: [], scripts: [] };
}

/** Reads a port's `state` into its service. */
export function readPortState(attributes: Attributes, service: ObservedService): void {
  service.state = attributes[A.state] ?? 'unknown';
  service.reason = attributes[A.reason] ?? '';
  const ttl = readCount(attributes[A.reason_ttl]);
  if (ttl !== undefined) service.reasonTtl = ttl;
  const address = attributes[A.reason_ip];
  if (address) service.reasonAddress = canonicalAddress(address)?.address ?? address;
}

/** Reads `service`, and masscan's banner in it, into its service. */
export function readService(attributes: Attributes, service: ObservedService): void {
  // One by one and not in a loop over names: this is the hottest place of the library.
  const name = attributes[A.name];
  const product = attributes[A.product];
  const version = attributes[A.version];
  const extrainfo = attributes[A.extrainfo];
  const ostype = attributes[A.ostype];
  const hostname = attributes[A.hostname];
  const devicetype = attributes[A.devicetype];
  const tunnel = attributes[A.tunnel];
  const method = attributes[A.method];
  const servicefp = attributes[A.servicefp];
  const banner = attributes[A.banner];
  if (name) service.name = name;
  if (product) service.product = product;
  if (version) service.version = version;
  if (extrainfo) service.extraInfo = extrainfo;
  if (ostype) service.osType = ostype;
  if (hostname) service.hostname = hostname;
  if (devicetype) service.deviceType = devicetype;
  if (tunnel) service.tunnel = tunnel;
  if (method) service.method = method;
  if (servicefp) service.servicefp = servicefp;
  if (banner) service.banner = readEscapedBanner(banner);
  const confidence = readCount(attributes[A.conf]);
  if (confidence !== undefined) service.confidence = confidence;
  const number = readCount(attributes[A.rpcnum]);
  if (number !== undefined) {
    const lowVersion = readCount(attributes[A.lowver]) ?? 0;
    service.rpcInfo = { number, lowVersion, highVersion: readCount(attributes[A.highver]) ?? lowVersion };
  }
}

/** One `extrareasons`. */
export function readExtraReason(attributes: Attributes): ExtraReason {
  const reason: ExtraReason = { reason: attributes[A.reason] ?? '', count: readCount(attributes[A.count]) ?? 0 };
  const proto = readProtocol(attributes[A.proto]);
  if (proto) reason.proto = proto;
  if (attributes[A.ports]) reason.ports = attributes[A.ports];
  return reason;
}

/** One `osmatch`, still without its classes. */
export function readOsMatch(attributes: Attributes): OsMatch {
  const match: OsMatch = {
    name: attributes[A.name] ?? '',
    accuracy: readCount(attributes[A.accuracy]) ?? 0,
    classes: [],
  };
  const line = readCount(attributes[A.line]);
  if (line !== undefined) match.line = line;
  return match;
}

/** One `osclass`, still without its CPEs. */
export function readOsClass(attributes: Attributes): OsClass {
  const osClass: OsClass = {
    vendor: attributes[A.vendor] ?? '',
    family: attributes[A.osfamily] ?? '',
    accuracy: readCount(attributes[A.accuracy]) ?? 0,
    cpes: [],
  };
  if (attributes[A.osgen]) osClass.generation = attributes[A.osgen];
  if (attributes[A.type]) osClass.type = attributes[A.type];
  return osClass;
}

/** One `hop` of a traceroute. */
export function readHop(attributes: Attributes): TracerouteHop {
  const text = attributes[A.ipaddr] ?? '';
  const hop: TracerouteHop = {
    ttl: readCount(attributes[A.ttl]) ?? 0,
    address: canonicalAddress(text)?.address ?? text,
  };
  if (attributes[A.host]) hop.name = attributes[A.host];
  const milliseconds = readDecimal(attributes[A.rtt]);
  if (milliseconds !== undefined) hop.rttMicros = Math.round(milliseconds * 1000);
  return hop;
}

/** Reads `times` (microseconds) into the record; nmap writes -1 for what it never measured. */
export function readTimes(attributes: Attributes, observation: Observation): void {
  const srttMicros = readCount(attributes[A.srtt]);
  const rttvarMicros = readCount(attributes[A.rttvar]);
  const timeoutMicros = readCount(attributes[A.to]);
  if (srttMicros === undefined || rttvarMicros === undefined || timeoutMicros === undefined) return;
  observation.rtt = { srttMicros, rttvarMicros, timeoutMicros };
}

/** Reads `ipidsequence` or `tcptssequence`. */
export function readSequence(attributes: Attributes): { class: string; values?: string } {
  const sequence: { class: string; values?: string } = { class: attributes[A.class] ?? '' };
  if (attributes[A.values]) sequence.values = attributes[A.values];
  return sequence;
}
