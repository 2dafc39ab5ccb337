import { Injectable } from '@nestjs/common';
import type { Observation } from '@scanfleet/scan-report';
import { AddressSet } from '@scanfleet/targets';
import type { Tx } from '../platform/database/tx.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { HostWriter } from '../inventory/host-writer.js';
import { seenHost, type SeenHost } from '../inventory/seen-host.js';
import { mergeByAddress, mergeObservations } from './merge-observations.js';
import { type EarlierObservation, ObservationWriter } from './observation-writer.js';
import type { PartRecord, ReportStep } from './reading-run.js';
import type { ReportCursor } from './report-cursor.js';

export interface TakenHosts {
  /** Addresses whose hosts are complete. */
  readonly covered: AddressSet;
  /** Hosts and ports that the scan has more than before; fewer where a later look says so. */
  readonly hostsUp: number;
  readonly hostsDown: number;
  readonly openPorts: number;
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
    batch: { cursor: ReportCursor; step: Pick<ReportStep, 'hosts' | 'parts'>; covered: AddressSet; now: Date },
  ): Promise<TakenHosts> {
    const { cursor, step } = batch;
    const whole = lastOfEach(step.hosts);
    const addresses = [
      ...new Set([...whole, ...step.parts.map(({ observation }) => observation)].map(({ address }) => address)),
    ];
    const earlier = await this.observations.earlier(tx, cursor.scanId, addresses);
    const seen = [
      ...(await this.uniteShards(tx, whole, { ...batch, earlier })),
      ...(await this.unite(tx, step.parts, { ...batch, earlier })),
    ];
    const hostIds = await this.hosts.apply(tx, { zoneId: cursor.zoneId, scanId: cursor.scanId, hosts: seen });
    await this.observations.record(tx, cursor, { hosts: seen, hostIds, earlier });
    tx.afterCommit(() => this.metrics.hostsIngested.inc(seen.length));
    return {
      ...tally(seen, earlier, batch.covered),
      // That masscan has told one port of a host does not say that it is done with the host.
      covered: AddressSet.parse(whole.map(({ address }) => address).join(',')),
    };
  }

  /**
   * Unites what another shard of the scan said of a host with what this one says: they asked different ports, or this one
   * looks closer at what the other found. Within one shard the later record is the better look.
   */
  private async uniteShards(
    tx: Tx,
    hosts: readonly SeenHost[],
    { cursor, earlier, now }: { cursor: ReportCursor; earlier: ReadonlyMap<string, EarlierObservation>; now: Date },
  ): Promise<SeenHost[]> {
    const shared = hosts.filter(({ address }) => (earlier.get(address)?.shardId ?? cursor.shardId) !== cursor.shardId);
    if (shared.length === 0) return [...hosts];
    const records = await this.observations.records(
      tx,
      cursor.scanId,
      shared.map(({ address }) => address),
    );
    return hosts.map((seen) => {
      const before = records.get(seen.address);
      if (!before) return seen;
      const after = JSON.parse(seen.data) as Observation;
      return seenHost(mergeObservations(before, after, seen.coverage), seen.coverage, now);
    });
  }

  /** Unites what parts of hosts say with each other and with what the scan has of these hosts. */
  private async unite(
    tx: Tx,
    parts: readonly PartRecord[],
    { cursor, earlier, now }: { cursor: ReportCursor; earlier: ReadonlyMap<string, unknown>; now: Date },
  ): Promise<SeenHost[]> {
    if (parts.length === 0) return [];
    const coverages = new Map(parts.map(({ observation, coverage }) => [observation.address, coverage]));
    const records = await this.observations.records(tx, cursor.scanId, [...earlier.keys()]);
    return mergeByAddress(parts.map(({ observation }) => observation)).flatMap((observation) => {
      const before = records.get(observation.address);
      const coverage = coverages.get(observation.address);
      return coverage ? [seenHost(before ? mergeObservations(before, observation) : observation, coverage, now)] : [];
    });
  }
}

/** Nmap's later record of a host is a better look at all of it. */
function lastOfEach(hosts: readonly SeenHost[]): SeenHost[] {
  return [...new Map(hosts.map((seen) => [seen.address, seen])).values()];
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
  for (const { address, status, answered, services } of seen) {
    const before = earlier.get(address);
    // Of a host that is down and was never up, or has never answered, there is no observation: what is covered already has
    // been counted.
    const upBefore = before ? before.status === 'up' : !answered && status === 'up' && covered.contains(address);
    hostsUp += Number(status === 'up') - Number(upBefore);
    const counted = before ? before.status === 'down' : status === 'down' && covered.contains(address);
    hostsDown += Number(status === 'down') - Number(counted);
    openPorts += services.length - (before?.openPorts ?? 0);
  }
  return { hostsUp, hostsDown, openPorts };
}
