/**
 * Lets a blackout begin over many running scans of one real engine, and looks whether they fall silent in time, and go on after it
 * without repeating a host: `node tools/rigs/blackout.mjs [--scans 50] [--keep]`. Scanners are fake and send no packet. The last
 * line is JSON; ends with 1 when something is wrong.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addressNumber, addressText } from './fake-world.mjs';
import { FakeScanner } from './install-fake-scanner.mjs';
import { RigFleet } from './rig-fleet.mjs';
import { tidyOnSignal, until } from './rig-process.mjs';

const HOSTS = 60;
/** All must be silent so long after the beginning, and are watched for as long again. */
const BAR_MS = 5_000;
const say = (line) => process.stderr.write(`${line}\n`);

class Blackout {
  wrong = [];

  constructor(options) {
    Object.assign(this, options);
  }

  async setUp() {
    this.fleet = await RigFleet.start({ consoles: 2 });
    const folder = await this.fleet.makeFolder('scanner');
    this.world = { seed: 1, upPermille: 1000, hostsPerSecond: 1, logHosts: true };
    this.scanner = new FakeScanner(folder, this.world);
    const config = { ...this.scanner.engineConfig, slots: this.count };
    await this.fleet.addEngine({ name: 'one', allowed: ['10.0.0.0/8'], config });
    const command = { name: 'host by host', scanner: 'nmap', options: '-sT -Pn -p 80 --max-hostgroup 1' };
    this.command = await this.fleet.call('POST', '/scan-commands', command);
  }

  /** A scan of addresses of its own. */
  async start(index) {
    const first = addressNumber('10.0.0.0') + index * 256 + 1;
    const targets = `${addressText(first)}-${addressText(first + HOSTS - 1)}`;
    return this.fleet.call('POST', '/scans', { targets, commandId: this.command.id }, { console: index % 2 });
  }

  async startAll() {
    this.scans = [];
    for (let index = 0; index < this.count; index += 1) this.scans.push((await this.start(index)).id);
    const probing = () => new Set(this.scanner.log().flatMap(({ what, pid }) => (what === 'probe' ? [pid] : [])));
    await until(`${this.count} scanners probe`, () => probing().size >= this.count, 120_000);
  }

  /** Lets the blackout begin by its time, as one that was written long ago does. */
  async begin() {
    const begin = Math.ceil(Date.now() / 1000) * 1000 + 3_000;
    const recurrence = { start: new Date(begin).toISOString().slice(0, 19), zone: 'UTC' };
    const wish = { name: 'freeze', scope: 'global', recurrence, durationMinutes: 60 };
    this.blackout = await this.fleet.call('POST', '/blackouts', wish);
    await delay(begin - Date.now());
    const before = await this.states();
    if (before.ended > 0) this.wrong.push(`${before.ended} scans ended before the blackout began: nothing is proven`);
    await delay(begin + 2 * BAR_MS - Date.now());
    return begin;
  }

  async states() {
    const { data } = await this.fleet.call('GET', '/scans?page_size=500');
    const held = data.filter(({ state, blackout }) => state === 'paused' && blackout?.id === this.blackout.id);
    return { held: held.length, ended: data.filter(({ finishedAt }) => finishedAt !== null).length };
  }

  async run() {
    await this.setUp();
    await this.startAll();
    say(`${this.count} scans run`);
    const begin = await this.begin();
    const probes = this.scanner.probes().filter(({ at }) => at >= begin);
    const silentMs = Math.max(0, ...probes.map(({ at }) => at - begin));
    if (silentMs > BAR_MS) this.wrong.push(`the last probe came ${silentMs} ms after the beginning`);
    this.scans.push((await this.start(this.count)).id);
    const { held } = await this.states();
    if (held !== this.scans.length) this.wrong.push(`${held} of ${this.scans.length} scans are paused by the blackout`);
    say(`silent after ${silentMs} ms, ${held} paused`);

    this.scanner.setPlan({ ...this.world, hostsPerSecond: 200 });
    const lifted = Date.now();
    await this.fleet.call('PATCH', `/blackouts/${this.blackout.id}`, { enabled: false }, { console: 1 });
    for (const id of this.scans) await this.check(await this.fleet.ended(id, 120_000));
    const after = this.scanner.probes().find(({ at }) => at > lifted);
    const written = this.timesEach(this.scanner.log().flatMap(({ what, rest }) => (what === 'host' ? [rest] : [])));
    const twice = written.filter(([, times]) => times > 1).length;
    if (twice > 0) this.wrong.push(`${twice} hosts were scanned to their end twice`);
    if (written.length !== this.scans.length * HOSTS) this.wrong.push(`${written.length} hosts were scanned`);
    // The host that a scanner was in the middle of when it was stopped is begun again, and no other.
    const begunAgain = this.timesEach(this.scanner.probes().map(({ address }) => address)).filter(([, n]) => n > 1);
    if (begunAgain.length > this.count) this.wrong.push(`${begunAgain.length} hosts were begun twice`);
    return {
      wrong: this.wrong,
      scans: this.scans.length,
      silentMs,
      goesOnMs: (after?.at ?? Infinity) - lifted,
      begunAgain: begunAgain.length,
      twice,
    };
  }

  async check({ id, state, partial, progress }) {
    if (state === 'completed' && !partial && progress.hostsUp === HOSTS) return;
    this.wrong.push(`scan ${id} ended ${state} with ${progress.hostsUp} hosts`);
  }

  timesEach(things) {
    const times = new Map();
    for (const thing of things) times.set(thing, (times.get(thing) ?? 0) + 1);
    return [...times];
  }

  async tearDown() {
    await this.fleet?.end({ keep: this.keep });
  }
}

const { values } = parseArgs({
  options: { scans: { type: 'string', default: '50' }, keep: { type: 'boolean', default: false } },
});
const blackout = new Blackout({ count: Number(values.scans), keep: values.keep });
tidyOnSignal(() => blackout.tearDown());
try {
  const verdict = await blackout.run();
  for (const sentence of verdict.wrong) say(`WRONG: ${sentence}`);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  process.exitCode = verdict.wrong.length === 0 ? 0 : 1;
} finally {
  await blackout.tearDown();
}
