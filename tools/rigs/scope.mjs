/**
 * Random scans with the real nmap and masscan between network namespaces, every packet captured on the targets' side: no excluded address
 * may see one, ARP included, and every other target must see at least one. `node tools/rigs/scope.mjs [--scans 20] [--seed 1]`; needs root.
 * Of four scans one gets exclusions while it runs, one is paused and resumed, one loses its scanner. Nothing but namespaces of this
 * process is scanned. The last line is JSON; ends with 1 when a packet went astray, with 77 where there can be no namespaces.
 */
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addressNumber, addressText, randomFrom, readTarget } from './fake-world.mjs';
import { RigFleet } from './rig-fleet.mjs';
import { childrenOf, signalTo, tidyOnSignal, until } from './rig-process.mjs';
import { ScopeCapture, ScopeNetwork, whyNoNetwork } from './scope-network.mjs';

/** An exclusion must be obeyed this long after the console has taken it. */
const LATEST_MS = 10_000;
const say = (line) => process.stderr.write(`${line}\n`);
const stories = ['plain', 'excluded_while_running', 'paused', 'scanner_killed'];

/** Targets as people write them, within the /24: addresses, CIDRs, ranges in both spellings. */
function randomLines(random, prefix, most) {
  return Array.from({ length: 1 + random.below(most) }, () => {
    const at = random.below(256);
    const end = Math.min(255, at + random.below(48));
    return random.pick([
      `${prefix}${at}`,
      `${prefix}${at - (at % 2 ** (32 - 28))}/28`,
      `${prefix}${at - (at % 64)}/26`,
      `${prefix}${at}-${end}`,
      `${prefix}${at}-${prefix}${end}`,
    ]);
  });
}

function addressesOf(lines) {
  const all = new Set();
  for (const { first, last } of lines.map(readTarget)) for (let at = first; at <= last; at += 1) all.add(at);
  return all;
}

class Scope {
  wrong = [];
  packets = 0;
  probed = 0;
  latest = [];
  told = {};

  constructor(options) {
    Object.assign(this, options);
    this.random = randomFrom(this.seed);
  }

  async setUp() {
    this.network = await ScopeNetwork.make();
    const { network } = this;
    this.fleet = await RigFleet.start({ host: network.consoleAddress, settings: { SCANFLEET_LEASE_SECONDS: '20' } });
    const masscan = {
      routerMac: await network.targetMac(),
      interface: network.engineInterface,
      adapterIp: network.engineAddress,
    };
    const inside = (file, argv) => network.inside(network.engineSpace, file, argv);
    await this.fleet.addEngine({
      name: 'engine',
      allowed: [`${network.prefix}0/24`],
      inside,
      config: { masscan, slots: 2 },
    });
    const command = async (name, scanner, options) =>
      (await this.fleet.call('POST', '/scan-commands', { name, scanner, options })).id;
    this.commands = {
      nmap: {
        quick: await command('quick nmap', 'nmap', '-n -sS -p 80,443 --min-rate 1000 --max-retries 1'),
        slow: await command('slow nmap', 'nmap', '-n -sS -p 80,443 --max-rate 60 --max-hostgroup 8'),
      },
      masscan: {
        quick: await command('quick masscan', 'masscan', '-p 80,443 --rate 2000 --wait 1'),
        slow: await command('slow masscan', 'masscan', '-p 1-16 --rate 500 --wait 1'),
      },
    };
    this.capture = await ScopeCapture.start(network);
  }

  async exclude(lines) {
    const body = { scope: 'global', targets: lines.join('\n'), reason: 'of the scope rig' };
    const { data } = await this.fleet.call('POST', '/exclusions', body);
    return data.map(({ id }) => id);
  }

