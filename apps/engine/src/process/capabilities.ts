import { readFileSync } from 'node:fs';

/** Numbers of the capabilities that matter here (linux/capability.h, capabilities(7)). */
const numbers = {
  chown: 0,
  dac_override: 1,
  kill: 5,
  setgid: 6,
  setuid: 7,
  setpcap: 8,
  net_bind_service: 10,
  net_admin: 12,
  net_raw: 13,
} as const;
export type Capability = keyof typeof numbers;

/** What a scanner needs for everything that it can do: raw sockets, interfaces in promiscuous mode, low source ports. */
const ofScanners: readonly Capability[] = ['net_raw', 'net_admin', 'net_bind_service'];
/** What an engine needs to start a scanner as another user, to end it, and to read and remove what it wrote. */
const toDrop: readonly Capability[] = ['chown', 'dac_override', 'kill', 'setgid', 'setuid', 'setpcap'];

/** Whether this process has a capability in one of its sets. */
export function holds(set: 'CapEff' | 'CapAmb', capability: Capability): boolean {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const bits = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return bits !== undefined && ((BigInt(`0x${bits}`) >> BigInt(numbers[capability])) & 1n) === 1n;
  } catch {
    return false; // No /proc: then only a file's own rights count.
  }
}

/** Those of the scanners' capabilities that this process can hand on. */
export function scannerCapabilities(): Capability[] {
  return ofScanners.filter((capability) => holds('CapEff', capability));
}

/** What this process lacks to run scanners as another user; empty when it can. */
export function missingToDrop(): Capability[] {
  return toDrop.filter((capability) => !holds('CapEff', capability));
}
