/**
 * The faults of the chaos driver. Each has a weight (how often it comes), whom it strikes, and `strike`, which ends when the victim is
 * whole again. `seconds` is drawn from `lasts`; those marked `long` outlive a lease now and then.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, signalTo } from './rig-process.mjs';

const freeze = async (pids, seconds) => {
  for (const pid of pids) signalTo(pid, 'SIGSTOP');
  await delay(seconds * 1000);
  for (const pid of pids) signalTo(pid, 'SIGCONT');
};
const scannerOf = (chaos, engine) => chaos.random.pick(childrenOf(chaos.fleet.engines.get(engine.name).pid));
/** As a balancer does that looks at their health: engines of a console that has gone are at another one a moment later. */
const leaveConsole = async (chaos, index) => {
  await delay(1500);
  const { host, consoles } = chaos.fleet;
  const gone = `${host}:${consoles[index].port}`;
  const other = consoles.find((_, place) => place !== index);
  for (const { proxy } of chaos.engines) if (other && proxy.upstream === gone) proxy.upstream = `${host}:${other.port}`;
};
const proxied = (field, value) => ({
  whom: 'engine',
  async strike({ engine, seconds }) {
    const before = engine.proxy[field];
    engine.proxy[field] = value;
    await delay(seconds * 1000);
    engine.proxy[field] = before;
  },
});

/** `strike` gets `{ chaos, engine | index, seconds }`; engine is one of `chaos.engines`, index that of a console. */
export const faults = {
  scanner_killed: {
    weight: 10,
    whom: 'engine',
    async strike({ chaos, engine }) {
      const pid = scannerOf(chaos, engine);
      if (pid) signalTo(pid, 'SIGKILL');
    },
  },
  scanner_frozen: {
    weight: 6,
    whom: 'engine',
    async strike({ chaos, engine, seconds }) {
      const pid = scannerOf(chaos, engine);
      if (pid) await freeze([pid], seconds);
    },
  },
  scanner_broken: {
    weight: 12,
    whom: 'engine',
    async strike({ chaos, engine }) {
      const kind = chaos.random.pick(['exit', 'crash', 'out_of_memory', 'hang', 'garbage', 'truncate', 'stray']);
      engine.scanner.putFault({ kind, seconds: 3, address: '10.250.0.1' });
      for (let looks = 0; looks < 50 && engine.scanner.faultWaits; looks += 1) await delay(100);
    },
  },
  engine_killed: {
    weight: 10,
    whom: 'engine',
    async strike({ chaos, engine, seconds }) {
      await chaos.fleet.engines.get(engine.name).end('SIGKILL');
      await delay(seconds * 1000);
      chaos.fleet.startEngine(engine);
    },
  },
  engine_restarted: {
    weight: 4,
    whom: 'engine',
    async strike({ chaos, engine }) {
      await chaos.fleet.engines.get(engine.name).end('SIGTERM');
      chaos.fleet.startEngine(engine);
    },
  },
  engine_frozen: {
    weight: 8,
    whom: 'engine',
    long: true,
    strike: ({ chaos, engine, seconds }) => freeze([chaos.fleet.engines.get(engine.name).pid], seconds),
  },
  engine_cut_off: {
    weight: 10,
    whom: 'engine',
    long: true,
    async strike({ engine, seconds }) {
      engine.proxy.setCut(true);
      await delay(seconds * 1000);
      engine.proxy.setCut(false);
    },
  },
  engine_moved: {
    weight: 6,
    whom: 'engine',
    async strike({ chaos, engine }) {
      const { host, consoles } = chaos.fleet;
      const next = consoles.find(({ port }) => engine.proxy.upstream !== `${host}:${port}`);
      if (next) engine.proxy.upstream = `${host}:${next.port}`;
    },
  },
  requests_repeated: { weight: 6, ...proxied('repeat', true) },
  requests_reordered: { weight: 6, ...proxied('lateMs', 1500) },
  answers_lost: { weight: 6, ...proxied('unheard', true) },
  disk_full: {
    weight: 3,
    whom: 'disk',
    async strike({ engine, seconds }) {
      const ballast = join(engine.disk, 'ballast');
      const file = openSync(ballast, 'w');
      const piece = Buffer.alloc(64 * 1024, 1);
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
      await delay(seconds * 1000);
      rmSync(ballast);
    },
  },
  console_killed: {
    weight: 5,
    whom: 'console',
    async strike({ chaos, index, seconds }) {
      await chaos.fleet.consoles[index].process.end('SIGKILL');
      await Promise.all([leaveConsole(chaos, index), delay(seconds * 1000)]);
      await chaos.startConsole(index);
    },
  },
  console_restarted: {
    weight: 2,
    whom: 'console',
    async strike({ chaos, index }) {
      await chaos.fleet.consoles[index].process.end('SIGTERM', 30_000);
      await leaveConsole(chaos, index);
      await chaos.startConsole(index);
    },
  },
  console_frozen: {
    weight: 5,
    whom: 'console',
    strike: ({ chaos, index, seconds }) => freeze([chaos.fleet.consoles[index].process.pid], seconds),
  },
  postgres_killed: {
    weight: 3,
    whom: 'postgres',
    async strike({ chaos, seconds }) {
      signalTo(await chaos.fleet.postmasterPid(), 'SIGKILL');
      await chaos.fleet.postgres.exited;
      await delay(seconds * 500);
      await chaos.fleet.startPostgres();
    },
  },
  postgres_frozen: {
    weight: 3,
    whom: 'postgres',
    async strike({ chaos, seconds }) {
      const pid = await chaos.fleet.postmasterPid();
      await freeze([pid, ...childrenOf(pid)], seconds);
    },
  },
  redis_killed: {
    weight: 3,
    whom: 'redis',
    async strike({ chaos, seconds }) {
      await chaos.fleet.redis.end('SIGKILL');
      await delay(seconds * 1000);
      await chaos.fleet.startRedis();
    },
  },
  redis_frozen: {
    weight: 3,
    whom: 'redis',
    strike: ({ chaos, seconds }) => freeze([chaos.fleet.redis.pid], seconds),
  },
};

/**
 * The faults of a run, drawn in advance so that a seed gives the same again: kind, victim, seconds.
 * @param there what can be struck here: `engines`, `disks` (engines on a disk of their own), `consoles` (numbers), `redis` (whether there is one)
 */
export function drawFaults(random, count, there, leaseSeconds) {
  const kinds = Object.entries(faults).filter(
    ([, { whom }]) => (whom !== 'disk' || there.disks > 0) && (whom !== 'redis' || there.redis),
  );
  const total = kinds.reduce((sum, [, { weight }]) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    let left = random.below(total);
    const [kind, fault] = kinds.find(([, { weight }]) => (left -= weight) < 0);
    const victims = { engine: there.engines, disk: there.disks, console: there.consoles, postgres: 1, redis: 1 };
    const victim = random.below(victims[fault.whom]);
    const outlives = fault.long === true && random.below(15) === 0;
    const seconds = outlives ? leaseSeconds * 1.5 : 0.5 + random.next() * Math.min(4, leaseSeconds / 3);
    return { kind, whom: fault.whom, victim, seconds: Number(seconds.toFixed(2)) };
  });
}
