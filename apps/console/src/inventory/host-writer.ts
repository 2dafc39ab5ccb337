import { Injectable } from '@nestjs/common';
import { ChangeKind } from '@scanfleet/contracts';
import { ChangeWriter } from '../changes/change-writer.js';
import type { HostChange } from '../changes/host-change.js';
import type { Tx } from '../platform/database/tx.js';
import { addHosts, lockHosts, markDown, type SeenRow, touchHosts, updateHosts } from './host-table.js';
import type { KnownHost } from './known-host.js';
import { planHost, planNewHost } from './plan-host.js';
import type { SeenHost } from './seen-host.js';
import { addServices, closeServices, keepLastSighting, servicesOf, writeServices } from './service-table.js';

export interface Sighting {
  readonly zoneId: string;
  readonly scanId: string;
  /** One entry an address. */
  readonly hosts: readonly SeenHost[];
}

interface Pair extends SeenRow {
  readonly known: KnownHost;
}

/** The only writer of hosts and services: compares what was seen with what is known and writes what differs. */
@Injectable()
export class HostWriter {
  constructor(private readonly changes: ChangeWriter) {}

  /**
   * Takes observations into the inventory and records what that changes.
   * @throws a unique violation (23505) where another worker has just made one of the hosts: try again
   * @returns ids of the hosts by address, for those that are in the inventory; a host never seen up is not
   */
  async apply(tx: Tx, { zoneId, scanId, hosts }: Sighting): Promise<Map<string, string>> {
    const told = hosts.filter(({ status }) => status !== 'unknown');
    const known = await lockHosts(tx, zoneId, told.map(addressOf));
    const fresh = await addHosts(
      tx,
      { zoneId, scanId },
      told.filter((seen) => isUp(seen) && seen.answered && !known.has(seen.address)),
    );
    const pairs = told.flatMap((seen): Pair[] => {
      const host = known.get(seen.address);
      return host ? [{ hostId: host.id, known: host, seen }] : [];
    });
    const ids = new Map(fresh.map(({ hostId, seen }) => [seen.address, hostId]));
    for (const { hostId, seen } of pairs) ids.set(seen.address, hostId);
    await this.changes.record(tx, scanId, [
      ...(await applyNew(tx, scanId, fresh)),
      ...(await applyUp(
        tx,
        scanId,
        pairs.filter(({ seen, known: host }) => isUp(seen) && (seen.answered || host.status === 'up')),
      )),
      ...(await applyDown(
        tx,
        scanId,
        pairs.filter(({ seen }) => !isUp(seen)),
      )),
    ]);
    return ids;
  }
}

async function applyNew(tx: Tx, scanId: string, fresh: readonly SeenRow[]): Promise<HostChange[]> {
  const plans = fresh.map(({ hostId, seen }) => planNewHost(hostId, seen));
  await addServices(
    tx,
    scanId,
    plans.flatMap(({ opened }) => opened),
  );
  return plans.flatMap(({ changes }) => changes);
}

async function applyUp(tx: Tx, scanId: string, pairs: readonly Pair[]): Promise<HostChange[]> {
  const [same, other] = divide(pairs, isSame);
  const services = await servicesOf(
    tx,
    other.map(({ hostId }) => hostId),
  );
  const planned = other.map((pair) => ({
    ...pair,
    plan: planHost(pair.known, services.get(pair.hostId) ?? [], pair.seen),
  }));
  const [glances, looks] = divide(planned, ({ plan }) => plan.glance);
  await touchHosts(tx, scanId, [
    ...same.map((pair) => ({ ...pair, confirmed: true })),
    ...glances.map((pair) => ({ ...pair, confirmed: false })),
  ]);
  const plans = looks.map(({ plan }) => plan);
  // Services before hosts: what the host's last confirmation says of them is read from its row.
  await keepLastSighting(
    tx,
    plans.flatMap(({ unasked }) => unasked),
  );
  await writeServices(
    tx,
    scanId,
    plans.flatMap(({ opened }) => opened),
  );
  await closeServices(
    tx,
    scanId,
    plans.flatMap(({ closed }) => closed),
  );
  await updateHosts(
    tx,
    scanId,
    looks.map(({ plan, ...pair }) => ({ ...pair, confirmed: plan.unasked.length === 0 })),
  );
  return plans.flatMap(({ changes }) => changes);
}

/**
 * What a host that is down says of its services is nothing. One that host discovery never found, and one that is gone, are
 * no news.
 */
async function applyDown(tx: Tx, scanId: string, pairs: readonly Pair[]): Promise<HostChange[]> {
  const fallen = pairs.filter(
    ({ known: { status, answers_discovery: asked } }) => asked && status !== 'down' && status !== 'gone',
  );
  await markDown(tx, scanId, fallen);
  return fallen.map(({ hostId, known, seen }) => ({
    hostId,
    kind: ChangeKind.HostDown,
    protocol: null,
    port: null,
    before: { status: known.status },
    after: { status: 'down' },
    at: seen.observedAt,
  }));
}

/** Nothing but times: one write to the host, none to its services. See docs/decisions/0005-confirmed-hosts.md. */
function isSame({ known, seen }: Pair): boolean {
  return known.status === 'up' && known.confirmed_at !== null && known.digest === seen.digest;
}

const isUp = (seen: SeenHost): boolean => seen.status === 'up';
const addressOf = (seen: SeenHost): string => seen.address;

function divide<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  const yes: Item[] = [];
  const no: Item[] = [];
  for (const item of items) (belongs(item) ? yes : no).push(item);
  return [yes, no];
}
