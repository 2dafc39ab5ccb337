import {
  scansApi,
  type CreateScanRequest,
  type Scan,
  type ScanPreview,
  type ScanState,
  type ScanVerdict,
  type ScopeCertificate,
} from '@scanfleet/contracts';
import { found, on } from './answer.js';
import { fakeCheckTargets } from './fake-checks.js';
import { fakeRuns } from './fake-scans.js';
import type { FakeWorld } from './fake-world.js';
import { fakeId, minutesAgo } from './ids.js';
import { matches, pageOfList } from './pages.js';
import { Refusal } from './refusal.js';

/** Above so many addresses the fake wants a scan confirmed. */
const LARGE = 50_000;
const PROBES_EACH = 200;
const PROBES_PER_SLOT = 500;

export const scanAnswers = [
  on(scansApi.list, (world, { query }) =>
    pageOfList(
      world.scans.filter(
        (scan) =>
          matches(scan, query.search) &&
          (query.state === undefined || scan.state === query.state) &&
          (query.site_id === undefined || scan.site?.id === query.site_id),
      ),
      query,
    ),
  ),
  on(scansApi.get, (world, { params }) => found(world.scans, params.scanId, 'scan')),
  on(scansApi.preview, (world, { body }) => previewOf(world, body)),
  on(scansApi.create, (world, { body }) => {
    const preview = previewOf(world, body);
    const [pattern] = world.scans.filter((scan) => scan.state === 'planned');
    if (pattern === undefined)
      throw new Refusal(409, {
        code: 'nothing_to_scan',
        message: 'Every address of these targets is excluded. Nothing is left to scan.',
        issues: [{ path: 'targets', message: 'are all excluded' }],
      });
    if (preview.large && !body.confirmLarge)
      throw new Refusal(409, {
        code: 'scan_too_large',
        message: `This scan is larger than usual: ${preview.plannedAddresses} addresses, about ${preview.plannedProbes} probes.`,
        issues: [{ path: 'confirmLarge', message: 'must be true to start it' }],
      });
    const site = world.sites.find((each) => each.id === body.siteId);
    const scan: Scan = {
      ...pattern,
      id: fakeId('scan', 100 + world.scans.length),
      site: site ? { id: site.id, name: site.name } : null,
      targetSummary: body.targets ?? '',
      command: preview.command,
      priority: body.priority,
      maxRate: body.maxRate ?? null,
      randomised: body.randomised,
      liveHostsOnly: body.liveHostsOnly,
      timeLimitMinutes: body.timeLimitMinutes ?? null,
      createdAt: minutesAgo(0),
    };
    world.scans = [scan, ...world.scans];
    world.results = [];
    return scan;
  }),
  on(scansApi.results, (world, { query }) =>
    pageOfList(
      world.results.filter(
        (result) => matches(result, query.search) && (query.status === undefined || result.status === query.status),
      ),
      query,
    ),
  ),
  on(scansApi.update, (world, { params, body }) => Object.assign(found(world.scans, params.scanId, 'scan'), body)),
  on(scansApi.retry, (world, { params }) => {
    const scan = found(world.scans, params.scanId, 'scan');
    const shards = scan.shards.map((shard) =>
      shard.state === 'failed'
        ? {
            ...shard,
            state: 'queued' as const,
            reason: null,
            detail: null,
            exitCode: null,
            stderrTail: null,
            finishedAt: null,
            waitingFor: 'A free slot on an engine of the zone.',
          }
        : shard,
    );
    return Object.assign(scan, { shards, state: 'running', partial: false, reason: null, finishedAt: null });
  }),
  on(scansApi.why, (world, { params, query }) =>
    verdictOf(world, found(world.scans, params.scanId, 'scan'), query.address),
  ),
  on(scansApi.certificate, (world, { params }) => certificateOf(found(world.scans, params.scanId, 'scan'))),
  on(scansApi.runs, (world, { params }) => ({
    data: fakeRuns(found(found(world.scans, params.scanId, 'scan').shards, params.shardId, 'shard'), world.voice),
  })),
  on(scansApi.stop, (world, { params }) => turn(world, params.scanId, 'cancelled')),
  on(scansApi.pause, (world, { params }) => turn(world, params.scanId, 'paused')),
  on(scansApi.resume, (world, { params }) => turn(world, params.scanId, 'running')),
  on(scansApi.remove, (world, { params }) => {
    world.scans = world.scans.filter((scan) => scan.id !== params.scanId);
    return {};
  }),
];

function turn(world: FakeWorld, scanId: string, state: ScanState): Scan {
  return Object.assign(found(world.scans, scanId, 'scan'), { state });
}

