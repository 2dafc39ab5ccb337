import {
  coveredPorts,
  createReportReader,
  type Observation,
  type PortCoverage,
  type ReportContext,
  type ReportEvent,
  type ReportReader,
} from '@scanfleet/scan-report';
import { postgresText } from '../scans/ledger/postgres-text.js';
import { readerFormat, type ReportCursor } from './report-cursor.js';

/** Problems kept of one report; a hostile one may hold millions. */
const MOST_PROBLEMS = 50;
const LONGEST_PROBLEM = 500;

/** A host's record and which ports its scan asked about. */
export interface HostRecord {
  readonly observation: Observation;
  readonly coverage: PortCoverage;
}

/** What a piece of the report holds, to be committed at once. */
export interface ReportStep {
  readonly records: readonly HostRecord[];
  readonly problems: readonly string[];
  /** Behind the last complete host. */
  readonly endOffset: number;
  readonly context: ReportContext;
}

/** One reading of a report from where it was left, with what it has said so far. */
export class ReadingRun {
  /** Behind the last byte read. */
  readTo: number;
  /** Whether the report's regular end was read, and its scanner calls it no error. */
  complete = false;
  private endOffset: number;
  private coverage: PortCoverage;
  private told = 0;
  private readonly reader: ReportReader;

  /** @throws ReportRefused where the report cannot be read on from there */
  constructor(readonly cursor: ReportCursor) {
    this.readTo = cursor.ingestedBytes;
    this.endOffset = cursor.ingestedBytes;
    const resumeAt = cursor.context && { offset: cursor.ingestedBytes, context: cursor.context };
    this.reader = createReportReader(readerFormat[cursor.format], resumeAt ? { resumeAt } : {});
    this.coverage = coveredPorts(cursor.context?.start?.scanInfo ?? []);
  }

  /** @throws ReportRefused */
  write(bytes: Uint8Array): ReportEvent[] {
    const events = this.reader.write(bytes);
    this.readTo += bytes.length;
    return events;
  }

  /** Says that no byte follows. @throws ReportRefused */
  end(): ReportEvent[] {
    return this.reader.end();
  }

  /** Makes one step of events, right after they were read. */
  collect(events: readonly ReportEvent[]): ReportStep {
    const records: HostRecord[] = [];
    const problems: string[] = [];
    for (const event of events) {
      switch (event.kind) {
        case 'start':
          this.coverage = coveredPorts(event.scanInfo);
          break;
        case 'host':
          records.push({ observation: event.observation, coverage: this.coverage });
          this.endOffset = event.endOffset;
          break;
        case 'problem':
          this.told += 1;
          if (this.told <= MOST_PROBLEMS) problems.push(problemText(event));
          break;
        case 'finished':
          this.complete = event.exit !== 'error';
          break;
        case 'progress':
          break;
      }
    }
    return { records, problems, endOffset: this.endOffset, context: this.reader.context() };
  }
}

function problemText({ message, address }: { message: string; address?: string }): string {
  return postgresText((address === undefined ? message : `${address}: ${message}`).slice(0, LONGEST_PROBLEM));
}
