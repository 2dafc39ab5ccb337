import { Injectable } from '@nestjs/common';
import type { Observation } from '@scanfleet/scan-report';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../platform/database/tx.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { HostWriter } from '../inventory/host-writer.js';
import { seenHost, type SeenHost } from '../inventory/seen-host.js';
import { mergeByAddress, mergeObservations } from './merge-observations.js';
import { type EarlierObservation, ObservationWriter } from './observation-writer.js';
import type { HostRecord } from './reading-run.js';
import type { ReportCursor } from './report-cursor.js';
import { withinManifest, withPlainAddress } from './within-manifest.js';

export interface TakenHosts {
  readonly covered: AddressSet;
  /** Hosts and ports that the scan has more than before; fewer where a later look says so. */
  readonly hostsUp: number;
  readonly hostsDown: number;
  readonly openPorts: number;
  /** Records of addresses that are not in the manifest. */
  readonly refused: number;
}

/** Puts observations into the scan's results and the inventory, and says what that added. */
@Injectable()
export class ObservationTaker {
  constructor(
    private readonly hosts: HostWriter,
    private readonly observations: ObservationWriter,
    private readonly metrics: Metrics,
  ) {}

  /**
   * @param covered addresses of the shard that were counted before
   * @param now upper bound of all times
   */
  async take(
    tx: Tx,
    batch: { cursor: ReportCursor; records: readonly HostRecord[]; covered: AddressSet; now: Date },
  ): Promise<TakenHosts> {
    const { cursor, now } = batch;
    const { taken, refused } = withinManifest(batch.records.map(withPlainAddress), cursor.manifest);
    const coverages = new Map(taken.map(({ observation, coverage }) => [observation.address, coverage]));
    const addresses = [...coverages.keys()];
    const earlier = await this.observations.earlier(tx, cursor.scanId, addresses);
    // A record of a masscan report tells one port of many; nmap's later record of a host is a better look at all of it.
    const byPort = cursor.format !== 'nmap_xml';
    const told = taken.map(({ observation }) => observation);
    const merged = byPort ? await this.mergePorts(tx, cursor.scanId, { told, earlier }) : mergeByAddress(told);
    const seen = merged.flatMap((observation) => {
      const coverage = coverages.get(observation.address);
      return coverage ? [seenHost(observation, coverage, now)] : [];
    });
    const hostIds = await this.hosts.apply(tx, { zoneId: cursor.zoneId, scanId: cursor.scanId, hosts: seen });
    await this.observations.record(tx, cursor, { hosts: seen, hostIds, earlier });
    tx.afterCommit(() => this.metrics.hostsIngested.inc(seen.length));
    return {
      ...tally(seen, earlier, batch.covered),
      // That masscan has told one port of a host does not say that it is done with the host.
      covered: byPort ? AddressSet.empty : AddressSet.parse(addresses.join(',')),
      refused: refused.length,
    };
  }

  private async mergePorts(
    tx: Tx,
    scanId: string,
    { told, earlier }: { told: readonly Observation[]; earlier: ReadonlyMap<string, unknown> },
  ): Promise<Observation[]> {
    const records = await this.observations.records(tx, scanId, [...earlier.keys()]);
    return mergeByAddress(told, mergeObservations).map((observation) => {
      const before = records.get(observation.address);
      return before ? mergeObservations(before, observation) : observation;
    });
  }
}

/** What these observations add to the counts of the scan, without counting anything twice. */
function tally(
  seen: readonly SeenHost[],
  earlier: ReadonlyMap<string, EarlierObservation>,
  covered: AddressSet,
): Pick<TakenHosts, 'hostsUp' | 'hostsDown' | 'openPorts'> {
  let hostsUp = 0;
  let hostsDown = 0;
  let openPorts = 0;
  for (const { observation, services } of seen) {
    const before = earlier.get(observation.address);
    hostsUp += Number(observation.status === 'up') - Number(before?.status === 'up');
    // Of a host that is down and was never up there is no observation: what is covered already has been counted.
    const counted = before
      ? before.status === 'down'
      : observation.status === 'down' && covered.contains(observation.address);
    hostsDown += Number(observation.status === 'down') - Number(counted);
    openPorts += services.length - (before?.openPorts ?? 0);
  }
  return { hostsUp, hostsDown, openPorts };
}