  /** One scan with its exclusions, and the look at what it sent. */
  async story(number) {
    const { fleet, random, network } = this;
    const story = stories[number % stories.length];
    const scanner = random.below(2) === 0 ? 'nmap' : 'masscan';
    const targets =
      story === 'plain'
        ? randomLines(random, network.prefix, 6)
        : [`${network.prefix}0/25`, ...randomLines(random, network.prefix, 3)];
    const excluded = randomLines(random, network.prefix, 4);
    const late = story === 'excluded_while_running' ? randomLines(random, network.prefix, 3) : [];
    const out = addressesOf(excluded);
    const planned = [...addressesOf(targets)].filter((address) => !out.has(address));
    if (planned.length === 0) return this.story(number + stories.length);
    const exclusions = await this.exclude(excluded);
    this.capture.take();
    const commandId = this.commands[scanner][story === 'plain' ? 'quick' : 'slow'];
    const { id } = await fleet.call('POST', '/scans', { targets: targets.join('\n'), commandId });
    let excludedAt = Infinity;
    if (story !== 'plain') await until('packets flow', () => this.capture.packets.length > 10, 30_000);
    if (story === 'excluded_while_running') {
      await delay(random.below(1500));
      exclusions.push(...(await this.exclude(late)));
      excludedAt = Date.now();
    } else if (story === 'paused') {
      await fleet.call('POST', `/scans/${id}/pause`, {});
      await until('it is paused', async () => (await fleet.call('GET', `/scans/${id}`)).state === 'paused');
      await fleet.call('POST', `/scans/${id}/resume`, {});
    } else if (story === 'scanner_killed') {
      for (const pid of childrenOf(fleet.engines.get('engine').pid)) signalTo(pid, 'SIGKILL');
    }
    const scan = await fleet.ended(id, 180_000, 200);
    // tcpdump gets its packets in blocks, at least once a second.
    await delay(1500);
    say(`scan ${number}: ${story}, ${scanner}, ${planned.length} addresses, ${this.capture.packets.length} packets`);
    this.look({ story, scanner, scan, planned, out, late, excludedAt, number });
    for (const exclusion of exclusions) await fleet.call('DELETE', `/exclusions/${exclusion}`);
    this.told[`${story} ${scanner}`] = (this.told[`${story} ${scanner}`] ?? 0) + 1;
  }

  look({ story, scanner, scan, planned, out, late, excludedAt, number }) {
    const packets = this.capture.take();
    const own = addressNumber(this.network.engineAddress);
    const complain = (text) => this.wrong.push(`scan ${number} (${story}, ${scanner}): ${text}`);
    this.packets += packets.length;
    const wanted = new Set(planned);
    const lateOut = addressesOf(late);
    const seen = new Set();
    const astray = new Set();
    let latest = 0;
    for (const { at, address } of packets) {
      seen.add(address);
      if (out.has(address) || !wanted.has(address)) astray.add(address);
      if (lateOut.has(address) && at > excludedAt) latest = Math.max(latest, at - excludedAt);
    }
    if (astray.size > 0) complain(`packets to ${[...astray].map(addressText).join(', ')}`);
    if (late.length > 0) this.latest.push(latest);
    if (latest > LATEST_MS) complain(`a packet ${Math.round(latest)} ms after its address was excluded`);
    const missed = planned.filter((address) => !seen.has(address) && !lateOut.has(address) && address !== own);
    if (missed.length > 0) complain(`never probed: ${missed.map(addressText).join(', ')}`);
    if (scan.state !== 'completed' || scan.partial)
      complain(`it ended ${scan.state}${scan.partial ? ', partial' : ''}: ${scan.reason}`);
    this.probed += seen.size;
  }

  async run() {
    await this.setUp();
    say(`set up; seed ${this.seed}; targets ${this.network.prefix}0/24`);
    const begun = Date.now();
    for (let number = 0; number < this.scans; number += 1) {
      await this.story(number).catch((error) => this.wrong.push(`scan ${number}: ${error.message}`));
      if (number % 10 === 9) say(`${number + 1} scans, ${this.packets} packets, ${this.wrong.length} complaints`);
    }
    const dropped = await this.capture.end();
    if (dropped !== 0) this.wrong.push(`the capture lost ${dropped} packets, so it proves nothing`);
    const { wrong, packets, probed, told, seed, scans } = this;
    const worst = Math.max(0, ...this.latest);
    return {
      wrong,
      scans,
      packets,
      probed,
      worstMs: Math.round(worst),
      told,
      seed,
      seconds: (Date.now() - begun) / 1000,
      load: loadavg()[0],
    };
  }

  async tearDown() {
    await this.capture?.end();
    await this.fleet?.end({ keep: this.keep });
    await this.network?.remove();
  }
}

const { values } = parseArgs({
  options: {
    scans: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const why = whyNoNetwork();
if (why) {
  say(why);
  process.exit(77);
}
const scope = new Scope({ scans: Number(values.scans), seed: Number(values.seed), keep: values.keep });
tidyOnSignal(() => scope.tearDown());
try {
  const figures = await scope.run();
  for (const sentence of figures.wrong) say(`WRONG: ${sentence}`);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exitCode = figures.wrong.length === 0 ? 0 : 1;
} finally {
  await scope.tearDown();
}
