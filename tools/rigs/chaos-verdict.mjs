/** What must be true after the chaos, whatever happened in it. */
import { addressText, countOf, isUp, nth, openPorts, readTargets } from './fake-world.mjs';

/**
 * Compares console, database and scanners' logs with the world.
 * @returns `{ wrong, lost, twice, rework, probes, … }`; `wrong` holds a sentence for each thing that is not as it must be
 */
export async function judge({ fleet, scan, planned, world, ports, scanners }) {
  const wrong = [];
  const expect = (what, found, wanted) => {
    if (String(found) !== String(wanted)) wrong.push(`${what}: ${found} instead of ${wanted}`);
  };
  const total = countOf(planned);
  expect('state of the scan', scan.state, 'completed');
  expect('partial', scan.partial, false);
  expect('reason', scan.reason, null);
  expect('waiting for', scan.waitingFor, null);
  expect('planned addresses', scan.plannedAddresses, total);
  expect('addresses done', scan.progress.addressesDone, total);
  const seen = await compareHosts({ fleet, scan, planned, world, ports, wrong });
  expect('hosts up', scan.progress.hostsUp, seen.up);
  expect('hosts down', scan.progress.hostsDown, total - seen.up);
  expect('open ports', scan.progress.openPorts, seen.open);
  await compareLedger({ fleet, scan, planned, expect });
  const strayed = scan.problems.filter((text) => !understood.some((pattern) => pattern.test(text)));
  for (const text of strayed) wrong.push(`a problem that nobody made: ${text}`);
  return { wrong, ...seen, ...countProbes(scanners, planned, wrong, total), problems: scan.problems };
}

/** Sentences that the broken scanners of the rig give reason for. */
const understood = [/10\.250\.0\.1|outside|not in (its|the) manifest/i, /report|XML|byte|broken|cut|end/i];

async function compareHosts({ fleet, scan, planned, world, ports, wrong }) {
  const found = new Map();
  let twice = 0;
  for (const { address, openPorts: open } of await fleet.results(scan.id, 'up')) {
    if (found.has(address)) twice += 1;
    found.set(
      address,
      open
        .map(({ port }) => port)
        .sort((a, b) => a - b)
        .join(),
    );
  }
  let [up, open, lost, different] = [0, 0, 0, 0];
  for (let index = 0; index < countOf(planned); index += 1) {
    const address = nth(planned, index);
    if (!isUp(world, address)) continue;
    const wanted = openPorts(world, address, ports);
    up += 1;
    open += wanted.length;
    const said = found.get(addressText(address));
    if (said === undefined) lost += 1;
    else if (said !== wanted.join()) different += 1;
    found.delete(addressText(address));
  }
  if (lost > 0) wrong.push(`${lost} hosts are lost`);
  if (twice > 0) wrong.push(`${twice} hosts are there twice`);
  if (different > 0) wrong.push(`${different} hosts have other open ports`);
  if (found.size > 0)
    wrong.push(`${found.size} hosts are not of this world: ${[...found.keys()].slice(0, 5).join(', ')}`);
  const [inventory] = await fleet.sql(
    `SELECT count(*)::int AS hosts, count(DISTINCT address)::int AS addresses FROM host`,
  );
  if (inventory.hosts !== inventory.addresses)
    wrong.push(`${inventory.hosts - inventory.addresses} hosts are twice in the inventory`);
  return { up, open, lost, twice };
}

async function compareLedger({ fleet, scan, planned, expect }) {
  const shards = await fleet.sql(
    `SELECT state, address_set, covered_set, dropped_set, address_count::text AS addresses, lease_expires_at, ordered FROM shard WHERE scan_id = $1`,
    [scan.id],
  );
  expect('shards not delivered', shards.filter(({ state }) => state !== 'delivered').length, 0);
  expect('shards with a lease', shards.filter(({ lease_expires_at: at, ordered }) => at || ordered).length, 0);
  const covered = readTargets(shards.map(({ covered_set: set }) => set).join(','));
  const sum = shards.reduce((count, { covered_set: set }) => count + countOf(readTargets(set)), 0);
  expect('addresses in the coverage of all shards', sum, countOf(planned));
  expect('the covered set', JSON.stringify(covered), JSON.stringify(planned));
}

/** Probes beyond the first of an address are rework; those outside of the plan must not be. */
function countProbes(scanners, planned, wrong, total) {
  const times = new Map();
  for (const scanner of scanners) {
    for (const { address } of scanner.probes()) times.set(address, (times.get(address) ?? 0) + 1);
  }
  let probes = 0;
  for (const count of times.values()) probes += count;
  const outside = [...times.keys()].filter(
    (address) => !planned.some(({ first, last }) => address >= first && address <= last),
  );
  if (outside.length > 0) wrong.push(`${outside.length} addresses outside of the plan were probed`);
  if (times.size - outside.length < total) wrong.push(`${total - times.size} addresses were never probed`);
  return { probes, rework: (probes - times.size) / total };
}
