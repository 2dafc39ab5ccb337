import type { FoundHost } from '../scans/stages/stage-finds.js';
import type { ReportStep } from './reading-run.js';

/** The hosts of a step, for the second stage of its scan. */
export function foundHosts({ hosts, parts }: Pick<ReportStep, 'hosts' | 'parts'>): FoundHost[] {
  return [
    ...hosts.map(({ address, status, services }) => ({ address, up: status === 'up', open: services })),
    ...parts.map(({ observation: { address, status, services } }) => ({
      address,
      up: status === 'up',
      open: services.filter(({ state }) => state === 'open'),
    })),
  ];
}
