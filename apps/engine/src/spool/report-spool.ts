import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../config/error-code.js';
import { SpoolEntry, type SpoolInputs, type SpoolMeta } from './spool-entry.js';

/** Below this a scanner is not started: its report would end in the middle. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;
/** A disk that was full in spite of its free bytes (a quota, no inodes) is not tried again for so long. */
const FULL_MS = 5000;

/** The reports on the engine's disk that the console does not have whole yet: `spool/<shard>-<epoch>/`. */
export class ReportSpool {
  private readonly folder: string;
  /** By the monotonic clock, milliseconds. */
  private fullUntil = 0;

  constructor(dataDir: string) {
    this.folder = join(dataDir, 'spool');
  }

  async create(meta: SpoolMeta, inputs: Omit<SpoolInputs, 'meta'>): Promise<SpoolEntry> {
    const folder = join(this.folder, `${meta.shardId}-${meta.epoch}`);
    // An earlier try with the same epoch can only be one that never started its scanner.
    await rm(folder, { recursive: true, force: true });
    try {
      return await SpoolEntry.create(folder, { meta, ...inputs });
    } catch (error) {
      if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') this.fullUntil = performance.now() + FULL_MS;
      throw error;
    }
  }

  /** What earlier runs of the engine left behind. Folders without a readable meta.json never started a scanner and are removed. */
  async leftovers(): Promise<SpoolEntry[]> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const entries: SpoolEntry[] = [];
    for (const name of (await readdir(this.folder)).sort()) {
      const folder = join(this.folder, name);
      const entry = await SpoolEntry.reopen(folder);
      if (entry) entries.push(entry);
      else await rm(folder, { recursive: true, force: true });
    }
    return entries;
  }

  /** Shards in the spool, without touching anything; for `--check` beside a running engine. */
  async held(): Promise<{ shardId: string; epoch: number }[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    const entries = await Promise.all(names.map((name) => SpoolEntry.reopen(join(this.folder, name))));
    return entries.flatMap((entry) => (entry ? [{ shardId: entry.meta.shardId, epoch: entry.meta.epoch }] : []));
  }

  /** Whether the disk has room for another report. */
  async hasRoom(): Promise<boolean> {
    if (performance.now() < this.fullUntil) return false;
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize >= LEAST_FREE_BYTES;
  }
}
