import { Injectable } from '@nestjs/common';
import { ArtifactFolder } from './artifact-folder.js';
import { type ReportRow, ReportStore } from './report-store.js';

/** Bytes taken from Postgres at a time. */
const STEP = 1024 * 1024;

/** Reads whole reports, wherever their bytes are. */
@Injectable()
export class ReportReader {
  constructor(
    private readonly store: ReportStore,
    private readonly folder: ArtifactFolder,
  ) {}

  /** The bytes that were received when `report` was looked up, in order. Goes on in the artifact when it is sealed meanwhile. */
  async *bytes(report: ReportRow): AsyncGenerator<Buffer> {
    let offset = 0;
    while (report.artifact === null && offset < report.receivedBytes) {
      const part = await this.store.read(report.id, offset, Math.min(STEP, report.receivedBytes - offset));
      if (part.length === 0) break;
      offset += part.length;
      yield part;
    }
    if (offset >= report.receivedBytes) return;
    const artifact = report.artifact ?? (await this.store.get(report.id))?.artifact;
    if (!artifact) throw new Error(`the bytes of report ${report.id} are not there from ${offset} on`);
    yield* this.folder.read(artifact, offset);
  }
}
