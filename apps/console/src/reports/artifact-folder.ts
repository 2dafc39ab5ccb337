import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';

/** Files that are being written or that lost their report are left alone for this long, milliseconds. */
const SPARED_MILLISECONDS = 3_600_000;
const ending = '.zst';

/** Sealed reports as zstd files under `artifacts/` in the data folder, spread over folders by the first two digits of their id. */
@Injectable()
export class ArtifactFolder {
  private readonly root: string;

  constructor(config: Config) {
    this.root = join(config.dataDir, 'artifacts');
  }

  /**
   * Writes a report's bytes, compressed. The file has its name only when all of it is on the disk.
   * @returns its name and the SHA-256 (hex) of the bytes before compression.
   */
  async write(reportId: string, bytes: AsyncIterable<Buffer>): Promise<{ name: string; sha256: string; size: number }> {
    const name = join(reportId.slice(0, 2), `${reportId}${ending}`);
    const folder = dirname(join(this.root, name));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Two consoles may seal the same report at once; each writes a file of its own, and either result is right.
    const draft = join(this.root, `${name}.${randomUUID()}.part`);
    const hash = createHash('sha256');
    let size = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const part of bytes) {
        hash.update(part);
        size += part.length;
        yield part;
      }
    };
    try {
      // `flush` is fsync before closing: a name must never stand for bytes that a power cut could take.
      await pipeline(counted(), createZstdCompress(), createWriteStream(draft, { mode: 0o600, flush: true }));
      await rename(draft, join(this.root, name));
      await syncFolder(folder);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return { name, sha256: hash.digest('hex'), size };
  }

  /** The bytes of an artifact as they were before compression, from an offset on. */
  async *read(name: string, fromOffset = 0): AsyncGenerator<Buffer> {
    const source = createReadStream(join(this.root, name));
    const plain = createZstdDecompress();
    source.on('error', (error) => plain.destroy(error));
    let skip = fromOffset;
    try {
      for await (const part of source.pipe(plain) as AsyncIterable<Buffer>) {
        if (part.length > skip) yield part.subarray(skip);
        skip = Math.max(0, skip - part.length);
      }
    } finally {
      source.destroy();
      plain.destroy();
    }
  }

  /**
   * Removes files whose reports are gone, and what crashes left half-written.
   * @param known which of these report ids still exist.
   * @returns how many files went.
   */
  async sweep(now: Date, known: (reportIds: string[]) => Promise<ReadonlySet<string>>): Promise<number> {
    let gone = 0;
    for (const folder of await readdir(this.root).catch(() => [])) {
      const files = (await readdir(join(this.root, folder)).catch(() => [])).map((file) =>
        join(this.root, folder, file),
      );
      const old: string[] = [];
      for (const file of files) {
        const age = now.getTime() - (await stat(file)).mtimeMs;
        if (age > SPARED_MILLISECONDS) old.push(file);
      }
      const kept = await known(old.filter((file) => file.endsWith(ending)).map((file) => basename(file, ending)));
      for (const file of old) {
        if (kept.has(basename(file, ending))) continue;
        await rm(file, { force: true });
        gone += 1;
      }
    }
    return gone;
  }
}

/** Makes a rename survive a power cut (fsync(2): the folder has to be synced too). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
