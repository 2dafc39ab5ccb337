import type { ScannerName } from '@scanfleet/contracts';
import { probesPerAddress, type ScanOption } from '@scanfleet/scan-options';
import { addressesOf, AddressSet, type TargetLine } from '@scanfleet/targets';
import type { ReadExclusion } from '../exclusions/excluded-addresses.js';
import { invalid } from '../platform/http/refusal.js';
import type { FreeEngine } from './ledger/engine-slots.js';
import type { ResolvedName } from './resolve-names.js';
import { cutIntoShards, shardBounds } from './shard-size.js';

/** masscan 1.3.2 refuses more ("scan range too large, max is 63-bits"). */
const MASSCAN_MOST_PROBES = 2n ** 63n - 1n;

/** What could work on a scan now. */
export interface Capacity {
  /** Engines that are online and take such work. */
  readonly engines: readonly Pick<FreeEngine, 'slots' | 'allowed'>[];
  /** Shards that the limits of site and zone let run at once; null = no limit. */
  readonly mostAtOnce: number | null;
}

/** All that a scan is planned from. */
export interface PlanInput {
  /** Field of the request that named the targets, for refusals. */
  readonly field: 'targets' | 'siteId';
  readonly targets: readonly TargetLine[];
  /** Of what the targets name, only this is scanned; null = all. */
  readonly within?: AddressSet | null;
  readonly exclusions: readonly ReadExclusion[];
  /** What the names among targets and exclusions resolved to. */
  readonly names: readonly ResolvedName[];
  readonly scanner: ScannerName;
  readonly options: readonly ScanOption[];
  readonly capacity: Capacity;
}

/** What is kept in scan.plan. */
export interface PlanSnapshot {
  targets: string[];
  excluded: { target: string; scope: string; reason: string }[];
  excludedAddresses: string;
  resolvedNames: ResolvedName[];
  excludedNames: ResolvedName[];
}

/** A scan as it was planned: everything it depends on, copied. */
export interface ScanPlan {
  readonly addresses: AddressSet;
  /** Everything that was excluded, also where no target is. */
  readonly excluded: AddressSet;
  readonly shards: readonly AddressSet[];
  /** About how many probes it sends: addresses times probes for each. */
  readonly probes: bigint;
  /** Slots of the engines that may scan some of it, busy or not. */
  readonly slots: number;
  /** Slots that could work on it at once within the limits. */
  readonly slotsAtOnce: number;
  readonly summary: string;
  readonly snapshot: PlanSnapshot;
  /** Sentences for the operator. */
  readonly problems: string[];
}

/**
 * Plans a scan: targets minus exclusions, cut into shards for the slots that could work on them. Pure.
 * @throws Refusal 422 `nothing_to_scan` with the reason when no address is left, 422 `too_many_probes` for more addresses and
 *   ports than masscan can count.
 */
export function planScan(input: PlanInput): ScanPlan {
  const answers = new Map(input.names.map((answer) => [answer.name, answer]));
  const excludedNames = new Set(input.exclusions.flatMap(({ name }) => (name === undefined ? [] : [name])));
  const named = namedAddresses(input.targets, input.names);
  const wanted = input.within ? named.intersect(input.within) : named;
  if (input.within && wanted.isEmpty() && !named.isEmpty()) throw noLiveHosts(input.field);
  // An excluded name takes with it whatever it resolves to, for targets too that name it.
  const excluded = addressesOf(input.exclusions.map((line) => ({ set: meaning(line, answers) })));
  const addresses = wanted.subtract(excluded);
  const targetNames = namesOf(input.targets);
  if (addresses.isEmpty()) throw nothingToScan(input, wanted, answers);
  const probes = addresses.count() * BigInt(Math.max(1, probesPerAddress(input.scanner, input.options)));
  if (input.scanner === 'masscan' && probes > MASSCAN_MOST_PROBES) throw tooManyForMasscan(input.field, probes);
  const { engines, mostAtOnce } = input.capacity;
  const able = engines.filter(({ allowed }) => allowed.overlaps(addresses));
  const slots = able.reduce((sum, engine) => sum + engine.slots, 0);
  const slotsAtOnce = Math.min(slots, mostAtOnce ?? Infinity);
  return {
    addresses,
    excluded,
    probes,
    slots,
    slotsAtOnce,
    shards: cutIntoShards(addresses, shardBounds(input.scanner, input.options), slotsAtOnce),
    summary: summarise(input.targets.map(({ token }) => token)),
    snapshot: {
      targets: input.targets.map(({ token }) => token),
      excluded: input.exclusions.map(({ target, scope, reason }) => ({ target, scope, reason })),
      excludedAddresses: wanted.intersect(excluded).count().toString(),
      resolvedNames: input.names.filter(({ name }) => targetNames.has(name)),
      excludedNames: input.names.filter(({ name }) => excludedNames.has(name)),
    },
    problems: input.names.flatMap((answer) => problemsOf(answer, targetNames, excludedNames)),
  };
}

