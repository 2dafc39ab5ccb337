import { execFile, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Runs a program to its end. @throws with its words when it fails. */
export async function runProgram(file: string, argv: readonly string[]): Promise<string> {
  const { stdout } = await exec(file, [...argv], { maxBuffer: 1 << 26 });
  return stdout;
}

/** A program that runs until it is ended, with the last of what it said. */
export class RunningProgram {
  readonly exited: Promise<number | null>;
  private words = '';

  constructor(readonly child: ChildProcess) {
    const keep = (chunk: Buffer): void => {
      this.words = (this.words + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.exited = new Promise((done) => {
      child.once('exit', (code) => done(code));
      child.once('error', () => done(null));
    });
  }

  static start(file: string, argv: readonly string[], options: SpawnOptions = {}): RunningProgram {
    return new RunningProgram(spawn(file, [...argv], { stdio: ['ignore', 'pipe', 'pipe'], ...options }));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`it did not start: ${this.words}`);
    return this.child.pid;
  }

  /** The last of what it wrote. */
  get said(): string {
    return this.words;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.running) this.child.kill(signal);
    await this.exited;
  }
}

/** Looks again and again until `look` answers with something. @throws after `withinMs`, naming what was awaited. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  let last: unknown;
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`waited ${withinMs} ms in vain: ${what}`, { cause: last });
}
