import { createScanRequest, type ScanPriority } from '@scanfleet/contracts';
import type { ScanRequest } from './scan-actions.js';

/** What the start page asks for. Ids are empty while nothing is chosen. */
export interface ScanDraft {
  readonly what: 'site' | 'targets';
  readonly siteId: string;
  readonly targets: string;
  readonly zoneId: string;
  readonly commandId: string;
  /** `usual`: the engine or pool of the site; without one, any engine of the zone. */
  readonly where: 'usual' | 'pool' | 'engine';
  readonly poolId: string;
  readonly engineId: string;
  readonly priority: ScanPriority;
  /** Packets a second of all engines together; null = no limit of its own. */
  readonly maxRate: number | null;
  readonly timeLimitMinutes: number | null;
  readonly randomised: boolean;
  /** Of a site, only known hosts that are not gone. */
  readonly liveHostsOnly: boolean;
}

/** The request that a draft stands for; what was left open is left out. */
export function scanRequestOf(draft: ScanDraft): ScanRequest {
  const { what, siteId, targets, zoneId, commandId, where, poolId, engineId, maxRate, timeLimitMinutes } = draft;
  return {
    ...(what === 'site' ? { siteId } : { targets }),
    ...(what === 'targets' && zoneId !== '' && { zoneId }),
    ...(commandId !== '' && { commandId }),
    ...(where === 'pool' && { poolId }),
    ...(where === 'engine' && { engineId }),
    ...(draft.priority !== 'normal' && { priority: draft.priority }),
    ...(maxRate !== null && { maxRate }),
    ...(draft.randomised && { randomised: true }),
    ...(what === 'site' && draft.liveHostsOnly && { liveHostsOnly: true }),
    ...(timeLimitMinutes !== null && { timeLimitMinutes }),
  };
}

/** Whether the console could plan it: nothing needed is missing and every value is in its range. */
export function isComplete(request: ScanRequest): boolean {
  return request.targets?.trim() !== '' && createScanRequest.safeParse(request).success;
}
