import { Injectable } from '@nestjs/common';
import type { Observation, PortCoverage } from '@scanfleet/scan-report';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../platform/database/tx.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { HostWriter } from '../inventory/host-writer.js';
import { seenHost } from '../inventory/seen-host.js';
import { mergeByAddress, mergeObservations } from './merge-observations.js';
import { ObservationWriter } from './observation-writer.js';
import type { ReportCursor } from './report-cursor.js';
import { withinManifest } from './within-manifest.js';

export interface TakenHosts {
  readonly covered: AddressSet;
  readonly hostsUp: number;
  readonly hostsDown: number;
  readonly openPorts: number;
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

  async take(
    tx: Tx,
    batch: {
      cursor: ReportCursor;
      observations: readonly Observation[];
      coverage: PortCoverage;
      manifest: AddressSet;
      now: Date;
    },
  ): Promise<TakenHosts> {
    const { cursor, coverage, now } = batch;
    const { taken, refused } = withinManifest(mergeByAddress(batch.observations), batch.manifest);
    const earlier = await this.observations.earlier(
      tx,
      cursor.scanId,
      taken.map(({ address }) => address),
    );
    // A record of a masscan report tells one port of many; nmap's later record of a host is a better look at all of it.
    const byPort = cursor.format !== 'nmap_xml';
    const merged = taken.map((observation) => {
      const before = earlier.get(observation.address);
      return before && byPort ? mergeObservations(before, observation) : observation;
    });
    const seen = merged.map((observation) => seenHost(observation, coverage, now));
    const ids = await this.hosts.apply(tx, { zoneId: cursor.zoneId, scanId: cursor.scanId, hosts: seen });
    await this.observations.record(tx, cursor, seen, ids);
    let hostsUp = 0;
    let openPorts = 0;
    for (const { observation, services } of seen) {
      const before = earlier.get(observation.address);
      hostsUp += Number(observation.status === 'up') - Number(before?.status === 'up');
      openPorts += services.length - (before?.services.filter(({ state }) => state === 'open').length ?? 0);
    }
    const down = merged.filter(({ address, status }) => status === 'down' && !earlier.has(address)).length;
    tx.afterCommit(() => this.metrics.hostsIngested.inc(merged.length));
    return {
      covered: byPort ? AddressSet.empty : AddressSet.parse(taken.map(({ address }) => address).join(',')),
      hostsUp,
      hostsDown: down,
      openPorts,
      refused: refused.length,
    };
  }
}
