import { AddressSet } from '@scanfleet/targets';
import { countPorts, type FoundPorts, portText, readPortText, unitePorts } from './found-ports.js';

/** A find that waits for its shard. */
export interface WaitingFind {
  readonly id: string;
  readonly address: string;
  /** As `portText` writes them; empty where the host counts alone. */
  readonly ports: string;
}

/** Hosts for one shard of the second stage. */
export interface FindBatch {
  readonly ids: readonly string[];
  readonly addresses: AddressSet;
  /** Ports that were found on any of the hosts; none where the follow-up chooses. */
  readonly ports: FoundPorts;
}

export interface BatchLimits {
  /** How many hosts one shard shall have that asks these ports. */
  readonly hosts: (ports: FoundPorts) => number;
  /** Whether hosts that do not fill a shard are taken too; else they wait on. */
  readonly rests: boolean;
}

/** Longest text of the ports of one shard, which becomes a word of nmap's argv. */
const LONGEST_PORTS = 8_000;
/** Probes at ports that were found on another host only are worth it up to this many and so many times what is needed. */
const SPARE_PROBES = 512;
const SPARE_FACTOR = 3;
const MOST_SPARE_PROBES = 8_000;

interface Host {
  readonly address: string;
  readonly family: 4 | 6;
  readonly ids: string[];
  ports: FoundPorts;
}

interface Group {
  readonly hosts: readonly Host[];
  readonly ports: FoundPorts;
}

/**
 * Makes batches of finds: hosts with the same ports together first; what is left of them with others, as long as that does not
 * cost many probes at ports that nobody found there. Every batch has addresses of one family. Every find is in one batch or,
 * without `rests`, in none. Pure.
 */
export function batchFinds(finds: readonly WaitingFind[], limits: BatchLimits): FindBatch[] {
  const hosts = hostsOf(finds);
  return ([4, 6] as const).flatMap((family) => {
    const groups = sameports(hosts.filter((host) => host.family === family));
    const full: Group[] = [];
    const rests: Group[] = [];
    for (const { hosts: members, ports } of groups) {
      const size = Math.max(1, limits.hosts(ports));
      const whole = members.length - (members.length % size);
      for (let at = 0; at < whole; at += size) full.push({ hosts: members.slice(at, at + size), ports });
      if (whole < members.length) rests.push({ hosts: members.slice(whole), ports });
    }
    return [...full, ...(limits.rests ? united(rests, limits) : [])].map(toBatch);
  });
}

function hostsOf(finds: readonly WaitingFind[]): Host[] {
  const hosts = new Map<string, Host>();
  for (const { id, address, ports } of finds) {
    const found = readPortText(ports);
    const known = hosts.get(address);
    // One host's ports may be too many for one shard; then it is in two batches.
    const room = known !== undefined && portText(unitePorts(known.ports, found)).length <= LONGEST_PORTS;
    if (known && room) {
      known.ids.push(id);
      known.ports = unitePorts(known.ports, found);
    } else {
      const family = address.includes(':') ? 6 : 4;
      hosts.set(known ? `${address} ${id}` : address, { address, family, ids: [id], ports: found });
    }
  }
  return [...hosts.values()];
}

function sameports(hosts: readonly Host[]): Group[] {
  const groups = new Map<string, Host[]>();
  for (const host of hosts) {
    const text = portText(host.ports);
    const group = groups.get(text);
    if (group) group.push(host);
    else groups.set(text, [host]);
  }
  return [...groups].map(([text, members]) => ({ hosts: members, ports: readPortText(text) }));
}

/** Puts small groups together, those with like ports beside each other. */
function united(groups: readonly Group[], limits: BatchLimits): Group[] {
  const sorted = groups.toSorted(
    (one, other) =>
      countPorts(one.ports) - countPorts(other.ports) || (portText(one.ports) < portText(other.ports) ? -1 : 1),
  );
  const result: Group[] = [];
  let needed = 0;
  for (const group of sorted) {
    const own = probes(group);
    const last = result.at(-1);
    const both = last && { hosts: [...last.hosts, ...group.hosts], ports: unitePorts(last.ports, group.ports) };
    if (both && fits(both, needed + own, limits)) {
      result[result.length - 1] = both;
      needed += own;
    } else {
      result.push(group);
      needed = own;
    }
  }
  return result;
}

function fits(group: Group, needed: number, limits: BatchLimits): boolean {
  return (
    group.hosts.length <= limits.hosts(group.ports) &&
    probes(group) - needed <= Math.min(MOST_SPARE_PROBES, SPARE_FACTOR * needed + SPARE_PROBES) &&
    portText(group.ports).length <= LONGEST_PORTS &&
    new Set(group.hosts.map(({ address }) => address)).size === group.hosts.length
  );
}

const probes = ({ hosts, ports }: Group): number => hosts.length * countPorts(ports);

function toBatch({ hosts, ports }: Group): FindBatch {
  return {
    ids: hosts.flatMap(({ ids }) => ids),
    addresses: AddressSet.parse(hosts.map(({ address }) => address).join(',')),
    ports,
  };
}
