import { Injectable } from '@nestjs/common';
import {
  coveredPorts,
  createReportReader,
  ReportRefused,
  type Observation,
  type PortCoverage,
  type ReportEvent,
  type ReportReader,
} from '@scanfleet/scan-report';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { ReportStore } from '../reports/report-store.js';
import { ShardLedger } from '../scans/shard-ledger.js';
import { ObservationTaker } from './observation-taker.js';
import { advance, loadCursor, MovedOn, readerFormat, settle, type ReportCursor } from './report-cursor.js';

/** Bytes read from the store at once; bounds memory whatever the size of the report. */
const READ_BYTES = 1024 * 1024;
/** Problems kept of one report; a hostile one may hold millions. */
const MAX_PROBLEMS = 50;

/**
 * Takes a report into the inventory, from where the last run stopped to its last complete host. Each step is one
 * transaction that also moves the offset, so that a crash repeats nothing and misses nothing.
 */
@Injectable()
export class IngestReport {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportStore,
    private readonly ledger: ShardLedger,
    private readonly taker: ObservationTaker,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly log: AppLogger,
  ) {}

  /** Ingests what is there; does nothing for a report that is settled or gone. Safe to run twice at once. */
  async run(reportId: string): Promise<void> {
    const cursor = await loadCursor(this.database, reportId);
    if (!cursor || cursor.settled) return;
    try {
      await this.read(cursor);
    } catch (error) {
      if (!(error instanceof MovedOn)) throw error;
      this.log.debug('report was moved on by another worker', { reportId });
    }
  }

  private async read(cursor: ReportCursor): Promise<void> {
    const run = new ReadingRun(cursor);
    let refusal: string | null = null;
    try {
      while (run.readTo < cursor.receivedBytes) {
        const bytes = await this.reports.read(cursor.id, run.readTo, READ_BYTES);
        if (bytes.length === 0) break;
        await this.take(run, run.write(bytes));
        this.metrics.bytesIngested.inc(bytes.length);
      }
      if (!cursor.closed || run.readTo < cursor.receivedBytes) return;
      await this.take(run, run.end());
    } catch (error) {
      if (!(error instanceof ReportRefused)) throw error;
      refusal = error.message;
      this.log.warn('report refused', {
        reportId: cursor.id,
        scanId: cursor.scanId,
        code: error.code,
        offset: error.offset,
      });
      if (!cursor.closed) return;
    }
    await this.database.transaction(async (tx) => {
      await settle(tx, cursor.id, { from: run.committedTo, read: cursor.receivedBytes, refusal });
      await this.ledger.reportSettled(tx, { reportId: cursor.id, complete: run.complete && refusal === null, refusal });
    });
    this.log.info('report settled', {
      reportId: cursor.id,
      scanId: cursor.scanId,
      bytes: cursor.receivedBytes,
      complete: run.complete,
    });
  }

  /** Commits the hosts among the events, if there are any, with the offset behind the last of them. */
  private async take(run: ReadingRun, events: readonly ReportEvent[]): Promise<void> {
    const step = run.collect(events);
    if (step.observations.length === 0 && step.problems.length === 0) return;
    const { cursor } = run;
    await this.database.transaction(async (tx) => {
      await advance(tx, cursor.id, { from: run.committedTo, to: step.endOffset, context: run.context() });
      const result = await this.taker.take(tx, {
        cursor,
        observations: step.observations,
        coverage: step.coverage,
        manifest: run.manifest,
        now: this.clock.now(),
      });
      await this.ledger.cover(tx, {
        scanId: cursor.scanId,
        shardId: cursor.shardId,
        addresses: result.covered,
        hostsUp: result.hostsUp,
        hostsDown: result.hostsDown,
        openPorts: result.openPorts,
        refused: result.refused,
        problems: step.problems,
      });
    });
    run.committedTo = step.endOffset;
  }
}

/** A reader with what it has said so far. */
class ReadingRun {
  readonly manifest: AddressSet;
  readTo: number;
  committedTo: number;
  complete = false;
  private coverage: PortCoverage;
  private told = 0;
  private readonly reader: ReportReader;

  constructor(readonly cursor: ReportCursor) {
    this.manifest = AddressSet.parse(cursor.addressSet);
    this.readTo = cursor.ingestedBytes;
    this.committedTo = cursor.ingestedBytes;
    const resumeAt = cursor.context && { offset: cursor.ingestedBytes, context: cursor.context };
    this.reader = createReportReader(readerFormat[cursor.format], resumeAt ? { resumeAt } : {});
    this.coverage = coveredPorts(cursor.context?.start?.scanInfo ?? []);
  }

  write(bytes: Uint8Array): ReportEvent[] {
    const events = this.reader.write(bytes);
    this.readTo += bytes.length;
    return events;
  }

  end(): ReportEvent[] {
    return this.reader.end();
  }

  context(): ReturnType<ReportReader['context']> {
    return this.reader.context();
  }

  collect(events: readonly ReportEvent[]): {
    observations: Observation[];
    problems: string[];
    endOffset: number;
    coverage: PortCoverage;
  } {
    const observations: Observation[] = [];
    const problems: string[] = [];
    let endOffset = this.committedTo;
    for (const event of events) {
      switch (event.kind) {
        case 'start':
          this.coverage = coveredPorts(event.scanInfo);
          break;
        case 'host':
          observations.push(event.observation);
          endOffset = event.endOffset;
          break;
        case 'problem':
          this.told += 1;
          if (this.told <= MAX_PROBLEMS) problems.push(event.message);
          break;
        case 'finished':
          this.complete = event.exit !== 'error';
          break;
        case 'progress':
          break;
      }
    }
    return { observations, problems, endOffset, coverage: this.coverage };
  }
}
