import { spawn } from 'node:child_process';
import { createWriteStream, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { root, SetupProblem, workspaceEnvironment } from '../setup/workspace.mjs';
import { recordProcess } from './data-lock.mjs';
import { nodeEnvironment, nodeFlags } from './node-flags.mjs';

const READY_WITHIN_MS = 60_000;

/**
 * A child that is started again when it dies by itself. It runs in a process group of its own, so that a Ctrl-C in the
 * terminal reaches it only through us, in the right order.
 */
export class Supervised {
  #child;
  #stopped = false;
  #failures = 0;
  #ended = Promise.resolve();

  /** @param {{ name: string, script: string, flags?: string[], argv?: string[], environment: Record<string, string>, logFile: string, say: (line: string) => void, signal: AbortSignal, announces?: boolean }} settings flags: of Node; announces: sends {type:'ready'} over IPC */
  constructor(settings) {
    this.settings = { argv: [], flags: nodeFlags, announces: true, ...settings };
    this.pidFile = join(dirname(settings.logFile), `${settings.name}.pid`);
  }

  /**
   * Starts it and waits until it says that it is ready.
   * @returns {Promise<{ url?: string }>}
   * @throws {SetupProblem} with its last words when it ends before
   */
  async start() {
    const { name, announces } = this.settings;
    this.settings.say(`Starting the ${name} …`);
    const { ready, tail } = this.#launch();
    if (!announces) return {};
    const outcome = await Promise.race([
      ready,
      this.#ended.then(() => 'ended'),
      delay(READY_WITHIN_MS, 'late', { ref: false }),
    ]);
    if (outcome === 'ended' || outcome === 'late') {
      this.#stopped = true;
      this.kill();
      const words = tail() || `see ${this.settings.logFile}`;
      throw new SetupProblem(
        outcome === 'late' ? `The ${name} did not get ready in ${READY_WITHIN_MS / 1000} s: ${words}` : words,
      );
    }
    return outcome;
  }

  #launch() {
    const { name, script, flags, argv, environment, logFile } = this.settings;
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    const child = spawn(process.execPath, [...flags, script, ...argv], {
      cwd: root,
      env: { ...nodeEnvironment, ...workspaceEnvironment(environment) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    if (child.pid) recordProcess(this.pidFile, child.pid);
    const last = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        if (stream === child.stderr) last.push(line);
        if (last.length > 5) last.shift();
      });
    }
    const ready = new Promise((done) => {
      child.on('message', (message) => {
        if (message?.type === 'ready') done(message);
      });
    });
    const startedAt = Date.now();
    this.#ended = new Promise((done) => {
      child.once('error', () => done());
      child.once('close', (code, signal) => {
        log.end();
        rmSync(this.pidFile, { force: true });
        done();
        if (!this.#stopped && !this.settings.signal.aborted && this.#wasReady)
          void this.#restart(code ?? signal, Date.now() - startedAt);
      });
    });
    void ready.then(() => {
      this.#wasReady = true;
    });
    if (!this.settings.announces) this.#wasReady = true;
    return { ready, tail: () => last.join('\n').trim() };
  }
  #wasReady = false;

  async #restart(how, ranForMs) {
    this.#failures = ranForMs > 60_000 ? 1 : this.#failures + 1;
    const wait = Math.min(30_000, 500 * 2 ** (this.#failures - 1));
    this.settings.say(
      `The ${this.settings.name} ended by itself (${how}); starting it again in ${wait / 1000} s. Its log: ${this.settings.logFile}`,
    );
    await delay(wait);
    if (!this.#stopped && !this.settings.signal.aborted) this.#launch();
  }

  /** Asks it to end and waits; after 15 s it is killed. */
  async stop() {
    this.#stopped = true;
    this.#child?.kill('SIGTERM');
    const late = delay(15_000, 'late', { ref: false });
    if ((await Promise.race([this.#ended, late])) === 'late') this.kill();
    await this.#ended;
  }

  kill() {
    try {
      if (this.#child?.pid && this.#child.exitCode === null) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It ended between the look and the kill.
    }
  }
}

/**
 * Runs a command of the console's operator entry (see docs/operations.md) and answers with what it prints as JSON.
 * @param {{ argv: string[], environment: Record<string, string> }} command
 */
export async function operatorCommand({ argv, environment }) {
  const child = spawn(process.execPath, [join(root, 'apps/console/dist/src/operator-main.js'), ...argv], {
    cwd: root,
    env: workspaceEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new SetupProblem(err.trim() || `The operator command ${argv[0]} failed.`);
  return JSON.parse(out);
}
