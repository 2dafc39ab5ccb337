import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_PASSWORD } from './harness.js';

const entry = join(import.meta.dirname, '../src/main.ts');
const hooks = join(import.meta.dirname, 'source-hooks.mjs');

export interface ConsoleProcess {
  readonly pid: number;
  /** Its address once it is ready; undefined if it ended instead. */
  readonly ready: Promise<string | undefined>;
  /** Exit code and signal at its end. */
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  /** All that it has written so far. */
  output(): string;
  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

/** Starts a console as a process of its own, from source, with these variables and nothing of ours. */
export function aConsoleProcess(environment: Record<string, string>): ConsoleProcess {
  const dataDir = mkdtempSync(join(tmpdir(), 'scanfleet-process-'));
  const child = spawn(process.execPath, ['--import', hooks, entry], {
    env: {
      PATH: process.env['PATH'] ?? '',
      SCANFLEET_PORT: '0',
      SCANFLEET_DATA: dataDir,
      SCANFLEET_ADMIN_PASSWORD: ADMIN_PASSWORD,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  child.stdout?.on('data', (bytes: Buffer) => (written += bytes.toString()));
  child.stderr?.on('data', (bytes: Buffer) => (written += bytes.toString()));
  const ended = once(child, 'close').then(([code, signal]) => {
    rmSync(dataDir, { recursive: true, force: true });
    return { code: code as number | null, signal: signal as string | null };
  });
  const ready = Promise.race([
    once(child, 'message').then(([message]) => (message as { url: string }).url),
    ended.then(() => undefined),
  ]);
  return { pid: child.pid ?? 0, ready, ended, output: () => written, signal: (name) => void child.kill(name) };
}