/** @throws Refusal when a field is wrong, at that field. */
function previewOf(world: FakeWorld, body: CreateScanRequest): ScanPreview {
  const site = body.siteId === undefined ? undefined : found(world.sites, body.siteId, 'site');
  const check = fakeCheckTargets(body.targets ?? site?.targets ?? '');
  if (!check.valid)
    throw new Refusal(422, { code: 'invalid_targets', message: 'The targets hold mistakes.', issues: check.issues });
  const command = world.commands.find((each) => each.id === (body.commandId ?? site?.defaultCommand?.id));
  if (command === undefined)
    throw new Refusal(422, {
      code: 'command_needed',
      message: 'The site has no command of its own.',
      issues: [{ path: 'commandId', message: 'Choose the command.' }],
    });
  const engineId = body.engineId ?? (body.poolId === undefined ? site?.defaultEngine?.id : undefined);
  const poolId = body.poolId ?? (body.engineId === undefined ? site?.defaultPool?.id : undefined);
  const pool = world.pools.find((each) => each.id === poolId);
  const engines = world.engines.filter(
    (engine) =>
      engine.online &&
      engine.enabled &&
      engine.approved &&
      (engineId === undefined || engine.id === engineId) &&
      (pool === undefined || pool.engineIds.includes(engine.id)),
  );
  const slots = engines.reduce((sum, engine) => sum + engine.slots, 0);
  const addresses = Number(check.scannableCount);
  const probes = addresses * PROBES_EACH;
  const rate = Math.min(body.maxRate ?? Infinity, slots * PROBES_PER_SLOT);
  return {
    targetSummary: body.targets ?? site?.targets ?? '',
    plannedAddresses: check.scannableCount,
    excludedAddresses: check.excludedCount,
    shardCount: Math.ceil(addresses / 256),
    plannedProbes: String(probes),
    estimatedSeconds: slots === 0 ? null : probes / rate,
    slots,
    large: addresses > LARGE,
    command: { id: command.id, name: command.name, scanner: command.scanner, options: command.options },
    followUp: command.followUp,
    resolvedNames:
      check.nameCount === 0
        ? []
        : [
            { name: world.voice('printer.corp.example'), addresses: ['10.20.3.7'], error: null },
            { name: world.voice('old.corp.example'), addresses: [], error: world.voice('no such name') },
          ],
    problems: check.nameCount === 0 ? [] : [world.voice('old.corp.example has no address and is not scanned.')],
  };
}

function verdictOf(world: FakeWorld, scan: Scan, address: string): ScanVerdict {
  if (!/^[\d.]+$|^[\da-f:]+:[\da-f:]*$/i.test(address))
    throw new Refusal(422, {
      code: 'invalid_request',
      message: 'That is no address.',
      issues: [{ path: 'address', message: 'is no IPv4 or IPv6 address' }],
    });
  const excluded = /^10\.20\.0\.[1-5]$/.test(address);
  const planned = address.startsWith('10.20.') && !excluded;
  const shard = scan.shards[0];
  const runs = planned && shard ? fakeRuns({ ...shard, epoch: 2 }, world.voice) : [];
  return {
    address,
    included: planned,
    explanation: excluded
      ? `${address} is a target, but a global exclusion holds it out.`
      : planned
        ? `${address} is a target. Shard 1 covered it.`
        : `${address} is in none of the targets.`,
    targets: planned || excluded ? [world.voice('10.20.0.0/22')] : [],
    exclusions: excluded
      ? [{ target: world.voice('10.20.0.1-5'), scope: 'global', reason: world.voice('core routers') }]
      : [],
    probes: runs.map((run) => ({
      shard: 1,
      stage: 1,
      epoch: run.epoch,
      engine: run.engine.name,
      leasedAt: run.leasedAt,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      outcome: run.outcome,
      covered: run.outcome === 'completed',
    })),
    covered: planned,
    observedAt: planned ? minutesAgo(3) : null,
  };
}

function certificateOf(scan: Scan): ScopeCertificate {
  const set = (addresses: string, text: string) => ({ addresses, set: text, sha256: '0'.repeat(64) });
  return {
    kind: 'scanfleet-scope-certificate',
    version: 1,
    scanId: scan.id,
    site: scan.site?.name ?? null,
    zone: scan.zone.name,
    command: {
      name: scan.command.name,
      scanner: scan.command.scanner,
      options: scan.command.options,
      followUp: scan.followUp,
    },
    state: scan.state,
    partial: scan.partial,
    createdBy: scan.createdBy,
    createdAt: scan.createdAt,
    startedAt: scan.startedAt,
    finishedAt: scan.finishedAt,
    issuedAt: minutesAgo(0),
    targets: scan.targets,
    exclusions: scan.excluded,
    resolvedNames: scan.resolvedNames,
    planned: set(scan.plannedAddresses, scan.addressSet),
    excluded: set(scan.excludedAddresses, '10.20.0.1-10.20.0.5'),
    dropped: set(scan.droppedAddresses, ''),
    probed: set(scan.plannedAddresses, scan.addressSet),
    covered: set(scan.plannedAddresses, scan.addressSet),
    open: set('0', ''),
    refusedAddresses: scan.refusedAddresses,
    runs: [],
    sha256: '0'.repeat(64),
  };
}
