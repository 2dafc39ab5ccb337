import type { Host, Scan, ScanResult, ScanState, Shard, ShardState } from '@scanfleet/contracts';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const ARGV = [
  'nmap',
  '-sS',
  '-sV',
  '--top-ports',
  '200',
  '-T4',
  '-n',
  '-iL',
  '/run/shard/targets',
  '--excludefile',
  '/run/shard/excluded',
  '-oX',
  '/run/shard/report.xml',
];

const STORIES: readonly {
  readonly state: ScanState;
  readonly site: string;
  readonly command: string;
  readonly age: number;
  readonly partial?: boolean;
}[] = [
  { state: 'running', site: 'Frankfurt office', command: 'Version scan', age: 6 },
  { state: 'completed', site: 'Frankfurt office', command: 'Version scan', age: 190 },
  { state: 'completed', site: 'Warehouse Rotterdam', command: 'TCP discovery', age: 300, partial: true },
  { state: 'failed', site: 'Lab', command: 'All 65,535 ports', age: 720 },
  { state: 'paused', site: 'Data centre, racks 1 to 12', command: 'All 65,535 ports', age: 800 },
  { state: 'cancelled', site: 'Lab', command: 'Fast sweep (masscan)', age: 1500 },
  { state: 'planned', site: 'Branch Lyon', command: 'SYN scan', age: 1 },
  { state: 'completed', site: 'Frankfurt office', command: 'Version scan', age: 1630 },
];

export function fakeScans(voice: Voice): Scan[] {
  return STORIES.map((story, index) => fakeScan(index + 1, story, voice));
}

function fakeScan(number: number, story: (typeof STORIES)[number], voice: Voice): Scan {
  const { state } = story;
  const ended = state === 'completed' || state === 'failed' || state === 'cancelled';
  const percent = { planned: 0, running: 62.4, paused: 31, completed: 100, cancelled: 44, failed: 18 }[state];
  const shards = fakeShards(state, story.partial === true, voice);
  return {
    id: fakeId('scan', number),
    state,
    partial: story.partial ?? false,
    reason: story.partial
      ? '1 of 4 shards failed: the scanner was killed.'
      : state === 'failed'
        ? voice('nmap ended with exit code 1: no permission for raw sockets.')
        : null,
    site: { id: fakeId('site', number), name: voice(story.site) },
    zone: { id: fakeId('zone', 1), name: 'default' },
    command: {
      id: fakeId('command', 1),
      name: voice(story.command),
      scanner: 'nmap',
      options: '-sS -sV --top-ports 200 -T4',
    },
    engine: null,
    targetSummary: voice('10.20.0.0/22'),
    plannedAddresses: '1018',
    shardCount: shards.length,
    progress: {
      percent,
      addressesDone: String(Math.round((1018 * percent) / 100)),
      hostsUp: state === 'planned' ? 0 : 138,
      hostsDown: state === 'planned' ? 0 : 497,
      openPorts: state === 'planned' ? 0 : 431,
      estimatedEndAt: state === 'running' ? new Date(Date.now() + 214_000).toISOString() : null,
    },
    waitingFor: state === 'planned' ? 'No engine of the zone "default" with nmap is online.' : null,
    createdBy: voice('admin'),
    createdAt: minutesAgo(story.age),
    startedAt: state === 'planned' ? null : minutesAgo(story.age - 0.2),
    finishedAt: ended ? minutesAgo(Math.max(0, story.age - 14)) : null,
    targets: ['10.20.0.0/22', voice('printer.corp.example')],
    excluded: [{ target: '10.20.0.1-5', scope: 'global', reason: voice('core routers') }],
    excludedAddresses: '6',
    resolvedNames: [
      { name: voice('printer.corp.example'), addresses: ['10.20.3.7'], error: null },
      { name: voice('old.corp.example'), addresses: [], error: voice('no such name') },
    ],
    addressSet: '10.20.0.0,10.20.0.6-10.20.3.255',
    refusedAddresses: number === 2 ? 2 : 0,
    problems: number === 2 ? [voice('Shard 3 reported 2 addresses outside of its manifest. They were not taken.')] : [],
    shards,
  };
}

function fakeShards(state: ScanState, isPartial: boolean, voice: Voice): Shard[] {
  const states: Readonly<Record<ScanState, readonly ShardState[]>> = {
    planned: ['queued', 'queued'],
    running: ['delivered', 'scanning', 'scanning', 'queued'],
    paused: ['delivered', 'paused', 'paused'],
    completed: isPartial
      ? ['delivered', 'delivered', 'failed', 'delivered']
      : ['delivered', 'delivered', 'delivered', 'delivered'],
    cancelled: ['delivered', 'cancelled'],
    failed: ['failed'],
  };
  return states[state].map((shardState, index) => fakeShard(index + 1, shardState, voice));
}

function fakeShard(number: number, state: ShardState, voice: Voice): Shard {
  const failed = state === 'failed';
  const worked = state !== 'queued';
  const percent = { queued: 0, leased: 0, scanning: 58, delivered: 100, paused: 40, cancelled: 22, failed: 18 }[state];
  return {
    id: fakeId('shard', number),
    number,
    state,
    epoch: worked ? 1 : 0,
    attempts: failed ? 3 : 1,
    engine: worked
      ? { id: fakeId('engine', 1 + (number % 2)), name: voice(number % 2 ? 'fra-probe-2' : 'fra-probe-1') }
      : null,
    addressCount: '256',
    addressesDone: String(Math.round(2.56 * percent)),
    percent,
    reason: failed ? 'scanner_failed' : null,
    detail: failed ? voice('nmap ended with exit code 1 after 3 attempts.') : null,
    exitCode: failed ? 1 : null,
    stderrTail: failed ? voice('Couldn\u2019t open a raw socket. Error: (1) Operation not permitted\nQUITTING!') : null,
    argv: worked ? ARGV.map((word) => (word.startsWith('/') ? voice(word) : word)) : null,
    notes: number === 1 && worked ? [voice('No raw sockets here: a connect scan was run instead of a SYN scan.')] : [],
    reportBytes: worked ? 148_220 * number : 0,
    leaseExpiresAt: state === 'scanning' ? new Date(Date.now() + 40_000).toISOString() : null,
    waitingFor: state === 'queued' ? 'A free slot on an engine of the zone.' : null,
    startedAt: worked ? minutesAgo(5) : null,
    finishedAt: state === 'delivered' || failed ? minutesAgo(2) : null,
  };
}

/** What a scan saw of those hosts. */
export function fakeResults(hosts: readonly Host[]): ScanResult[] {
  return hosts.map((host) => ({
    hostId: host.id,
    address: host.address,
    status: host.status === 'gone' ? 'down' : host.status,
    names: host.names,
    vendor: host.vendor,
    os: host.os,
    openPorts: host.services.map((service) => ({
      protocol: service.protocol,
      port: service.port,
      service: service.name,
      product: service.product,
    })),
    timedOut: host.timedOut,
    durationSeconds: host.lastDurationSeconds,
    observedAt: minutesAgo(3),
  }));
}
