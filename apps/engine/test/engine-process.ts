import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const app = join(import.meta.dirname, '..');
const main = join(app, 'dist/main.js');
let built = false;

/** Builds the engine once for a test file, so that what is tested is what is shipped. */
export function buildEngine(): void {
  if (!built) execFileSync(process.execPath, [join(app, 'build.mjs')], { stdio: 'inherit' });
  built = true;
}

/** A real engine process with its own data folder. */
export class EngineProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'scanfleet-engine-'));
  readonly dataDir = join(this.folder, 'data');
  output = '';
  private child: ChildProcess | undefined;
  private exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }> | undefined;

  /**
   * @param way words before the program's own, such as those of nsenter or setpriv
   * @param owner number of the user and group that the engine runs as by those words
   */
  constructor(
    private readonly config: Record<string, unknown>,
    private readonly how: { way?: readonly string[]; owner?: number } = {},
  ) {}

  start(env: NodeJS.ProcessEnv = {}): this {
    buildEngine();
    const file = join(this.folder, 'engine.json');
    const defaults = {
      dataDir: this.dataDir,
      token: 'engine-token',
      name: 'test engine',
      logLevel: 'debug',
      logFormat: 'json',
    };
    writeFileSync(file, JSON.stringify({ ...defaults, ...this.config }));
    const { way = [], owner } = this.how;
    if (owner !== undefined) for (const path of [this.folder, file]) chownSync(path, owner, owner);
    const engine = owner === undefined ? [process.execPath, main] : this.copied();
    const [program = process.execPath, ...words] = [...way, ...engine, '--config', file];
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], SECRET_OF_THE_ENGINE: 'must-not-be-inherited', ...env },
    });
    const add = (chunk: Buffer): void => void (this.output += chunk.toString('utf8'));
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    return this;
  }

  /** Node and the engine where every user may read them: the project may lie in the home of root. */
  private copied(): string[] {
    return [process.execPath, main].map((path) => {
      const copy = join(this.folder, basename(path));
      copyFileSync(path, copy);
      return copy;
    });
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return (await this.exited) ?? { code: null, signal: null };
  }

  /** Ends it if it still runs, and removes its folder. */
  async dispose(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.exited;
    for (const pid of this.scanners()) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Process numbers of the scanners that this engine, or an earlier run of it, started: those that work in its folder. */
  scanners(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== this.pid && workingDirectory(pid).startsWith(`${this.dataDir}/spool/`));
  }

  spool(): string[] {
    const folder = join(this.dataDir, 'spool');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** Resident memory in MiB. */
  residentMiB(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;
  }
}

function workingDirectory(pid: number): string {
  try {
    // A zombie has no working directory any more, so it does not count as running.
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ''; // It ended between the listing and the look.
  }
}

/** Runs the engine with arguments to its end. */
export function runEngine(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string }> {
  buildEngine();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...argv], { env: { PATH: process.env['PATH'], ...env } });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Waits until the question has an answer that is true; fails with `what` after the time. */
export async function expectSoon<T>(
  what: string,
  question: () => T,
  milliseconds = 20_000,
): Promise<Exclude<T, null | undefined | false | 0>> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = question();
    if (answer) return answer as Exclude<T, null | undefined | false | 0>;
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
