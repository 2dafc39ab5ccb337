import type { ScanVerdict } from '@scanfleet/contracts';
import { type Address, AddressSet, formatAddress, parseTargetList, whyIn } from '@scanfleet/targets';
import { type ReadExclusion, readExclusions } from '../exclusions/excluded-addresses.js';
import type { StrayName } from './exclusions-now.js';
import { mayHaveProbed, outcomeOf, type ProvenRun, type ProvenScan, type ProvenShard } from './scope-facts.js';

/** All that a verdict on an address depends on. */
export interface VerdictFacts {
  readonly scan: ProvenScan;
  readonly shards: readonly ProvenShard[];
  readonly runs: readonly ProvenRun[];
  /** The exclusions in force now, names with what they lead to, and the target names that are refused now. */
  readonly linesNow: readonly ReadExclusion[];
  readonly stray: readonly StrayName[];
  readonly observedAt: Date | null;
}

type Line = ScanVerdict['exclusions'][number];

/** Says why an address is in or out of a scan, and what was done to it. Pure. */
export function scanVerdictOf(address: Address, facts: VerdictFacts): ScanVerdict {
  const { scan, shards, runs, observedAt } = facts;
  const planned = AddressSet.parse(scan.addressSet);
  const outcome = outcomeOf(planned, shards);
  const targets = targetsOf(address, scan);
  const [before, since] = [plannedExclusions(address, scan), exclusionsNow(address, facts)];
  const covered = outcome.covered.contains(address);
  const dropped = outcome.dropped.contains(address);
  const stray = facts.stray.find(({ addresses }) => addresses.contains(address));
  const late = dropped || (!covered && (since.length > 0 || stray !== undefined));
  const included = planned.contains(address) && !late;
  const probes = probesOf(address, facts);
  const what = { address: formatAddress(address), targets, before, since, dropped, stray };
  const sentence = planned.contains(address) ? plannedSentence(what, late) : unplannedSentence(what);
  return {
    address: what.address,
    included,
    explanation: [sentence, probeSentence(probes, covered)].filter((part) => part !== '').join(' '),
    targets,
    exclusions: planned.contains(address) ? (late ? since : []) : before,
    probes,
    covered: covered && runs.length > 0,
    observedAt: observedAt && observedAt.toISOString(),
  };
}

interface What {
  readonly address: string;
  readonly targets: readonly string[];
  readonly before: readonly Line[];
  readonly since: readonly Line[];
  readonly dropped: boolean;
  readonly stray: StrayName | undefined;
}

function unplannedSentence({ address, targets, before }: What): string {
  const [target] = targets;
  if (target === undefined) return `${address} is out: no target of the scan names it.`;
  const [line] = before;
  const by = line ? `the ${line.scope} exclusion ${said(line)}` : 'an exclusion';
  return `${address} is out: ${target} names it, but ${by} kept it out when the scan was planned.`;
}

function plannedSentence({ address, targets, since, dropped, stray }: What, late: boolean): string {
  const by = targets[0] ?? 'the plan';
  if (!late) return `${address} is in, by ${by}.`;
  const [line] = since;
  const fate = dropped ? 'keeps it out since' : 'keeps it out from now on';
  if (line) return `${address} is out: it was planned by ${by}, but the ${line.scope} exclusion ${said(line)} ${fate}.`;
  if (stray) return `${address} is out: it was planned by ${by}. ${stray.problem}`;
  return `${address} is out: it was planned by ${by}, but was excluded before it was done; that exclusion is not in force any more.`;
}

function probeSentence(probes: ScanVerdict['probes'], covered: boolean): string {
  const done = probes.findLast((probe) => probe.covered);
  if (covered && done) return `Shard ${done.shard} covered it on ${done.engine}.`;
  if (probes.length === 0) return 'No lease had it in its manifest.';
  const leases = probes.length === 1 ? 'One lease' : `${probes.length} leases`;
  return `${leases} had it in the manifest; no report tells of it to the end.`;
}

function said({ target, reason }: Line): string {
  return reason === '' ? target : `${target} (${reason})`;
}

function targetsOf(address: Address, { plan }: ProvenScan): string[] {
  const answers = new Map(
    plan.resolvedNames.map(({ name, addresses }) => [name, AddressSet.parse(addresses.join(','))]),
  );
  const lines = parseTargetList(plan.targets.join('\n')).targets.map((line) =>
    line.kind === 'name' ? { token: line.token, set: answers.get(line.name) } : { token: line.token, set: line.set },
  );
  return [...new Set(whyIn(lines, address).map(({ token }) => token))];
}

/** The exclusions of the plan that had the address. */
function plannedExclusions(address: Address, { plan }: ProvenScan): Line[] {
  const answers = new Map(
    plan.excludedNames.map(({ name, addresses }) => [name, AddressSet.parse(addresses.join(','))]),
  );
  const written = plan.excluded.map((line, index) => ({ ...line, id: String(index) }));
  const lines = readExclusions(written as Parameters<typeof readExclusions>[0]);
  return whyIn(
    lines.map(({ target, scope, reason, name, set }) => ({
      line: { target, scope, reason },
      set: name === undefined ? set : answers.get(name),
    })),
    address,
  ).map(({ line }) => line);
}

function exclusionsNow(address: Address, { linesNow }: VerdictFacts): Line[] {
  return whyIn(linesNow, address).map(({ target, scope, reason }) => ({ target, scope, reason }));
}

/** The leases that had the address. What a lease covered is not in the manifests after it, so the last one covered it. */
function probesOf(address: Address, { shards, runs }: VerdictFacts): ScanVerdict['probes'] {
  const having = runs.filter((run) => AddressSet.parse(run.leasedSet).contains(address));
  const covered = new Set(
    shards.filter((shard) => AddressSet.parse(shard.coveredSet).contains(address)).map(({ id }) => id),
  );
  const last = new Map(having.filter(mayHaveProbed).map((run) => [run.shardId, run.epoch]));
  return having.map((run) => ({
    shard: run.shard,
    stage: run.stage,
    epoch: run.epoch,
    engine: run.engine,
    leasedAt: run.leasedAt.toISOString(),
    startedAt: run.startedAt && run.startedAt.toISOString(),
    endedAt: run.endedAt && run.endedAt.toISOString(),
    outcome: run.outcome,
    covered: covered.has(run.shardId) && last.get(run.shardId) === run.epoch,
  }));
}
