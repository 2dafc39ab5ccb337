import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg } from 'node:os';
import type { EngineLoad } from '@scanfleet/contracts';

const MOST_PERCENT = 100_000;

/**
 * What the machine has left, from the kernel's own counters: three small reads.
 * @param folder the disk that reports are written to
 * @returns null when the folder cannot be looked at
 */
export async function measureLoad(folder: string): Promise<EngineLoad | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const percent = ((loadavg()[0] ?? 0) / availableParallelism()) * 100;
    return {
      cpuPercent: Math.min(MOST_PERCENT, Math.round(percent * 10) / 10),
      memoryFreeBytes: await availableMemory(),
      diskFreeBytes: Math.min(Number.MAX_SAFE_INTEGER, bavail * bsize),
    };
  } catch {
    return null; // The disk is gone or not ours to look at; scans will say so themselves.
  }
}

/** MemAvailable of proc(5): with caches that can be given up, which "free" leaves out. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024;
}
