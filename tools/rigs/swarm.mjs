/**
 * Simulated engines, many in one process, that speak the real engine protocol: long poll, leases, reports, finish. They start no scanner;
 * a lease is answered with a small report in which every address is down. As a program it runs until it is ended:
 * `node tools/rigs/swarm.mjs --console URL --tokens FILE [--allowed 203.0.113.0/24]`, where FILE holds join tokens, one a line.
 * It prints a line of JSON for each question read from its input: `figures` → `{ online, leased, finished, errors, looks }`, `look N` →
 * sends N check-ins that do not wait and tells their milliseconds.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addressText, countOf, nth, readTargets } from './fake-world.mjs';

const PROTOCOL = 2;
const WAIT_SECONDS = 25;

class SimulatedEngine {
  held = new Map();

  constructor(swarm, name) {
    this.swarm = swarm;
    this.name = name;
  }

  async join(joinToken) {
    const body = { protocol: PROTOCOL, name: this.name, version: '0.0.0-simulated' };
    const answer = await this.swarm.send('POST', '/join', joinToken, JSON.stringify(body));
    this.token = answer.token;
    this.swarm.figures.joined += 1;
  }

  async run() {
    for (;;) {
      try {
        const { leases, orders } = await this.checkIn(WAIT_SECONDS);
        for (const { shardId } of orders) this.held.delete(shardId);
        for (const lease of leases) void this.work(lease.manifest);
      } catch (error) {
        this.swarm.fail(error);
        await delay(1000 + Math.random() * 2000);
      }
    }
  }

  checkIn(waitSeconds) {
    const body = {
      protocol: PROTOCOL,
      version: '0.0.0-simulated',
      scanners: [{ name: 'nmap', version: '7.93', raw: true }],
      policy: { allowed: this.swarm.allowed, denied: [], scanners: ['nmap'], maxRate: null },
      slots: 2,
      freeSlots: Math.max(0, 2 - this.held.size),
      held: [...this.held.values()],
      waitSeconds,
      lastError: null,
      load: { cpuPercent: 5, memoryFreeBytes: 2 ** 31, diskFreeBytes: 2 ** 34 },
    };
    return this.swarm.send('POST', '/check-in', this.token, JSON.stringify(body));
  }

  /** Does a shard as quickly as the console takes it. */
  async work({ shardId, epoch, addressSet }) {
    this.held.set(shardId, { shardId, epoch });
    this.swarm.figures.leased += 1;
    const { send } = this.swarm;
    try {
      const started = { argv: ['nmap', 'simulated'], notes: [] };
      await send('POST', `/shards/${shardId}/renew`, this.token, JSON.stringify({ epoch, progress: null, started }));
      const report = Buffer.from(downReport(readTargets(addressSet)));
      const query = `epoch=${epoch}&offset=0&format=nmap_xml`;
      await send('PUT', `/shards/${shardId}/report?${query}`, this.token, report, 'application/octet-stream');
      const outcome = { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' };
      const reportHash = createHash('sha256').update(report).digest('hex');
      const end = { epoch, outcome, reportBytes: report.length, reportHash };
      await send('POST', `/shards/${shardId}/finish`, this.token, JSON.stringify(end));
      this.swarm.figures.finished += 1;
    } catch (error) {
      this.swarm.fail(error);
    } finally {
      this.held.delete(shardId);
    }
  }
}

function downReport(targets) {
  const hosts = Array.from({ length: countOf(targets) }, (_, index) => addressText(nth(targets, index)));
  const rows = hosts.map(
    (address) =>
      `<host><status state="down" reason="no-response" reason_ttl="0"/>\n<address addr="${address}" addrtype="ipv4"/>\n</host>\n`,
  );
  const now = Math.floor(Date.now() / 1000);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n' +
    `<nmaprun scanner="nmap" args="nmap" start="${now}" version="7.93" xmloutputversion="1.05">\n` +
    `<scaninfo type="connect" protocol="tcp" numservices="1" services="80"/>\n${rows.join('')}` +
    `<runstats><finished time="${now}" elapsed="1" exit="success"/><hosts up="0" down="${hosts.length}" total="${hosts.length}"/>\n</runstats>\n</nmaprun>\n`
  );
}

class Swarm {
  figures = { joined: 0, leased: 0, finished: 0, errors: 0, lastError: null };
  engines = [];
  agent = new Agent({ keepAlive: true });

  constructor(consoleUrl, allowed) {
    this.url = new URL(consoleUrl);
    this.allowed = allowed;
    this.send = this.send.bind(this);
  }

  /** Lets the engines join, some at a time, and work for ever. */
  async start(tokens) {
    const waiting = tokens.map((token, index) => ({ token, name: `simulated-${process.pid}-${index + 1}` }));
    const joinSome = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const engine = new SimulatedEngine(this, next.name);
        await engine.join(next.token);
        this.engines.push(engine);
        void engine.run();
      }
    };
    await Promise.all(Array.from({ length: 4 }, joinSome));
  }

  /** Milliseconds of check-ins that do not wait, each of another engine, one after the other. */
  async look(count) {
    const times = [];
    for (let index = 0; index < count; index += 1) {
      const engine = this.engines[(index * 7919) % this.engines.length];
      const begun = performance.now();
      await engine.checkIn(0);
      times.push(performance.now() - begun);
      await delay(20);
    }
    return times;
  }

  fail(error) {
    this.figures.errors += 1;
    this.figures.lastError = String(error);
  }

  send(method, path, token, body, type = 'application/json') {
    const { hostname: host, port } = this.url;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    };
    return new Promise((done, failed) => {
      const sent = httpRequest(
        { host, port, method, path: `/api/engine/v1${path}`, headers, agent: this.agent, timeout: 60_000 },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => (text += chunk));
          response.once('error', failed);
          response.once('end', () => {
            if (response.statusCode >= 400) failed(new Error(`${path}: ${response.statusCode} ${text.slice(0, 300)}`));
            else done(text === '' ? undefined : JSON.parse(text));
          });
        },
      );
      sent.once('timeout', () => sent.destroy(new Error(`${path}: no answer in 60 s`)));
      sent.once('error', failed);
      sent.end(body);
    });
  }
}

const { values } = parseArgs({
  options: {
    console: { type: 'string' },
    tokens: { type: 'string' },
    allowed: { type: 'string', default: '203.0.113.0/24' },
  },
});
const swarm = new Swarm(values.console, values.allowed.split(','));
await swarm.start(readFileSync(values.tokens, 'utf8').split('\n').filter(Boolean));
const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
tell(swarm.figures);
for await (const line of createInterface({ input: process.stdin })) {
  const [what, count] = line.split(' ');
  if (what === 'look') tell(await swarm.look(Number(count)));
  else tell(swarm.figures);
}
process.exit(0);
