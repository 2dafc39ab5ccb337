import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import type { FeedPlan } from './feed-plan.js';
import {
  cutPorts,
  foundPorts,
  type FoundPorts,
  noPorts,
  portText,
  readPortText,
  subtractPorts,
  unitePorts,
} from './found-ports.js';

/** Most characters of ports in one row: its unique index takes rows of 2.7 kB at most. */
const LONGEST_PORTS = 1_500;

/** One host as a report of the first stage tells of it. */
export interface FoundHost {
  readonly address: string;
  readonly up: boolean;
  /** Ports that are open. */
  readonly open: readonly { readonly protocol: string; readonly port: number }[];
}

/** Writes down what the first stage of a scan found, for the feeder to make shards of the second stage from. */
@Injectable()
export class StageFinds {
  constructor(
    private readonly clock: Clock,
    private readonly queue: JobQueue,
  ) {}

  /**
   * Notes what is new among hosts of a report, in the transaction that takes the report into the scan. The same told again
   * adds nothing; a known host with further ports adds those ports.
   */
  async note(tx: Tx, scan: { id: string; plan: FeedPlan }, hosts: readonly FoundHost[]): Promise<void> {
    const found = worthOf(scan.plan, hosts);
    if (found.size === 0) return;
    const before = await this.known(tx, scan.id, [...found.keys()]);
    const rows = [...found].flatMap(([address, ports]) => {
      const known = before.get(address);
      if (known === undefined) return rowsOf(address, ports);
      // Without ports there is nothing that could be new of a host that was noted before.
      return ports.length === 0 ? [] : rowsOf(address, subtractPorts(ports, known), true);
    });
    if (rows.length === 0) return;
    // In one order for all, so that no two workers wait for each other's rows.
    rows.sort((one, other) => (one.address < other.address ? -1 : 1));
    await tx.query(
      `INSERT INTO stage_find (scan_id, address, ports, found_at)
       SELECT $1, new.address, new.ports, $4 FROM unnest($2::inet[], $3::text[]) AS new (address, ports)
       ON CONFLICT (scan_id, address, ports) DO NOTHING`,
      [scan.id, rows.map(({ address }) => address), rows.map(({ ports }) => ports), this.clock.now()],
    );
    this.ring(tx, scan.id);
  }

  /** Rings for the feeder once this transaction is committed. */
  ring(tx: Tx, scanId: string): void {
    tx.afterCommit(() => this.queue.ring('feed-stage', { scanId }, scanId));
  }

  private async known(tx: Tx, scanId: string, addresses: readonly string[]): Promise<Map<string, FoundPorts>> {
    const rows = await tx.query<{ place: string; ports: string }>(
      `SELECT place, ports FROM unnest($2::inet[]) WITH ORDINALITY AS given (address, place)
         JOIN stage_find f ON f.scan_id = $1 AND f.address = given.address`,
      [scanId, addresses],
    );
    const known = new Map<string, FoundPorts>();
    for (const { place, ports } of rows) {
      const address = addresses[Number(place) - 1] ?? '';
      known.set(address, unitePorts(known.get(address) ?? noPorts, readPortText(ports)));
    }
    return known;
  }
}

/** What of each host goes to the second stage; hosts of which nothing does are left out. */
function worthOf(plan: FeedPlan, hosts: readonly FoundHost[]): Map<string, FoundPorts> {
  const found = new Map<string, FoundPorts>();
  for (const { address, up, open } of hosts) {
    const ports = foundPorts(open.filter(({ protocol }) => plan.protocols.has(protocol)));
    if (plan.hosts ? !up : ports.length === 0) continue;
    found.set(address, plan.ports ? unitePorts(found.get(address) ?? noPorts, ports) : noPorts);
  }
  return found;
}

function rowsOf(address: string, ports: FoundPorts, onlyPorts = false): { address: string; ports: string }[] {
  if (ports.length === 0) return onlyPorts ? [] : [{ address, ports: '' }];
  return cutPorts(ports, LONGEST_PORTS).map((piece) => ({ address, ports: portText(piece) }));
}
