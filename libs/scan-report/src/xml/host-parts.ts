import type { ExtraReason, ObservedService, OsClass, OsMatch, Protocol, TracerouteHop } from '../observation.js';
import { canonicalAddress } from '../canonical-address.js';
import { readEscapedBanner } from '../masscan/masscan-banner.js';
import { readCount, readDecimal, readEpoch } from '../read-number.js';
import type { Attributes } from './script-builder.js';
import type { Observation } from '../observation.js';

/** A new host record from the attributes of `host`. */
export function readHost(attributes: Attributes): Observation {
  const observation: Observation = {
    address: '',
    addresses: [],
    status: 'unknown',
    names: [],
    timedOut: attributes['timedout'] === 'true',
    services: [],
    extraPorts: [],
    hostScripts: [],
  };
  const startedAt = readEpoch(attributes['starttime']);
  const endedAt = readEpoch(attributes['endtime']);
  if (startedAt !== undefined) observation.startedAt = startedAt;
  if (endedAt !== undefined) observation.endedAt = endedAt;
  if (attributes['comment']) observation.comment = attributes['comment'];
  return observation;
}

/** Reads `status` into the record. */
export function readStatus(attributes: Attributes, observation: Observation): void {
  const state = attributes['state'];
  observation.status = state === 'up' || state === 'down' ? state : 'unknown';
  if (attributes['reason']) observation.statusReason = attributes['reason'];
  const ttl = readCount(attributes['reason_ttl']);
  if (ttl !== undefined) observation.statusReasonTtl = ttl;
}

const MAC = /^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/;

/** Reads `address` into the record. @returns whether it was an address */
export function readAddress(attributes: Attributes, observation: Observation): boolean {
  const text = attributes['addr'] ?? '';
  if (attributes['addrtype'] === 'mac') {
    const mac = text.toUpperCase();
    if (!MAC.test(mac)) return false;
    observation.mac = mac;
    if (attributes['vendor']) observation.vendor = attributes['vendor'];
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
  const protocol = readProtocol(attributes['protocol'] ?? 'tcp');
  const port = readCount(attributes['portid']);
  if (!protocol || port === undefined || port > 65535) return undefined;
  return { protocol, port, state: 'unknown', reason: '', cpes: [], scripts: [] };
}

/** Reads a port's `state` into its service. */
export function readPortState(attributes: Attributes, service: ObservedService): void {
  service.state = attributes['state'] ?? 'unknown';
  service.reason = attributes['reason'] ?? '';
  const ttl = readCount(attributes['reason_ttl']);
  if (ttl !== undefined) service.reasonTtl = ttl;
  const address = attributes['reason_ip'];
  if (address) service.reasonAddress = canonicalAddress(address)?.address ?? address;
}

/** Reads `service`, and masscan's banner in it, into its service. */
export function readService(attributes: Attributes, service: ObservedService): void {
  // One by one and not in a loop over names: this is the hottest place of the library.
  const { name, product, version, extrainfo, ostype, hostname, devicetype, tunnel, method, servicefp, banner } =
    attributes;
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
  const confidence = readCount(attributes['conf']);
  if (confidence !== undefined) service.confidence = confidence;
  const number = readCount(attributes['rpcnum']);
  if (number !== undefined) {
    const lowVersion = readCount(attributes['lowver']) ?? 0;
    service.rpcInfo = { number, lowVersion, highVersion: readCount(attributes['highver']) ?? lowVersion };
  }
}

/** One `extrareasons`. */
export function readExtraReason(attributes: Attributes): ExtraReason {
  const reason: ExtraReason = { reason: attributes['reason'] ?? '', count: readCount(attributes['count']) ?? 0 };
  const proto = readProtocol(attributes['proto']);
  if (proto) reason.proto = proto;
  if (attributes['ports']) reason.ports = attributes['ports'];
  return reason;
}

/** One `osmatch`, still without its classes. */
export function readOsMatch(attributes: Attributes): OsMatch {
  const match: OsMatch = {
    name: attributes['name'] ?? '',
    accuracy: readCount(attributes['accuracy']) ?? 0,
    classes: [],
  };
  const line = readCount(attributes['line']);
  if (line !== undefined) match.line = line;
  return match;
}

/** One `osclass`, still without its CPEs. */
export function readOsClass(attributes: Attributes): OsClass {
  const osClass: OsClass = {
    vendor: attributes['vendor'] ?? '',
    family: attributes['osfamily'] ?? '',
    accuracy: readCount(attributes['accuracy']) ?? 0,
    cpes: [],
  };
  if (attributes['osgen']) osClass.generation = attributes['osgen'];
  if (attributes['type']) osClass.type = attributes['type'];
  return osClass;
}

/** One `hop` of a traceroute. */
export function readHop(attributes: Attributes): TracerouteHop {
  const text = attributes['ipaddr'] ?? '';
  const hop: TracerouteHop = {
    ttl: readCount(attributes['ttl']) ?? 0,
    address: canonicalAddress(text)?.address ?? text,
  };
  if (attributes['host']) hop.name = attributes['host'];
  const milliseconds = readDecimal(attributes['rtt']);
  if (milliseconds !== undefined) hop.rttMicros = Math.round(milliseconds * 1000);
  return hop;
}

/** Reads `times` (microseconds) into the record; nmap writes -1 for what it never measured. */
export function readTimes(attributes: Attributes, observation: Observation): void {
  const srttMicros = readCount(attributes['srtt']);
  const rttvarMicros = readCount(attributes['rttvar']);
  const timeoutMicros = readCount(attributes['to']);
  if (srttMicros === undefined || rttvarMicros === undefined || timeoutMicros === undefined) return;
  observation.rtt = { srttMicros, rttvarMicros, timeoutMicros };
}

/** Reads `ipidsequence` or `tcptssequence`. */
export function readSequence(attributes: Attributes): { class: string; values?: string } {
  const sequence: { class: string; values?: string } = { class: attributes['class'] ?? '' };
  if (attributes['values']) sequence.values = attributes['values'];
  return sequence;
}
