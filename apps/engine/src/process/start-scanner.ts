import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess, signalGroup, type ProcessIdentity } from './process-identity.js';
import { TextTail } from './text-tail.js';

/** A stopped scanner has this long to end by itself; with it, and what the kernel needs, a stop takes less than 2 s. */
const MILLISECONDS_TO_END = 1500;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface ScannerStart {
  /** Absolute path of the program. */
  file: string;
  argv: readonly string[];
  /** Working directory and HOME: masscan writes paused.conf there, NSE scripts what they like. All of its paths are relative to it. */
  scratch: string;
  /** 0 to 19. */
  nice: number;
  /** nmap is told that it may open raw sockets although it is not root (capabilities on its file or inherited). */
  rawWithoutRoot: boolean;
  /** Programs that set limits and rights and then become the scanner, with their words; may be empty. */
  chain: readonly string[];
  onStderr?: (text: string) => void;
}

export interface ScannerEnd {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stderrTail: string;
  /** Set when the program could not be started at all. */
  startError: NodeJS.ErrnoException | null;
}

export interface RunningScanner {
  /** Null when it has ended already or could not be started. */
  identity: ProcessIdentity | null;
  ended: Promise<ScannerEnd>;
  /** SIGTERM to the whole group, SIGKILL after 1.5 s. Resolves when it has ended; may be called twice. */
  stop(): Promise<void>;
  /** SIGKILL to the whole group, now. */
  kill(): void;
}

/**
 * Starts a scanner without a shell, in its own process group, with an environment that holds nothing of the engine's. nmap
 * 7.93 and masscan 1.3.2 both end at once on SIGTERM, without writing what is left in their buffers. Nothing that matters is
 * lost: nmap flushes after each group of hosts and with its statistics, so every finished host is there; masscan may lose the
 * last 4 KiB of hits, but its half-done shard is scanned again anyway, and its way to end on SIGINT takes up to 14 s.
 */
export function startScanner(start: ScannerStart): RunningScanner {
  const [file = start.file, ...argv] = [...start.chain, start.file, ...start.argv];
  const child = spawn(file, argv, {
    cwd: start.scratch,
    detached: true,
    shell: false,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH,
      LANG: 'C',
      // The path of the folder may lead through others that the scanner's user must not enter.
      HOME: '.',
      TMPDIR: '.',
      ...(start.rawWithoutRoot ? { NMAP_PRIVILEGED: '' } : {}),
    },
  });
  lowerPriority(child, start.nice);
  const ended = waitForEnd(child, start.onStderr);
  let stopping: Promise<void> | undefined;
  const kill = (): void => void (child.pid !== undefined && signalGroup(child.pid, 'SIGKILL'));
  return {
    identity: child.pid === undefined ? null : identifyProcess(child.pid),
    ended,
    kill,
    stop: () => (stopping ??= endGroup(child, ended, kill)),
  };
}

function waitForEnd(child: ChildProcess, onStderr: ScannerStart['onStderr']): Promise<ScannerEnd> {
  const stderr = new TextTail();
  const stdout = new TextTail();
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
    onStderr?.(chunk.toString('latin1'));
  });
  // Drained, or a full pipe would stop the scanner; shown only where there is nothing on stderr.
  child.stdout?.on('data', (chunk: Buffer) => stdout.add(chunk));
  const tail = (): string => stderr.toString() || stdout.toString();
  return new Promise((resolve) => {
    child.once('error', (startError: NodeJS.ErrnoException) =>
      resolve({ exitCode: null, signal: null, stderrTail: '', startError }),
    );
    // A grandchild may hold the pipes open after the scanner's end, so 'exit' counts; 'close' gets a moment to bring the last text.
    child.once('exit', (exitCode, signal) => {
      const finish = (): void => resolve({ exitCode, signal, stderrTail: tail(), startError: null });
      const timer = setTimeout(finish, 250);
      child.once('close', () => {
        clearTimeout(timer);
        finish();
      });
    });
  });
}

async function endGroup(child: ChildProcess, ended: Promise<unknown>, kill: () => void): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGTERM');
  const waiting = new AbortController();
  const late = delay(MILLISECONDS_TO_END, 'late', { signal: waiting.signal }).catch(() => 'ended');
  if ((await Promise.race([late, ended])) !== 'late') waiting.abort();
  // Also after a clean end: a grandchild that ignored SIGTERM is still in the group.
  kill();
  await ended;
}

function lowerPriority(child: ChildProcess, nice: number): void {
  if (nice === 0 || child.pid === undefined) return;
  try {
    setPriority(child.pid, nice);
  } catch {
    // It has ended already; then its priority is of no interest.
  }
}
