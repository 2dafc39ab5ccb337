import type { EngineScanner } from '@scanfleet/contracts';
import type { InstalledScanner } from './process/find-scanners.js';

/** Scanners as the console is told of them: without paths. */
export function toWireScanners(scanners: readonly InstalledScanner[]): EngineScanner[] {
  return scanners.map(({ name, version, raw }) => ({ name, version, raw }));
}
