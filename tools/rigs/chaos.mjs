/**
 * Lets one scan run through a seeded storm of faults, and looks afterwards whether anything was lost, counted twice or done again
 * too often: `node tools/rigs/chaos.mjs [--faults 50] [--seed 1] [--addresses 65536] [--engines 8] [--redis] [--keep]`. Scanners are
 * fake and send no packet. Everything struck is healed again after a while. The last line is JSON; ends with 1 when something is wrong.
 */
import { execFileSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { drawFaults, faults } from './chaos-faults.mjs';
import { judge } from './chaos-verdict.mjs';
import { addressText, countOf, randomFrom, readTargets } from './fake-world.mjs';
import { FaultProxy } from './fault-proxy.mjs';
import { FakeScanner } from './install-fake-scanner.mjs';
import { RigFleet } from './rig-fleet.mjs';
import { tidyOnSignal, until } from './rig-process.mjs';

const LEASE_SECONDS = 15;
const SLOTS = 2;
const ports = [22, 80, 443, 8080];
const say = (line) => process.stderr.write(`${line}\n`);

class Chaos {
  engines = [];
  mounts = [];
  /** Names of what is being struck; it is left alone until it is healed. */
  struck = new Map();
  /** Deaths that no fault explains. */
  deaths = [];

  constructor(options) {
    Object.assign(this, options);
    this.random = randomFrom(this.seed);
    this.world = { seed: this.seed, upPermille: 200, hostsPerSecond: 20 };
    this.first = 10 * 2 ** 24;
    this.planned = readTargets(`10.0.0.0-${addressText(this.first + this.addresses - 1)}`);
  }

  async setUp() {
    const settings = { SCANFLEET_LEASE_SECONDS: String(LEASE_SECONDS), SCANFLEET_LOG_LEVEL: 'info' };
    this.fleet = await RigFleet.start({ consoles: 2, redis: this.redis, settings });
    const { fleet } = this;
    for (let number = 1; number <= this.engineCount; number += 1) {
      const name = `engine-${number}`;
      const folder = await fleet.makeFolder(`scanner-${number}`);
      const scanner = new FakeScanner(folder, this.world);
      const console_ = fleet.consoles[number % fleet.consoles.length];
      const proxy = await FaultProxy.start(`${fleet.host}:${console_.port}`, () => this.random.next());
      const disk = number <= 2 ? await this.mountDisk(name) : undefined;
      const engine = { name, scanner, proxy, disk };
      this.engines.push(engine);
      const config = { ...scanner.engineConfig, consoleUrl: proxy.url, slots: SLOTS };
      await fleet.addEngine({ name, allowed: ['10.0.0.0/8'], config });
    }
    const options = `-sT -p ${ports.join(',')} --max-hostgroup 4`;
    const command = await fleet.call('POST', '/scan-commands', { name: 'chaos', scanner: 'nmap', options });
    const body = { targets: `10.0.0.0-${addressText(this.first + this.addresses - 1)}`, commandId: command.id };
    this.scan = await fleet.call('POST', '/scans', { ...body, confirmLarge: true });
  }

  /** A small file system under an engine's data, where this is allowed; otherwise its disk is never full. */
  async mountDisk(name) {
    const path = await this.fleet.makeFolder(name);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', path], { stdio: 'ignore' });
    } catch {
      say('no file systems can be mounted here, so no disk gets full');
      return undefined;
    }
    this.mounts.push(path);
    return path;
  }

  async startConsole(index) {
    for (let tries = 0; tries < 10; tries += 1) {
      if (await this.fleet.startConsole(index).catch(() => false)) return;
      // It may rightly give up while its database is away.
      await this.fleet.consoles[index].process.end('SIGKILL');
      await delay(1000);
    }
    throw new Error(`console ${index + 1} does not start: ${this.fleet.consoles[index].process.words.slice(-3000)}`);
  }

  /** One fault after the other, some at the same time, each as soon as its victim is whole. */
  async storm() {
    const disks = this.mounts.length;
    const there = { engines: this.engines.length, disks, consoles: 2, redis: this.redis };
    const drawn = drawFaults(randomFrom(this.seed ^ 0x5f356495), this.faults, there, LEASE_SECONDS);
    const underWay = new Set();
    const begun = Date.now();
    for (const [index, { kind, whom, victim, seconds }] of drawn.entries()) {
      const due = begun + index * this.everyMs;
      await delay(Math.max(0, due - Date.now()));
      const place = whom === 'disk' ? `engine ${victim}` : `${whom} ${victim}`;
      await this.struck.get(place);
      say(`${((Date.now() - begun) / 1000).toFixed(1)} s  ${kind} ${place} ${seconds} s`);
      const engine = this.engines[victim];
      const healed = faults[kind].strike({ chaos: this, engine, index: victim, seconds }).catch((error) => {
        this.deaths.push(`${kind} ${place}: ${error.stack}`);
      });
      this.struck.set(place, healed);
      underWay.add(healed);
      void healed.then(() => {
        underWay.delete(healed);
        if (this.struck.get(place) === healed) this.struck.delete(place);
      });
    }
    await Promise.all(underWay);
    return drawn;
  }

  /** Keeps the speed such that the last fault still meets a running scan; and raises what died although nobody killed it. */
  async watch(signal) {
    const begun = Date.now();
    const lasts = this.faults * this.everyMs * 1.15 + 10_000;
    while (!signal.aborted) {
      await delay(3000, undefined, { signal }).catch(() => {});
      this.raiseDead();
      const scan = await this.fleet
        .call('GET', `/scans/${this.scan.id}`, undefined, { timeoutMs: 3000 })
        .catch(() => null);
      if (!scan) continue;
      const left = this.addresses * 0.93 - Number(scan.progress.addressesDone);
      const seconds = Math.max(5, (begun + lasts - Date.now()) / 1000);
      const scanners = this.engines.length * SLOTS * 0.7;
      this.setSpeed(Math.max(1, left / seconds / scanners));
    }
  }

  raiseDead() {
    for (const [index, engine] of this.engines.entries()) {
      const { running, words } = this.fleet.engines.get(engine.name);
      if (running || this.struck.has(`engine ${index}`)) continue;
      this.deaths.push(`${engine.name} ended by itself: ${words.slice(-1500)}`);
      this.fleet.startEngine(engine);
    }
    for (const [index, { process: console_ }] of this.fleet.consoles.entries()) {
      if (console_.running || this.struck.has(`console ${index}`)) continue;
      this.deaths.push(`console ${index + 1} ended by itself: ${console_.words.slice(-1500)}`);
      const started = this.startConsole(index).catch((error) => void this.deaths.push(String(error)));
      this.struck.set(`console ${index}`, started);
      void started.then(() => this.struck.delete(`console ${index}`));
    }
  }

  setSpeed(hostsPerSecond) {
    for (const { scanner } of this.engines) scanner.setPlan({ ...this.world, hostsPerSecond });
  }

  async run() {
    const begun = Date.now();
    await this.setUp();
    say(`set up in ${Math.round((Date.now() - begun) / 1000)} s; seed ${this.seed}; ${this.fleet.folder}`);
    const stormBegun = Date.now();
    const calm = new AbortController();
    const watching = this.watch(calm.signal);
    const drawn = await this.storm();
    calm.abort();
    await watching;
    const atEnd = await until('the console answers', () => this.fleet.call('GET', `/scans/${this.scan.id}`));
    say(`all faults done at ${atEnd.progress.percent} %; to the end at full speed`);
    this.setSpeed(400);
    const scan = await this.fleet.ended(this.scan.id, 420_000).catch(async (error) => {
      const stuck = await this.fleet.call('GET', `/scans/${this.scan.id}`);
      this.deaths.push(String(error));
      return stuck;
    });
    const seconds = (Date.now() - stormBegun) / 1000;
    const { fleet, planned, world } = this;
    const scanners = this.engines.map(({ scanner }) => scanner);
    const verdict = await judge({ fleet, scan, planned, world, ports, scanners });
    const byKind = {};
    for (const { kind } of drawn) byKind[kind] = (byKind[kind] ?? 0) + 1;
    const ranDry = atEnd.state === 'completed' ? ['the scan ended before the last fault'] : [];
    const wrong = [...verdict.wrong, ...this.deaths, ...ranDry];
    const shards = scan.shards
      .filter(({ state }) => state !== 'delivered')
      .map(({ number, state, epoch, attempts, reason, detail, waitingFor }) => ({
        number,
        state,
        epoch,
        attempts,
        reason,
        detail,
        waitingFor,
      }));
    return {
      ...verdict,
      wrong,
      shards,
      seed: this.seed,
      faults: drawn.length,
      byKind,
      seconds,
      load: loadavg()[0],
      planned: countOf(planned),
    };
  }

  async tearDown() {
    this.engines.forEach(({ proxy }) => proxy.setCut(true));
    const keep = this.keep;
    await Promise.all([...(this.fleet?.engines.values() ?? [])].map((engine) => engine.end('SIGKILL')));
    for (const path of this.mounts) execFileSync('umount', [path]);
    await this.fleet?.end({ keep });
    await Promise.all(this.engines.map(({ proxy }) => proxy.end()));
  }
}

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    addresses: { type: 'string', default: '65536' },
    engines: { type: 'string', default: '8' },
    every: { type: 'string' },
    redis: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const chaos = new Chaos({
  faults: Number(values.faults),
  seed: Number(values.seed),
  addresses: Number(values.addresses),
  engineCount: Number(values.engines),
  everyMs: Number(values.every ?? 2500),
  redis: values.redis,
  keep: values.keep,
});
tidyOnSignal(() => chaos.tearDown());
try {
  const figures = await chaos.run();
  for (const sentence of figures.wrong) say(`WRONG: ${sentence}`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exitCode = figures.wrong.length === 0 && figures.rework <= 0.05 ? 0 : 1;
} finally {
  await chaos.tearDown();
}
