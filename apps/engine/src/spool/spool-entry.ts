import { createReadStream } from 'node:fs';
import { chmod, chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportFormat, ShardOutcome } from '@scanfleet/contracts';
import { errorCode } from '../config/error-code.js';
import type { ProcessIdentity } from '../process/process-identity.js';
import { sha256 } from '../sha256.js';
import { writeFileAtomically } from './atomic-file.js';

/** What a later start of the engine must know of a shard to deliver its report. */
export interface SpoolMeta {
  shardId: string;
  epoch: number;
  format: ReportFormat;
  /** The scanner's process group, while it may run. */
  scanner: ProcessIdentity | null;
  /** How it ended; null while the scanner may run. */
  outcome: ShardOutcome | null;
}

/** What a new entry is made from. */
export interface SpoolInputs {
  meta: SpoolMeta;
  targets: readonly string[];
  excludes: readonly string[];
  /** Number of the scanner's group when it does not run as the engine's user; else null. */
  scannerGroup: number | null;
}

/** The folder of one leased shard: `meta.json`, the scanner's input files, its scratch folder and its report. Kept until the console has all. */
export class SpoolEntry {
  /**
   * The files from the scanner's working directory, the scratch folder. Relative, because the folders above belong to the engine's
   * user alone, and another user cannot walk through them.
   */
  static readonly asTheScannerSees = {
    targets: '../targets.txt',
    excludes: '../excludes.txt',
    report: '../report.xml',
  };
  readonly files: { targets: string; excludes: string; report: string };
  readonly scratch: string;

  private constructor(
    readonly folder: string,
    private current: SpoolMeta,
  ) {
    this.scratch = join(folder, 'scratch');
    this.files = {
      targets: join(folder, 'targets.txt'),
      excludes: join(folder, 'excludes.txt'),
      report: join(folder, 'report.xml'),
    };
  }

  /** Makes the folder and what the scanner reads. */
  static async create(folder: string, { meta, targets, excludes, scannerGroup }: SpoolInputs): Promise<SpoolEntry> {
    const entry = new SpoolEntry(folder, meta);
    await mkdir(entry.scratch, { recursive: true, mode: 0o700 });
    await writeFile(entry.files.targets, lines(targets), { mode: 0o600 });
    await writeFile(entry.files.excludes, lines(excludes), { mode: 0o600 });
    if (scannerGroup !== null) await entry.openTo(scannerGroup);
    await entry.save();
    return entry;
  }

  /**
   * Lets the scanner's group read the inputs, write the report and use the scratch folder, and no more. The report stays the engine's
   * file in the engine's folder: the scanner cannot put a link to another file in its place, which the engine would then send.
   */
  private async openTo(group: number): Promise<void> {
    const { targets, excludes, report } = this.files;
    await writeFile(report, '', { mode: 0o600 });
    for (const [path, mode] of [
      [this.folder, 0o710],
      [this.scratch, 0o770],
      [targets, 0o640],
      [excludes, 0o640],
      [report, 0o660],
    ] as const) {
      await chown(path, process.getuid?.() ?? 0, group);
      await chmod(path, mode);
    }
  }

  /** Opens a folder that an earlier run of the engine left; null when it never got as far as a meta.json. */
  static async reopen(folder: string): Promise<SpoolEntry | null> {
    try {
      const meta = JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')) as SpoolMeta;
      return new SpoolEntry(folder, meta);
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  get meta(): Readonly<SpoolMeta> {
    return this.current;
  }

  /** Remembers the running scanner, so that a later start can end it should the engine die. */
  async recordScanner(scanner: ProcessIdentity | null): Promise<void> {
    this.current = { ...this.current, scanner };
    await this.save();
  }

  /** Remembers how it ended; from here on only delivery is left to do. */
  async recordOutcome(outcome: ShardOutcome): Promise<void> {
    this.current = { ...this.current, scanner: null, outcome };
    await this.save();
  }

  /** Bytes that the scanner has written so far. */
  async reportSize(): Promise<number> {
    try {
      return (await stat(this.files.report)).size;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 0; // The scanner has not opened it yet.
      throw error;
    }
  }

  /** At most `most` bytes of the report from `offset` on. */
  async readReport(offset: number, most: number): Promise<Uint8Array> {
    const file = await open(this.files.report, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(most), 0, most, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  }

  /** SHA-256 (hex) and size of the whole report; an empty one when the scanner wrote none. */
  async hashReport(): Promise<{ reportBytes: number; reportHash: string }> {
    const hash = sha256();
    let reportBytes = 0;
    if ((await this.reportSize()) > 0) {
      for await (const chunk of createReadStream(this.files.report) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        reportBytes += chunk.byteLength;
      }
    }
    return { reportBytes, reportHash: hash.digest('hex') };
  }

  /** Throws everything away: the console has it, or does not want it. */
  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private save(): Promise<void> {
    return writeFileAtomically(join(this.folder, 'meta.json'), `${JSON.stringify(this.current)}\n`);
  }
}

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join('');
}
