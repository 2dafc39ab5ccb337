import type { ScannerName } from '@scanfleet/contracts';
import { coveredPorts, type ScanOption } from '@scanfleet/scan-options';

/** Whether options only find hosts: they ask no port of any protocol. */
export function isDiscovery(scanner: ScannerName, options: readonly ScanOption[]): boolean {
  return Object.values(coveredPorts(scanner, options)).every((ports) => ports === undefined);
}
