import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ReportRefused } from '@scanfleet/scan-report';
import type { AddressSet } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { Bus } from '../platform/realtime/bus.js';
import { ReportStore } from '../reports/report-store.js';
import { ShardLedger } from '../scans/shard-ledger.js';
import { StageFinds } from '../scans/stages/stage-finds.js';
import { foundHosts } from './found-hosts.js';
import { HostNews } from './host-news.js';
import { ObservationTaker } from './observation-taker.js';
import { ReadingRun, type ReportStep } from './reading-run.js';
import {
  advance,
  arrivalOf,
  loadCursor,
  MovedOn,
  noteRefusal,
  settle,
  type ReportArrival,
  type ReportCursor,
} from './report-cursor.js';
import { isLostRace, isUnkeepable } from './unkeepable.js';

/** Bytes committed at once: of usual hosts about a thousand. Bounds memory whatever the size of the report. */
const STEP_BYTES = 2 * 1024 * 1024;
/** Bytes read from the store at once. Postgres sends them as text, twice as long. */
const READ_BYTES = 512 * 1024;
/** Bytes parsed between two looks at what else is to be done. */
const SLICE_BYTES = 64 * 1024;
/** Tries of a reading that loses races against other workers. */
const MOST_TRIES = 4;

/** What goes on while one report is read. */
interface Reading {
  readonly run: ReadingRun;
  readonly news: HostNews;
  arrival: ReportArrival;
  /** Behind the last byte whose hosts are committed. */
  committedTo: number;
  covered: AddressSet;
}

/**
 * Takes a report into the inventory, from where the last run stopped to its last complete host. Each step is one
 * transaction that also moves the offset, so that a crash repeats nothing and misses nothing. While one step is written
 * the next is read; never more than two of them are in memory.
 */
