import { createServer } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  endpointUrl,
  enginesApi,
  scansApi,
  type Endpoint,
  type RequestOf,
  type ResponseOf,
  type Scan,
} from '@scanfleet/contracts';
import { RunningProgram, runProgram, until } from './run-program.js';

const root = join(import.meta.dirname, '../../../..');
const ADMIN_PASSWORD = 'the admin of whole tests';

/** How an engine of the fleet is made. */
export interface EngineWish {
  readonly name: string;
  /** What its owner allows. */
  readonly allowed: readonly string[];
  /** Command line prefix, to run it inside a namespace. */
  readonly inside?: (file: string, argv: readonly string[]) => [string, string[]];
  readonly config?: Record<string, unknown>;
}

/**
 * A whole fleet of real processes: PostgreSQL, console, engines, each of which may be killed and started again. All of it
 * lives in one folder and is gone after `end`.
 */
export class TestFleet {
  postgres!: RunningProgram;
  console_!: RunningProgram;
  readonly engines = new Map<string, RunningProgram>();
  private apiKey = '';

  private constructor(
    readonly folder: string,
    readonly host: string,
    readonly port: number,
    readonly databasePort: number,
    private readonly settings: Record<string, string>,
  ) {}

  get url(): string {
    return `https://${this.host}:${this.port}`;
  }
  get adminPassword(): string {
    return ADMIN_PASSWORD;
  }

  /** @param host address that the console listens on; it must be one of this machine */
  static async start(host = '127.0.0.1', settings: Record<string, string> = {}): Promise<TestFleet> {
    const folder = await mkdtemp(join(tmpdir(), 'scanfleet-fleet-'));
    const fleet = new TestFleet(folder, host, await freePort(host), await freePort('127.0.0.1'), settings);
    await fleet.makeCertificates();
    await fleet.startPostgres();
    await fleet.startConsole();
    const operator = join(root, 'apps/console/dist/src/operator-main.js');
    fleet.apiKey =
      (await fleet.operate(operator, ['issue-api-key', '--name', 'whole tests', '--role', 'admin'])).key ?? '';
    return fleet;
  }

  async startPostgres(): Promise<void> {
    await until(
      'PostgreSQL starts',
      async () => {
        this.postgres = RunningProgram.start(process.execPath, [
          join(root, 'tools/postgres/serve.mjs'),
          String(this.databasePort),
          join(this.folder, 'pg'),
        ]);
        return Promise.race([
          until('it says its address', async () => this.postgres.said.includes('postgres://'), 20_000),
          this.postgres.exited.then(() => false as const),
        ]);
      },
      60_000,
    );
  }

