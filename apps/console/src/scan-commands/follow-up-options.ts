import { coveredPorts, type ScanOption } from '@scanfleet/scan-options';

/** Options that choose ports by themselves. */
const choosing: ReadonlySet<string> = new Set(['-p', '-F', '--top-ports', '--port-ratio']);

/** Whether a follow-up names no ports, so that nmap is given exactly those that the first stage found open. */
export function takesPortsFound(followUp: readonly ScanOption[]): boolean {
  return !followUp.some(({ name }) => choosing.has(name));
}

/** Protocols of which a follow-up asks ports, in the order in which nmap writes them. */
export function protocolsOf(followUp: readonly ScanOption[]): string[] {
  return Object.keys(coveredPorts('nmap', followUp));
}

/**
 * The options of one shard of the second stage.
 * @param ports value of `-p`; null where the follow-up chooses the ports, or nmap by its own list.
 */
export function followUpOptions(followUp: readonly ScanOption[], ports: string | null): ScanOption[] {
  // The hosts have answered already; and nmap takes no other way of finding hosts beside -Pn.
  const kept = followUp.filter(({ name }) => !/^-P[A-Z]$/u.test(name) && name !== '-Pn');
  const asked = ports === null ? [] : [{ name: '-p', value: ports }];
  return [...kept, ...asked, { name: '-Pn' }];
}