@Injectable()
export class IngestReport {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportStore,
    private readonly ledger: ShardLedger,
    private readonly taker: ObservationTaker,
    private readonly finds: StageFinds,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly metrics: Metrics,
    private readonly log: AppLogger,
  ) {}

  /** Ingests what is there and what arrives meanwhile; does nothing for a report that is settled or gone. Safe to run twice at once. */
  async run(reportId: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const cursor = await loadCursor(this.database, reportId);
      if (!cursor) return;
      try {
        await this.read(cursor);
        return;
      } catch (error) {
        if (error instanceof MovedOn) {
          this.log.debug('report is being ingested by another worker', { reportId });
          return;
        }
        if (!isLostRace(error) || tries === MOST_TRIES) throw error;
        this.log.debug('ingest lost a race and reads on from its last commit', { reportId, tries });
      }
    }
  }

  private async read(cursor: ReportCursor): Promise<void> {
    const news = new HostNews(this.bus, this.clock, cursor.scanId);
    const start = { committedTo: cursor.ingestedBytes, arrival: { receivedBytes: 0, closed: false, completed: false } };
    let reading: Reading | undefined;
    let refusal: string | null = null;
    try {
      reading = { ...start, run: new ReadingRun(cursor, () => this.clock.now()), news, covered: cursor.covered };
      await this.readOn(reading);
    } catch (error) {
      refusal = this.refusalOf(error);
      if (refusal === null) throw error;
    } finally {
      await news.tell();
    }
    const { committedTo, arrival } = reading ?? start;
    const latest = refusal === null ? arrival : ((await arrivalOf(this.database, cursor.id)) ?? arrival);
    if (!latest.closed) {
      if (refusal !== null) await noteRefusal(this.database, cursor.id, refusal);
      return;
    }
    const complete = refusal === null && reading?.run.complete === true;
    await this.database.transaction(async (tx) => {
      await settle(tx, cursor.id, { from: committedTo, received: latest.receivedBytes, refusal });
      await this.ledger.reportSettled(tx, { reportId: cursor.id, complete, refusal });
      // What did not fill a shard so far need not wait any longer, if this was the last that could find more.
      if (cursor.feed) this.finds.ring(tx, cursor.scanId);
    });
    const facts = { reportId: cursor.id, scanId: cursor.scanId, bytes: latest.receivedBytes };
    if (refusal === null) this.log.info('report settled', { ...facts, complete });
    else this.log.warn('report refused', { ...facts, ingested: committedTo, refusal });
  }

  /** Reads until nothing new has arrived; where nothing can any more, to the end. */
  private async readOn(reading: Reading): Promise<void> {
    const { run } = reading;
    let writing: Promise<void> = Promise.resolve();
    try {
      while (await this.hasMore(reading)) {
        const refused = await this.readStep(reading);
        const step = run.takeStep();
        await writing;
        writing = this.take(reading, step);
        // It is awaited in the next round or below; until then nobody may call its failure unhandled.
        writing.catch(() => undefined);
        if (refused) throw refused;
      }
      if (reading.arrival.closed) {
        await writing;
        run.end({ completed: reading.arrival.completed });
        writing = this.take(reading, run.takeStep());
      }
    } finally {
      await writing;
    }
  }

  /**
   * Reads as many bytes as are committed at once, or as there are.
   * @returns why the report was refused, if it was; what stands before that is in the run's step
   */
  private async readStep({ run, arrival }: Reading): Promise<ReportRefused | undefined> {
    const { id } = run.cursor;
    const end = Math.min(run.readTo + STEP_BYTES, arrival.receivedBytes);
    while (run.readTo < end) {
      const bytes = await this.reports.read(id, run.readTo, Math.min(READ_BYTES, end - run.readTo));
      if (bytes.length === 0) throw new Error(`the bytes of report ${id} are not there from ${run.readTo} on`);
      this.metrics.bytesIngested.inc(bytes.length);
      const refused = await parse(run, bytes);
      if (refused) return refused;
    }
    return undefined;
  }

  private async hasMore(reading: Reading): Promise<boolean> {
    if (reading.run.readTo < reading.arrival.receivedBytes) return true;
    const { id } = reading.run.cursor;
    const arrival = await arrivalOf(this.database, id);
    if (!arrival) throw new MovedOn(`report ${id} was settled by another worker`);
    reading.arrival = arrival;
    return reading.run.readTo < arrival.receivedBytes;
  }

  /** Commits the hosts of a step, if it has any, with the offset behind the last of them. */
  private async take(reading: Reading, step: ReportStep): Promise<void> {
    const count = step.hosts.length + step.parts.length;
    if (count + step.refused + step.problems.length === 0) return;
    const { cursor } = reading.run;
    const taken = await this.database.transaction(async (tx) => {
      await advance(tx, cursor.id, { from: reading.committedTo, to: step.endOffset, context: step.context });
      const result = await this.taker.take(tx, { cursor, step, covered: reading.covered, now: this.clock.now() });
      if (cursor.feed) await this.finds.note(tx, { id: cursor.scanId, plan: cursor.feed }, foundHosts(step));
      await this.ledger.cover(tx, {
        scanId: cursor.scanId,
        shardId: cursor.shardId,
        addresses: result.covered,
        hostsUp: result.hostsUp,
        hostsDown: result.hostsDown,
        openPorts: result.openPorts,
        refused: step.refused,
        problems: [...step.problems, ...(await this.foreignAddresses(tx, reading.run, step))],
      });
      return result;
    });
    reading.committedTo = step.endOffset;
    reading.covered = reading.covered.unite(taken.covered);
    await reading.news.add({ count, hostsUp: taken.hostsUp });
  }

  /** Tells of the first addresses that were not in the manifest, once for each report; the scan counts all of them. */
  private async foreignAddresses(tx: Tx, { cursor, foreign }: ReadingRun, { refused }: ReportStep): Promise<string[]> {
    if (refused === 0) return [];
    const start = `The report of shard ${cursor.shardNumber} from ${cursor.engineName} names addresses that it was not to scan`;
    const told = await tx.query(
      `SELECT FROM scan, jsonb_array_elements_text(problems) AS said WHERE id = $1 AND starts_with(said, $2) LIMIT 1`,
      [cursor.scanId, start],
    );
    if (told.length > 0) return [];
    return [`${start}, such as ${foreign.join(', ')}. They were counted and not taken.`];
  }

  /** Why nothing more of this report can be taken; null for every other failure. */
  private refusalOf(error: unknown): string | null {
    if (error instanceof ReportRefused) return error.message;
    if (!isUnkeepable(error)) return null;
    this.log.error('a report holds a value that the database does not take', { error });
    return 'The report holds a value that the database does not take. What stands before it was kept.';
  }
}

/**
 * Parses bytes in slices, between which database answers and other work get their turn.
 * @returns why the report was refused, if it was
 */
async function parse(run: ReadingRun, bytes: Buffer): Promise<ReportRefused | undefined> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    try {
      run.write(bytes.subarray(at, at + SLICE_BYTES));
    } catch (error) {
      if (!(error instanceof ReportRefused)) throw error;
      return error;
    }
    await breathe();
  }
  return undefined;
}
