import type { CreateScanRequest } from '@scanfleet/contracts';
import { formatOptions, parseOptions, type ScanOption } from '@scanfleet/scan-options';
import type { PlannedCommand } from '../../scan-commands/scan-command-store.js';

/** What is asked a second time. */
export interface LookWish {
  readonly look: 'hosts' | 'ports';
  readonly ports: readonly number[];
  /** Whether what listens there is asked, too. */
  readonly versions: boolean;
  /** The scan that found the changes; its options when it was nmap's. */
  readonly firstOptions: readonly ScanOption[];
}

/** Options of nmap that say by what hosts are found, without those that take every address for one. */
const discovery = new Set(['-PE', '-PP', '-PM', '-PS', '-PA', '-PU', '-PY', '-PO', '-PR', '--disable-arp-ping']);

/**
 * The command of a second look. Hosts are found by what found them first, for others may answer to nothing else. Ports are asked
 * by full connections, which every engine can make, of hosts that need not answer to anything else.
 */
export function lookCommand({ look, ports, versions, firstOptions }: LookWish): PlannedCommand {
  const found = firstOptions.filter(({ name }) => discovery.has(name));
  const text = versions ? '-sT -Pn -sV --script ssl-cert' : '-sT -Pn';
  const options =
    look === 'hosts'
      ? [{ name: '-sn' }, ...found]
      : [...parsed(text), { name: '-p', value: ports.join(',') }, ...parsed('-T4')];
  return {
    id: null,
    name: 'confirmation',
    scanner: 'nmap',
    optionsText: formatOptions(options),
    options,
    discovery: look === 'hosts',
  };
}

/** The request of a second look; its command is given apart. */
export function lookRequest(
  targets: string,
  place: { zoneId: string; engineId: string | null; poolId: string | null },
  minutes: number,
): CreateScanRequest {
  return {
    targets,
    zoneId: place.zoneId,
    ...(place.engineId !== null && { engineId: place.engineId }),
    ...(place.engineId === null && place.poolId !== null && { poolId: place.poolId }),
    priority: 'high',
    randomised: false,
    liveHostsOnly: false,
    timeLimitMinutes: minutes,
    // Its size is bounded already.
    confirmLarge: true,
  };
}

function parsed(text: string): ScanOption[] {
  const read = parseOptions('nmap', text);
  if (!read.ok) throw new Error(`"${text}" cannot be read`);
  return read.options;
}
