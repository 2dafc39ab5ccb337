import type {
  Host,
  Reference,
  Scan,
  ScanPriority,
  ScanResult,
  ScanState,
  Shard,
  ShardRun,
  ShardState,
  StageProgress,
} from '@scanfleet/contracts';
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

const SWEEP_ARGV = ['masscan', '-p1-65535', '--rate', '10000', '--shard', '1/2', '-iL', '/run/shard/targets'];
const SWEEP = { scanner: 'masscan', options: '-p1-65535 --rate 10000' } as const;
const VERSIONS = { scanner: 'nmap', options: '-sS -sV --top-ports 200 -T4' } as const;
const FOLLOW_UP = '-sV -sC';

interface Story {
  readonly state: ScanState;
  readonly site: string;
  readonly command: string;
  readonly age: number;
  readonly partial?: boolean;
  readonly priority?: ScanPriority;
  readonly pool?: string;
  /** Number of the schedule that started it. */
  readonly schedule?: number;
  readonly liveHostsOnly?: boolean;
  /** A blackout holds it paused. */
  readonly blackout?: string;
  /** A masscan sweep, whose finds nmap looks at. */
  readonly twoStages?: boolean;
}

const STORIES: readonly Story[] = [
  { state: 'running', site: 'Frankfurt office', command: 'Version scan', age: 6 },
  { state: 'completed', site: 'Frankfurt office', command: 'Version scan', age: 190, schedule: 1 },
  { state: 'completed', site: 'Warehouse Rotterdam', command: 'TCP discovery', age: 300, partial: true },
  { state: 'failed', site: 'Lab', command: 'All 65,535 ports', age: 720 },
  { state: 'paused', site: 'Data centre, racks 1 to 12', command: 'All 65,535 ports', age: 800, priority: 'low' },
  { state: 'cancelled', site: 'Lab', command: 'Fast sweep (masscan)', age: 1500 },
  { state: 'planned', site: 'Branch Lyon', command: 'SYN scan', age: 1 },
  { state: 'completed', site: 'Frankfurt office', command: 'Version scan', age: 1630, schedule: 1 },
  {
    state: 'running',
    site: 'Data centre, racks 1 to 12',
    command: 'Sweep, then versions',
    age: 41,
    priority: 'high',
    pool: 'Frankfurt',
    twoStages: true,
  },
  {
    state: 'paused',
    site: 'Warehouse Rotterdam',
    command: 'Version scan',
    age: 75,
    schedule: 3,
    liveHostsOnly: true,
    blackout: 'Night shift',
  },
];

export function fakeScans(voice: Voice): Scan[] {
  return STORIES.map((story, index) => fakeScan(index + 1, story, voice));
}

function fakeScan(number: number, story: Story, voice: Voice): Scan {
  const { state, twoStages = false } = story;
  const ended = state === 'completed' || state === 'failed' || state === 'cancelled';
  const percent = { planned: 0, running: 62.4, paused: 31, completed: 100, cancelled: 44, failed: 18 }[state];
  const shards = twoStages ? sweptShards(voice) : fakeShards(state, story.partial === true, voice);
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
      ...(twoStages ? SWEEP : VERSIONS),
    },
    engine: null,
    pool: story.pool === undefined ? null : { id: fakeId('pool', 1), name: voice(story.pool) },
    priority: story.priority ?? 'normal',
    maxRate: twoStages ? 20_000 : null,
    randomised: twoStages,
    followUp: twoStages ? FOLLOW_UP : null,
    timeLimitMinutes: twoStages ? 240 : null,
    targetSummary: voice('10.20.0.0/22'),
    origin: story.schedule === undefined ? 'person' : 'schedule',
    schedule: story.schedule === undefined ? null : scheduleOf(story.schedule, voice),
    liveHostsOnly: story.liveHostsOnly ?? false,
    blackout:
      story.blackout === undefined
        ? null
        : { id: fakeId('blackout', 2), name: voice(story.blackout), until: minutesAgo(-95) },
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
    droppedAddresses: number === 1 ? '12' : '0',
    plannedProbes: twoStages ? '66715630' : '203600',
    stages: fakeStages(percent, shards, twoStages),
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

