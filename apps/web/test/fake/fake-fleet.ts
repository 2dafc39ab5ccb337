import type { Engine, EnginePool, EngineShard, JoinToken, Zone } from '@scanfleet/contracts';
import type { FakeWorld } from './fake-world.js';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const DAY = 1440;
const zone = { id: fakeId('zone', 1), name: 'default' };

/** A zone without what is counted in it; the answers count anew each time. */
export type FakeZone = Omit<Zone, 'siteCount' | 'engineCount'>;
/** A pool as a table has it: which engines, not how they are. */
export type FakePool = Omit<EnginePool, 'engines' | 'slots' | 'busySlots'> & { engineIds: string[] };
/** Which engine holds a shard. */
export interface FakeWork {
  readonly engineId: string;
  readonly shard: EngineShard;
}

export function fakeZones(voice: Voice): FakeZone[] {
  return [
    { id: zone.id, name: zone.name, description: '', maxShards: null, createdAt: minutesAgo(90 * DAY) },
    {
      id: fakeId('zone', 2),
      name: voice('Rotterdam, plant network'),
      description: voice('Behind its own firewall; uses 10.0.0.0/24 a second time.'),
      maxShards: 4,
      createdAt: minutesAgo(30 * DAY),
    },
  ];
}

export function fakePools(voice: Voice): FakePool[] {
  return [
    {
      id: fakeId('pool', 1),
      name: voice('Frankfurt'),
      description: voice('Both probes in the Frankfurt racks.'),
      zone,
      engineIds: [fakeId('engine', 1), fakeId('engine', 2)],
      createdAt: minutesAgo(40 * DAY),
      updatedAt: minutesAgo(4 * DAY),
    },
    {
      id: fakeId('pool', 2),
      name: voice('Slow and careful'),
      description: '',
      zone,
      engineIds: [fakeId('engine', 2), fakeId('engine', 4)],
      createdAt: minutesAgo(12 * DAY),
      updatedAt: minutesAgo(12 * DAY),
    },
  ];
}

export function fakeEngines(voice: Voice): Engine[] {
  const engines: readonly (readonly [name: string, busySlots: number, differs: Partial<Engine>])[] = [
    ['fra-probe-1', 1, {}],
    ['fra-probe-2', 2, { maxShards: 1 }],
    ['rtm-probe-1', 0, {}],
    [
      'lab-probe',
      0,
      {
        online: false,
        load: null,
        lastError: voice('The report disk is full: 12 MB left in /var/lib/scanfleet-engine.'),
      },
    ],
    ['old-laptop', 0, { online: false, enabled: false, load: null, tokenPrefix: null }],
    ['rtm-probe-2', 1, { draining: true }],
    [
      'dmz-probe',
      0,
      {
        approved: false,
        remoteAddress: '172.20.8.14',
        zone: { id: fakeId('zone', 2), name: voice('Rotterdam, plant network') },
        createdAt: minutesAgo(3),
      },
    ],
  ];
  return engines.map(([name, busySlots, differs], index) => ({
    id: fakeId('engine', index + 1),
    name: voice(name),
    zone,
    online: true,
    enabled: true,
    approved: true,
    draining: false,
    pools: [],
    maxShards: null,
    load: {
      cpuPercent: 12.4 * (busySlots + 1),
      memoryFreeBytes: 1_900_000_000 * (index + 1),
      diskFreeBytes: 41_300_000_000 - index * 3_000_000_000,
    },
    remoteAddress: `10.20.1.${20 + index}`,
    tokenRotating: false,
    version: voice('0.1.0').slice(0, 120),
    protocol: 1,
    scanners: [
      { name: 'nmap', version: voice('7.93').slice(0, 120), raw: index !== 2 },
      { name: 'masscan', version: voice('1.3.2').slice(0, 120), raw: true },
    ],
    policy: {
      allowed: ['10.0.0.0/8', '172.20.0.0/16'],
      denied: [voice('10.20.0.1').slice(0, 200)],
      scanners: ['nmap', 'masscan'],
      maxRate: 20_000,
    },
    slots: 2,
    busySlots,
    tokenPrefix: `sfe_${index}k3v`,
    lastSeenAt: minutesAgo(differs.online === false ? 60 * 24 * 3 : 0.1),
    lastError: null,
    createdAt: minutesAgo(80 * DAY),
    ...differs,
  }));
}

/** What engines work on: one shard on the first, two on the second, one on the sixth, as their busy slots say. */
export function fakeEngineWork(voice: Voice): FakeWork[] {
  const held: readonly (readonly [engine: number, scan: number, shard: number, Partial<EngineShard>])[] = [
    [1, 1, 2, {}],
    [2, 1, 3, { state: 'leased', percent: 0, leasedAt: minutesAgo(0.1), estimatedEndAt: null }],
    [2, 9, 4, { stage: 2, targetSummary: voice('10.32.0.0/16'), commandName: voice('Sweep, then versions') }],
    [6, 9, 2, { percent: 99.7, targetSummary: voice('10.32.0.0/16'), addressCount: '32768' }],
  ];
  return held.map(([engine, scan, number, differs], index) => ({
    engineId: fakeId('engine', engine),
    shard: {
      shardId: fakeId('shard', 200 + index),
      scanId: fakeId('scan', scan),
      number,
      stage: 1,
      state: 'scanning',
      targetSummary: voice('10.20.0.0/22'),
      commandName: voice('Version scan'),
      addressCount: '256',
      percent: 58.4,
      leasedAt: minutesAgo(5),
      leaseExpiresAt: minutesAgo(-0.7),
      estimatedEndAt: minutesAgo(-3.5),
      ...differs,
    },
  }));
}

export function fakeJoinTokens(): JoinToken[] {
  return [
    {
      id: fakeId('token', 1),
      prefix: 'sfj_8Qx1',
      zone,
      createdAt: minutesAgo(10),
      expiresAt: minutesAgo(-50),
      requireApproval: true,
      usedAt: null,
      usedBy: null,
    },
    {
      id: fakeId('token', 2),
      prefix: 'sfj_Zk02',
      zone,
      createdAt: minutesAgo(80 * DAY),
      expiresAt: minutesAgo(79 * DAY),
      requireApproval: false,
      usedAt: minutesAgo(80 * DAY),
      usedBy: { id: fakeId('engine', 3), name: 'rtm-probe-1' },
    },
  ];
}

/** The engine as the console answers it: with the pools that it is in. */
export function engineNow(world: FakeWorld, engine: Engine): Engine {
  const pools = world.pools.filter((pool) => pool.engineIds.includes(engine.id));
  return { ...engine, pools: pools.map(({ id, name }) => ({ id, name })) };
}

/** The pool as the console answers it: with its engines, and the slots of those that may work. */
export function poolNow(world: FakeWorld, { engineIds, ...pool }: FakePool): EnginePool {
  const engines = world.engines.filter((engine) => engineIds.includes(engine.id));
  const working = engines.filter((engine) => engine.online && engine.approved && engine.enabled);
  return {
    ...pool,
    engines: engines.map(({ id, name, online }) => ({ id, name, online })),
    slots: working.reduce((sum, engine) => sum + engine.slots, 0),
    busySlots: working.reduce((sum, engine) => sum + engine.busySlots, 0),
  };
}

export function zoneNow(world: FakeWorld, zone: FakeZone): Zone {
  return {
    ...zone,
    siteCount: world.sites.filter((site) => site.zone.id === zone.id).length,
    engineCount: world.engines.filter((engine) => engine.zone.id === zone.id).length,
  };
}
