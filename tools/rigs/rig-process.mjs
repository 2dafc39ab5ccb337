import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A program that the rig started, with the last of its words; only its own number is ever signalled. */
export class RigProcess {
  words = '';

  /** @param options as of `spawn`, and `logFile`, to which all its words go */
  constructor(file, argv, { logFile, ...options } = {}) {
    this.child = spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const keep = (chunk) => {
      this.words = (this.words + chunk.toString()).slice(-200_000);
      if (logFile) appendFileSync(logFile, chunk);
    };
    this.child.stdout?.on('data', keep);
    this.child.stderr?.on('data', keep);
    this.exited = new Promise((done) => {
      this.child.once('exit', (code, signal) => done({ code, signal }));
      this.child.once('error', (error) => {
        this.words += String(error);
        done({ code: null, signal: null });
      });
    });
  }

  get pid() {
    return this.child.pid;
  }
  get running() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(name) {
    if (this.running) this.child.kill(name);
  }

  /** Ends it; with SIGKILL when it does not end within `withinMs`. */
  async end(signal = 'SIGTERM', withinMs = 15_000) {
    this.signal(signal);
    // A process that was stopped cannot end by itself.
    this.signal('SIGCONT');
    const late = setTimeout(() => this.signal('SIGKILL'), withinMs);
    const end = await this.exited;
    clearTimeout(late);
    return end;
  }
}

/** Numbers of the processes that a process has started and that still are its children (Linux). */
export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // It has ended.
  }
}

/** Sends a signal to a process that may be gone already. */
export function signalTo(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Looks again and again until `look` answers with something true. @throws after `withinMs`, naming what was awaited */
export async function until(what, look, withinMs = 30_000, everyMs = 100) {
  const end = Date.now() + withinMs;
  let cause;
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      cause = error;
    }
    await delay(everyMs);
  }
  throw new Error(`waited ${withinMs} ms in vain: ${what}`, { cause });
}

/** Leaves nothing behind when the rig itself is ended. */
export function tidyOnSignal(tearDown) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      void Promise.resolve(tearDown()).finally(() => process.exit(1));
    });
  }
}