function scheduleOf(number: number, voice: Voice): Reference {
  return {
    id: fakeId('schedule', number),
    name: voice(number === 1 ? 'Office, every night' : 'Warehouse, by the hour'),
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

function fakeStages(percent: number, shards: readonly Shard[], twoStages: boolean): StageProgress[] {
  const ended = (stage: number): Pick<StageProgress, 'shardCount' | 'shardsEnded'> => {
    const own = shards.filter((shard) => shard.stage === stage);
    return {
      shardCount: own.length,
      shardsEnded: own.filter((shard) => shard.state === 'delivered' || shard.state === 'failed').length,
    };
  };
  const planned = { plannedAddresses: '1018', addressesDone: String(Math.round(10.18 * percent)), percent };
  if (!twoStages) return [{ stage: 1, ...VERSIONS, ...planned, ...ended(1) }];
  return [
    { stage: 1, ...SWEEP, plannedAddresses: '1018', addressesDone: '834', percent: 82, ...ended(1) },
    {
      stage: 2,
      scanner: 'nmap',
      options: FOLLOW_UP,
      plannedAddresses: '131',
      addressesDone: '56',
      percent: 43,
      ...ended(2),
    },
  ];
}

/** Two parts of a sweep over the same addresses, and nmap on what they found. */
function sweptShards(voice: Voice): Shard[] {
  const states = ['delivered', 'scanning', 'delivered', 'scanning', 'queued'] as const;
  return states.map((state, index) => {
    const sweeps = index < 2;
    const shard = fakeShard(index + 1, state, voice);
    return {
      ...shard,
      stage: sweeps ? 1 : 2,
      part: sweeps ? { index: index + 1, of: 2 } : null,
      argv: sweeps ? SWEEP_ARGV : shard.argv,
      maxRate: sweeps ? 10_000 : null,
    };
  });
}

/** The leases of a shard: an engine was lost with it first, and its scanner was stopped once when it failed. */
export function fakeRuns(shard: Shard, voice: Voice): ShardRun[] {
  return Array.from({ length: shard.epoch }, (_, index) => {
    const isLast = index === shard.epoch - 1;
    const lost = { outcome: 'lost', reason: 'lease_lost', detail: voice('The engine was silent for 90 s.') } as const;
    const failed = { outcome: 'failed', reason: shard.reason, detail: shard.detail } as const;
    const over = shard.state === 'failed' ? failed : ({ outcome: 'completed', reason: null, detail: null } as const);
    const open = shard.finishedAt === null ? ({ outcome: null, reason: null, detail: null } as const) : over;
    return {
      epoch: index + 1,
      engine: { id: fakeId('engine', 1 + (index % 2)), name: voice(index % 2 ? 'fra-probe-2' : 'fra-probe-1') },
      addressCount: String(256 - index * 40),
      manifestHash: `${index + 1}f3a9c52e7d10b68`.repeat(4).slice(0, 64),
      leasedAt: minutesAgo(9 - index * 2),
      startedAt: minutesAgo(8.9 - index * 2),
      endedAt: isLast ? shard.finishedAt : minutesAgo(7.2 - index * 2),
      ...(isLast ? open : lost),
    };
  });
}

function fakeShard(number: number, state: ShardState, voice: Voice): Shard {
  const failed = state === 'failed';
  const worked = state !== 'queued';
  const percent = { queued: 0, leased: 0, scanning: 58, delivered: 100, paused: 40, cancelled: 22, failed: 18 }[state];
  return {
    id: fakeId('shard', number),
    number,
    stage: 1,
    part: null,
    state,
    epoch: failed ? 3 : worked ? 1 : 0,
    attempts: failed ? 3 : 1,
    engine: worked
      ? { id: fakeId('engine', 1 + (number % 2)), name: voice(number % 2 ? 'fra-probe-2' : 'fra-probe-1') }
      : null,
    addressCount: '256',
    addressesDone: String(Math.round(2.56 * percent)),
    addressesDropped: state === 'scanning' && number === 2 ? '12' : '0',
    maxRate: state === 'scanning' ? 2500 : null,
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