/** All addresses that targets stand for, names by what they resolved to. */
export function namedAddresses(targets: readonly TargetLine[], names: readonly ResolvedName[]): AddressSet {
  const answers = new Map(names.map((answer) => [answer.name, answer]));
  return addressesOf(targets.map((target) => ({ set: meaning(target, answers) })));
}

/** The host names among lines, for resolving. */
export function namesOf(lines: Iterable<{ readonly name?: string | undefined }>): Set<string> {
  return new Set([...lines].flatMap(({ name }) => (name === undefined ? [] : [name])));
}

function meaning(
  line: { readonly set?: AddressSet | undefined; readonly name?: string | undefined },
  answers: ReadonlyMap<string, ResolvedName>,
): AddressSet {
  if (line.name === undefined) return line.set ?? AddressSet.empty;
  return AddressSet.parse(answers.get(line.name)?.addresses.join(',') ?? '');
}

function problemsOf(
  { name, error }: ResolvedName,
  targets: ReadonlySet<string>,
  excluded: ReadonlySet<string>,
): string[] {
  if (error === null) return [];
  const problems: string[] = [];
  if (targets.has(name)) problems.push(`The target ${name} is not scanned: ${error}.`);
  if (excluded.has(name)) problems.push(`The exclusion ${name} could not be turned into addresses: ${error}.`);
  return problems;
}

function nothingToScan(input: PlanInput, wanted: AddressSet, answers: ReadonlyMap<string, ResolvedName>): Error {
  const message = whyNothing(input, wanted, answers);
  return invalid(message, [{ path: input.field, message, code: 'nothing_to_scan' }], 'nothing_to_scan');
}

function noLiveHosts(field: string): Error {
  const message = 'None of its addresses is known to live. Scan all of them once, then only those that live.';
  return invalid(message, [{ path: field, message, code: 'nothing_to_scan' }], 'nothing_to_scan');
}

function tooManyForMasscan(field: string, probes: bigint): Error {
  const message =
    `${probes} addresses x ports are more than masscan takes (2^63). ` +
    'Choose smaller targets or fewer ports, or find hosts with nmap first.';
  return invalid(message, [{ path: field, message, code: 'too_many_probes' }], 'too_many_probes');
}

function whyNothing(input: PlanInput, wanted: AddressSet, answers: ReadonlyMap<string, ResolvedName>): string {
  if (input.targets.length === 0) {
    return 'There are no targets: name at least one address, range, CIDR or host name.';
  }
  if (wanted.isEmpty()) {
    const errors = [...namesOf(input.targets)].map((name) => `${name} (${answers.get(name)?.error ?? 'not resolved'})`);
    return `None of the targets has an address: ${listed(errors)}. Correct the names or use addresses.`;
  }
  const lines = input.exclusions
    .filter((line) => meaning(line, answers).overlaps(wanted))
    .map(({ target, scope, reason }) => `${target} (${scope}${reason ? `: ${reason}` : ''})`);
  return `All targets are excluded, by ${listed(lines)}. Choose other targets or change those exclusions.`;
}

function summarise(tokens: readonly string[]): string {
  return listed([...new Set(tokens)]);
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join(', ');
  return texts.length > 3 ? `${shown} and ${texts.length - 3} more` : shown;
}
