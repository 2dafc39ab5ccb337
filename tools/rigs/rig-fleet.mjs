import { createServer } from 'node:net';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEnvironment, nodeFlags } from '../start/node-flags.mjs';
import { findProgram } from '../setup/workspace.mjs';
import { RigProcess, until } from './rig-process.mjs';

const root = join(import.meta.dirname, '../..');
const require = createRequire(join(root, 'apps/console/package.json'));
export const adminPassword = 'the admin of the rigs';

/** A free TCP port of this machine. */
export async function freePort(host = '127.0.0.1') {
  const server = createServer();
  await new Promise((done, failed) => server.once('error', failed).listen(0, host, done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/**
 * A fleet of real processes for measurements: PostgreSQL, on wish Redis, one or more consoles, engines. Plain HTTP on addresses of this
 * machine. All of it lives in one folder and is gone after `end`.
 */
export class RigFleet {
  consoles = [];
  engines = new Map();

  /**
   * @param consoles how many consoles share the database
   * @param redis whether they share a Redis too
   * @param host address on which they listen
   * @param settings more environment for the consoles
   */
  static async start({ consoles = 1, redis = false, host = '127.0.0.1', settings = {}, durable = true } = {}) {
    const fleet = new RigFleet();
    Object.assign(fleet, { host, settings, durable });
    fleet.folder = await mkdtemp(join(tmpdir(), 'scanfleet-rig-'));
    await chmod(fleet.folder, 0o755);
    fleet.databasePort = await freePort();
    try {
      await fleet.startPostgres();
      if (redis) {
        fleet.redisPort = await freePort();
        await fleet.startRedis();
      }
      for (let index = 0; index < consoles; index += 1) {
        fleet.consoles.push({ port: await freePort(host), process: undefined });
        await fleet.startConsole(index);
      }
      await fleet.makeKey();
      return fleet;
    } catch (error) {
      await fleet.end();
      throw error;
    }
  }

  get databaseUrl() {
    return `postgres://postgres:postgres@127.0.0.1:${this.databasePort}/postgres`;
  }
  consoleUrl(index = 0) {
    return `http://${this.host}:${this.consoles[index].port}`;
  }

  async startPostgres() {
    const argv = [join(root, 'tools/postgres/serve.mjs'), String(this.databasePort), join(this.folder, 'pg')];
    await until(
      'PostgreSQL starts',
      async () => {
        this.postgres = new RigProcess(process.execPath, argv);
        const { postgres } = this;
        await until('it says its address', () => postgres.words.includes('postgres://') || !postgres.running, 60_000);
        return postgres.running;
      },
      120_000,
    );
  }

  /** Number of the server's own process, not of what serves it. */
  async postmasterPid() {
    return Number((await readFile(join(this.folder, 'pg/data/postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  async startRedis() {
    const file = findProgram('redis-server');
    if (!file) throw new Error('redis-server is not installed');
    const argv = ['--port', String(this.redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.redis = new RigProcess(file, [...argv, '--dir', this.folder]);
    await until('Redis listens', () => this.redis.words.includes('Ready to accept connections'));
  }

  async startConsole(index) {
    const place = this.consoles[index];
    place.process = new RigProcess(process.execPath, [...nodeFlags, join(root, 'apps/console/dist/src/main.js')], {
      env: { ...process.env, ...nodeEnvironment, ...this.environment(place.port, index) },
      cwd: this.folder,
      logFile: join(this.folder, `console-${index + 1}.log`),
    });
    const { process: started } = place;
    await until(
      `console ${index + 1} is healthy`,
      async () => {
        if (!started.running) return true;
        const answer = await fetch(`${this.consoleUrl(index)}/api/v1/health`, { signal: AbortSignal.timeout(3000) });
        return answer.status === 200;
      },
      90_000,
    );
    return started.running;
  }

  environment(port, index) {
    return {
      DATABASE_URL: this.databaseUrl,
      ...(this.redisPort ? { REDIS_URL: `redis://127.0.0.1:${this.redisPort}` } : {}),
      SCANFLEET_HOST: this.host,
      SCANFLEET_PORT: String(port),
      SCANFLEET_DATA: join(this.folder, `console-${index}`),
      SCANFLEET_ADMIN_PASSWORD: adminPassword,
      ...this.settings,
    };
  }

  async makeKey() {
    const script = join(root, 'apps/console/dist/src/operator-main.js');
    const env = { ...process.env, ...this.environment(this.consoles[0].port, 0) };
    const argv = [script, 'issue-api-key', '--name', 'rig', '--role', 'admin'];
    const program = new RigProcess(process.execPath, argv, { env });
    await program.exited;
    const line = program.words.split('\n').find((text) => text.startsWith('{'));
    if (!line) throw new Error(`no API key was issued: ${program.words}`);
    this.apiKey = JSON.parse(line).key;
  }

  /** Calls the public API. @throws with the console's words when it refuses */
  async call(method, path, body, { console: index = 0, timeoutMs = 20_000 } = {}) {
    const answer = await fetch(`${this.consoleUrl(index)}/api/v1${path}`, {
      method,
      headers: { 'x-api-key': this.apiKey, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async joinToken() {
    const { token } = await this.call('POST', '/join-tokens', { requireApproval: false });
    return token;
  }

  /**
   * Writes the configuration of an engine, starts it and waits until it is online.
   * @param wish name, allowed (lines of its policy), consoleUrl, dataDir, config (more settings), inside (command line to one in a namespace)
   */
  async addEngine(wish) {
    const config = {
      consoleUrl: this.consoleUrl(),
      name: wish.name,
      dataDir: join(this.folder, wish.name),
      joinToken: await this.joinToken(),
      allowInsecure: true,
      policy: { allowed: wish.allowed },
      shutdownGraceSeconds: 1,
      logFormat: 'json',
      ...wish.config,
    };
    await writeFile(join(this.folder, `${wish.name}.json`), JSON.stringify(config), { mode: 0o600 });
    this.startEngine(wish);
    await until(`engine ${wish.name} is online`, async () => {
      const engine = this.engines.get(wish.name);
      if (!engine.running) throw new Error(`the engine ended: ${engine.words}`);
      const { data } = await this.call('GET', '/engines?page_size=500');
      return data.some(({ name, online }) => name === wish.name && online);
    });
  }

  startEngine({ name, inside }) {
    const argv = [join(root, 'apps/engine/dist/main.js'), '--config', join(this.folder, `${name}.json`)];
    const [file, rest] = inside ? inside(process.execPath, argv) : [process.execPath, argv];
    this.engines.set(name, new RigProcess(file, rest, { logFile: join(this.folder, `${name}.log`) }));
  }

  /** A connection to the database for what no API tells. */
  async sql(text, values = []) {
    const { Client } = require('pg');
    const client = new Client({ connectionString: this.databaseUrl });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Waits until a scan has ended and answers with it. */
  ended(scanId, withinMs = 600_000, everyMs = 500) {
    return until(
      `scan ${scanId} ends`,
      async () => {
        const scan = await this.call('GET', `/scans/${scanId}`);
        return ['completed', 'cancelled', 'failed'].includes(scan.state) ? scan : undefined;
      },
      withinMs,
      everyMs,
    );
  }

  /** All hosts that a scan saw, page by page. */
  async results(scanId, status) {
    const all = [];
    for (let page = 1; ; page += 1) {
      const query = `page=${page}&page_size=500${status ? `&status=${status}` : ''}`;
      const { data } = await this.call('GET', `/scans/${scanId}/results?${query}`);
      all.push(...data);
      if (data.length < 500) return all;
    }
  }

  /** A folder of this fleet that scanners of another user may read. */
  async makeFolder(name) {
    const path = join(this.folder, name);
    await mkdir(path, { recursive: true, mode: 0o755 });
    return path;
  }

  /** Ends everything. @param keep leaves the folder with all logs and data where it is */
  async end({ keep = false } = {}) {
    await Promise.all([...this.engines.values()].map((engine) => engine.end()));
    await Promise.all(this.consoles.map(({ process: started }) => started?.end()));
    await this.redis?.end();
    await this.postgres?.end();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }
}
