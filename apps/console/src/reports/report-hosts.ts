import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { createReportReader, type Observation, type ReportEvent, ReportRefused } from '@scanfleet/scan-report';
import type { AddressSet } from '@scanfleet/targets';
import { plainAddress } from './plain-address.js';
import { readerFormat } from './reader-format.js';
import { ReportReader } from './report-reader.js';
import type { ReportRow } from './report-store.js';

/** Bytes parsed between two looks at what else is to be done. */
const SLICE_BYTES = 64 * 1024;

/** Reads the hosts of whole reports, a slice at a time. */
@Injectable()
export class ReportHosts {
  constructor(private readonly reader: ReportReader) {}

  /**
   * The complete hosts of a report that it was to scan, in its order: those that ingest takes. A report that was cut off
   * or is malformed ends before that place.
   */
  async *read(report: ReportRow, manifest: AddressSet): AsyncGenerator<Observation[]> {
    const reader = createReportReader(readerFormat[report.format]);
    const taken = (events: readonly ReportEvent[]): Observation[] =>
      events
        .flatMap((event) => (event.kind === 'host' ? [plainAddress(event.observation)] : []))
        .filter(({ address }) => manifest.contains(address));
    try {
      for await (const bytes of this.reader.bytes(report)) {
        for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
          yield taken(reader.write(bytes.subarray(at, at + SLICE_BYTES)));
          // A large report must not keep all other work of this process waiting.
          await breathe();
        }
      }
      yield taken(reader.end());
    } catch (error) {
      // Safe: what stood before the place that was refused has been handed out, as ingest takes it.
      if (!(error instanceof ReportRefused)) throw error;
    }
  }
}