  /** Kills the database server itself, as a power cut would. */
  async killPostgres(): Promise<void> {
    const pid = Number((await readFile(join(this.folder, 'pg/data/postmaster.pid'), 'utf8')).split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await this.postgres.exited;
  }

  async startConsole(): Promise<void> {
    this.console_ = RunningProgram.start(
      process.execPath,
      ['--enable-source-maps', join(root, 'apps/console/dist/src/main.js')],
      {
        env: { ...process.env, ...this.environment() },
        cwd: this.folder,
      },
    );
    await until(
      'the console is healthy',
      async () => {
        if (!this.console_.running) throw new Error(`the console ended: ${this.console_.said}`);
        return (await this.raw('GET', '/api/v1/health')).status === 200;
      },
      60_000,
    );
  }

  private environment(): Record<string, string> {
    return {
      DATABASE_URL: `postgres://postgres:postgres@127.0.0.1:${this.databasePort}/postgres`,
      SCANFLEET_HOST: this.host,
      SCANFLEET_PORT: String(this.port),
      SCANFLEET_DATA: join(this.folder, 'console'),
      SCANFLEET_ADMIN_PASSWORD: ADMIN_PASSWORD,
      SCANFLEET_TLS_CERT: join(this.folder, 'cert.pem'),
      SCANFLEET_TLS_KEY: join(this.folder, 'key.pem'),
      SCANFLEET_LEASE_SECONDS: '20',
      ...this.settings,
    };
  }

  private async operate(script: string, argv: readonly string[]): Promise<{ key?: string; token?: string }> {
    const program = RunningProgram.start(process.execPath, [script, ...argv], {
      env: { ...process.env, ...this.environment() },
    });
    await program.exited;
    const line = program.said.split('\n').find((text) => text.startsWith('{'));
    if (!line) throw new Error(`the operator command failed: ${program.said}`);
    return JSON.parse(line) as { key?: string; token?: string };
  }

  /** Enrols an engine, starts it and waits until it is online. */
  async addEngine(wish: EngineWish): Promise<void> {
    await this.joinEngine(wish);
    await until(`engine ${wish.name} is online`, async () => {
      const answer = await this.call(enginesApi.list);
      const engine = this.engines.get(wish.name);
      if (engine && !engine.running) throw new Error(`the engine ended: ${engine.said}`);
      return answer.data.some(({ name, online }) => name === wish.name && online);
    });
  }

  /** Starts an engine with a join token. @param requireApproval whether it gets no work before an admin approves it */
  async joinEngine(wish: EngineWish, requireApproval = false): Promise<void> {
    const { token } = await this.call(enginesApi.createJoinToken, { body: { requireApproval } });
    const config = {
      consoleUrl: this.url,
      caFile: join(this.folder, 'ca.pem'),
      name: wish.name,
      dataDir: join(this.folder, wish.name),
      joinToken: token,
      policy: { allowed: wish.allowed },
      shutdownGraceSeconds: 1,
      logFormat: 'json',
      ...wish.config,
    };
    await writeFile(join(this.folder, `${wish.name}.json`), JSON.stringify(config), { mode: 0o600 });
    this.startEngine(wish);
  }

  startEngine(wish: EngineWish): void {
    const argv = [join(root, 'apps/engine/dist/main.js'), '--config', join(this.folder, `${wish.name}.json`)];
    const [file, rest] = wish.inside ? wish.inside(process.execPath, argv) : [process.execPath, argv];
    this.engines.set(wish.name, RunningProgram.start(file, rest));
  }

  /** Calls the public API as an admin. @throws with the console's words when it refuses. */
  async call<E extends Endpoint>(endpoint: E, request: RequestOf<E> = {}): Promise<ResponseOf<E>> {
    const answer = await this.raw(endpoint.method, endpointUrl(endpoint, request), request.body);
    if (answer.status >= 400) throw new Error(`${endpoint.id}: ${answer.status} ${answer.text}`);
    return (answer.text === '' ? {} : endpoint.response.parse(JSON.parse(answer.text))) as ResponseOf<E>;
  }

  raw(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    return new Promise((done, failed) => {
      const options = {
        method,
        rejectUnauthorized: false,
        timeout: 10_000,
        headers: { 'x-api-key': this.apiKey, 'content-type': 'application/json' },
      };
      const sent = httpsRequest(`${this.url}${path}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('end', () => done({ status: response.statusCode ?? 0, text }));
        response.once('error', failed);
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer in 10 s')));
      sent.once('error', failed);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Waits until a scan has ended and answers with it. */
  async ended(scanId: string, withinMs = 120_000): Promise<Scan> {
    return until(
      `scan ${scanId} ends`,
      async () => {
        const scan = await this.call(scansApi.get, { params: { scanId } });
        return ['completed', 'cancelled', 'failed'].includes(scan.state) ? scan : undefined;
      },
      withinMs,
    );
  }

  /** A private authority and a certificate of it for the console's address. */
  private async makeCertificates(): Promise<void> {
    const file = (name: string): string => join(this.folder, name);
    const openssl = (...argv: string[]): Promise<string> => runProgram('openssl', argv);
    await openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=fleet test authority',
      '-keyout',
      file('ca.key'),
      '-out',
      file('ca.pem'),
    );
    await openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=console',
      '-keyout',
      file('key.pem'),
      '-out',
      file('cert.csr'),
    );
    await writeFile(file('san'), `subjectAltName=IP:${this.host}\n`);
    await openssl(
      'x509',
      '-req',
      '-days',
      '2',
      '-in',
      file('cert.csr'),
      '-CA',
      file('ca.pem'),
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
      '-extfile',
      file('san'),
      '-out',
      file('cert.pem'),
    );
  }

  async end(): Promise<void> {
    for (const engine of this.engines.values()) await engine.end();
    await this.console_.end();
    await this.postgres.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A free TCP port of an address of this machine. */
export async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, host, done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
