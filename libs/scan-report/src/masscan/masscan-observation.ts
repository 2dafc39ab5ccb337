import { canonicalAddress } from '../canonical-address.js';
import type { Observation, ObservedService } from '../observation.js';

/** What one masscan record says, whatever the format. */
export interface MasscanRecord {
  address: string;
  protocol: string;
  port: number;
  /** Epoch milliseconds. */
  seenAt?: number;
  /** `banner` records say no state; the port was open for it to speak. */
  state: string;
  reason?: string;
  ttl?: number;
  /** masscan's name of the protocol that it recognised. */
  serviceName?: string;
  banner?: string;
}

/**
 * One masscan record as an observation of one host with at most one service. masscan writes one record per port and per
 * banner, in random order: ingest unites them by address.
 *
 * @returns undefined where address or port make no sense
 */
export function masscanObservation(record: MasscanRecord): Observation | undefined {
  const address = canonicalAddress(record.address);
  const service = masscanService(record);
  if (!address || service === undefined) return undefined;
  const observation: Observation = {
    address: address.address,
    addresses: [address],
    status: 'up',
    names: [],
    timedOut: false,
    services: service ? [service] : [],
    extraPorts: [],
    hostScripts: [],
  };
  if (record.seenAt !== undefined) observation.endedAt = record.seenAt;
  if (!service && record.reason) observation.statusReason = record.reason;
  return observation;
}

/** @returns null where the record is of the host itself (ping, ARP) */
function masscanService(record: MasscanRecord): ObservedService | undefined | null {
  const { protocol, port } = record;
  if (protocol === 'icmp' || protocol === 'arp') return null;
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return undefined;
  if (!Number.isInteger(port) || port < 0 || port > 65535) return undefined;
  const service: ObservedService = {
    protocol,
    port,
    state: record.state,
    reason: record.reason ?? '',
    cpes: [],
    scripts: [],
  };
  if (record.ttl !== undefined) service.reasonTtl = record.ttl;
  if (record.serviceName) service.name = record.serviceName;
  if (record.banner) service.banner = record.banner;
  return service;
}
