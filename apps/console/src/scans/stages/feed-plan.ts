import type { ScannerName } from '@scanfleet/contracts';
import { coveredPorts, type ScanOption } from '@scanfleet/scan-options';
import { protocolsOf, takesPortsFound } from '../../scan-commands/follow-up-options.js';
import { isDiscovery } from '../../scan-commands/is-discovery.js';

/** What the first stage of a scan hands on to the second. */
export interface FeedPlan {
  /** Whether a host is handed on as soon as it is up; else for its open ports. */
  readonly hosts: boolean;
  /** Whether the second stage is given the ports that were found; else a host is handed on once. */
  readonly ports: boolean;
  /** Protocols whose open ports count: those that the second stage can ask about. */
  readonly protocols: ReadonlySet<string>;
}

/** A scan of two stages, as far as its stages go. */
export interface StagedScan {
  readonly scanner: ScannerName;
  readonly options: readonly ScanOption[];
  readonly followUp: readonly ScanOption[];
}

/** What the first stage of a scan hands on. */
export function feedPlan({ scanner, options, followUp }: StagedScan): FeedPlan {
  const hosts = isDiscovery(scanner, options);
  const ports = !hosts && takesPortsFound(followUp);
  // A follow-up with its own ports looks at every host that has any open one.
  const protocols = ports ? protocolsOf(followUp) : Object.keys(coveredPorts(scanner, options));
  return { hosts, ports, protocols: new Set(protocols) };
}
