import {
  coveredPorts,
  createReportReader,
  type Observation,
  type PortCoverage,
  ProblemCode,
  RefusalCode,
  ReportRefused,
  type ReportContext,
  type ReportEvent,
  type ReportReader,
} from '@scanfleet/scan-report';
import { seenHost, type SeenHost } from '../inventory/seen-host.js';
import { postgresText } from '../scans/ledger/postgres-text.js';
import { plainAddress } from '../reports/plain-address.js';
import { readerFormat } from '../reports/reader-format.js';
import type { ReportCursor } from './report-cursor.js';

/** Problems kept of one report; a hostile one may hold millions. */
const MOST_PROBLEMS = 50;
const LONGEST_PROBLEM = 500;
/** Addresses that are named as examples of those that were not in the manifest. */
const FOREIGN_EXAMPLES = 3;
/**
 * Bytes of a report without a complete host, after which it is refused: what stands behind the last complete host is read
 * again with every piece that arrives.
 */
export const MOST_BYTES_WITHOUT_HOST = 64 * 1024 * 1024;

/** A record that tells some ports of a host, with which ports its scan asked about. */
export interface PartRecord {
  readonly observation: Observation;
  readonly coverage: PortCoverage;
}

/** What a piece of the report holds, to be committed at once. */
export interface ReportStep {
  /** Hosts of which one record tells all, in the order of the report. */
  readonly hosts: SeenHost[];
  /** Records of which several may tell of one host. */
  readonly parts: PartRecord[];
  /** Records of addresses that are not in the manifest: they must not be taken, whatever the report says. */
  refused: number;
  readonly problems: string[];
  /** Behind the last complete host. */
  endOffset: number;
  context: ReportContext;
}

/** One reading of a report from where it was left, with what it has said so far. */
export class ReadingRun {
  /** Behind the last byte read. */
  readTo: number;
  /** Whether the report's regular end was read, and its scanner calls it no error. */
  complete = false;
  private coverage: PortCoverage;
  private told = 0;
  private step: ReportStep;
  /** Some of the addresses that this reading refused. */
  readonly foreign: string[] = [];
  private readonly reader: ReportReader;

  /**
   * @param now upper bound of all times
   * @throws ReportRefused where the report cannot be read on from there
   */
  constructor(
    readonly cursor: ReportCursor,
    private readonly now: () => Date,
  ) {
    this.readTo = cursor.ingestedBytes;
    const resumeAt = cursor.context && { offset: cursor.ingestedBytes, context: cursor.context };
    this.reader = createReportReader(readerFormat[cursor.format], resumeAt ? { resumeAt } : {});
    this.coverage = coveredPorts(cursor.context?.start?.scanInfo ?? []);
    this.step = this.newStep(cursor.ingestedBytes);
  }

  /** @throws ReportRefused; what was read before it is in the step */
  write(bytes: Uint8Array): void {
    this.collect(this.reader.write(bytes));
    this.readTo += bytes.length;
    if (this.readTo - this.step.endOffset <= MOST_BYTES_WITHOUT_HOST) return;
    const message = `The report has ${MOST_BYTES_WITHOUT_HOST} bytes without a complete host; what stands before them was kept.`;
    throw new ReportRefused(RefusalCode.MarkupTooLarge, this.step.endOffset, message);
  }

  /**
   * Says that no byte follows. That a report breaks off is a problem only where its run is said to have come to its end; of
   * every other run the shard's history tells why, and what it left open is scanned again.
   * @throws ReportRefused
   */
  end({ completed }: { completed: boolean }): void {
    const events = this.reader.end();
    this.collect(
      completed ? events : events.filter((event) => event.kind !== 'problem' || event.code !== ProblemCode.Truncated),
    );
  }

  /** What was read since the last call. */
  takeStep(): ReportStep {
    const { step } = this;
    step.context = this.reader.context();
    this.step = this.newStep(step.endOffset);
    return step;
  }

  private newStep(endOffset: number): ReportStep {
    return { hosts: [], parts: [], refused: 0, problems: [], endOffset, context: this.reader.context() };
  }

  private collect(events: readonly ReportEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case 'start':
          this.coverage = coveredPorts(event.scanInfo);
          break;
        case 'host':
          this.takeHost(plainAddress(event.observation));
          this.step.endOffset = event.endOffset;
          break;
        case 'problem':
          this.told += 1;
          if (this.told <= MOST_PROBLEMS) this.step.problems.push(problemText(event));
          break;
        case 'finished':
          this.complete = event.exit !== 'error';
          break;
        case 'progress':
          break;
      }
    }
  }

  private takeHost(observation: Observation): void {
    const { coverage } = this;
    if (!this.cursor.manifest.contains(observation.address)) {
      this.step.refused += 1;
      if (this.foreign.length < FOREIGN_EXAMPLES) this.foreign.push(observation.address);
    } else if (this.cursor.byPort) this.step.parts.push({ observation, coverage });
    // At once, while the record is young: keeping thousands of them until they are written costs more than reading them.
    else this.step.hosts.push(seenHost(observation, coverage, this.now()));
  }
}

function problemText({ message, address }: { message: string; address?: string }): string {
  return postgresText((address === undefined ? message : `${address}: ${message}`).slice(0, LONGEST_PROBLEM));
}
