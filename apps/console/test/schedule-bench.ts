import { randomUUID } from 'node:crypto';
import {
  createBlackoutRequest,
  type CreateScheduleRequest,
  createScheduleRequest,
  type UpdateBlackoutRequest,
  type UpdateScheduleRequest,
} from '@scanfleet/contracts';
import type { z } from 'zod';
import { BlackoutQueries } from '../src/blackouts/blackout-queries.js';
import { BlackoutStore } from '../src/blackouts/blackout-store.js';
import { BlackoutWindows } from '../src/blackouts/blackout-windows.js';
import { EngineRegistry } from '../src/engines/engine-registry.js';
import { ExclusionRules } from '../src/exclusions/exclusion-rules.js';
import type { Database } from '../src/platform/database/database.js';
import { Draining } from '../src/platform/draining.js';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { ScanCommandStore } from '../src/scan-commands/scan-command-store.js';
import { EngineSlots } from '../src/scans/ledger/engine-slots.js';
import { ScanCreator } from '../src/scans/scan-creator.js';
import { ScanDrafter } from '../src/scans/scan-drafter.js';
import { SizeGuard } from '../src/scans/size-guard.js';
import { DueCases } from '../src/schedules/due-case.js';
import { OccurrenceDecider } from '../src/schedules/occurrence-decider.js';
import { QueuedRuns } from '../src/schedules/queued-runs.js';
import { RunBook } from '../src/schedules/run-book.js';
import { ScheduleFigures } from '../src/schedules/schedule-figures.js';
import { ScheduleStore } from '../src/schedules/schedule-store.js';
import { Scheduler } from '../src/schedules/scheduler.js';
import { SiteStore } from '../src/sites/site-store.js';
import { aConfig, aLogger, DEFAULT_ZONE } from './harness.js';
import { LedgerBench } from './ledger-bench.js';

/** A run as the tests look at it: times as `03-01 12:00`. */
export interface RunFacts {
  kind: string;
  at: string;
  last: string;
  count: number;
  outcome: string;
  reason: string | null;
  detail: string | null;
  scanId: string | null;
}

/** What the scheduler of one console is made of. */
export interface TestScheduler {
  readonly scheduler: Scheduler;
  /** Does once what it does each second. */
  readonly tick: () => Promise<void>;
  readonly metrics: Metrics;
  readonly logLines: readonly string[];
}

type Wish = Partial<z.input<typeof createScheduleRequest>>;
type BlackoutWish = Partial<z.input<typeof createBlackoutRequest>>;

/** Schedulers on a real database with all their neighbours, and short words for what happens to schedules. */
export class ScheduleBench {
  readonly store: ScheduleStore;
  private readonly commandId = randomUUID();
  private readonly books = new Map<Metrics, RunBook>();

  private constructor(readonly ledgers: LedgerBench) {
    this.store = new ScheduleStore(this.clock, ledgers.bench.bus, this.bookOf(new Metrics()));
  }

  static async open(): Promise<ScheduleBench> {
    const bench = new ScheduleBench(await LedgerBench.open());
    await bench.database.query(
      `INSERT INTO scan_command (id, name, scanner, options, created_at, updated_at) VALUES ($1, 'connect', 'nmap', '-sT', now(), now())`,
      [bench.commandId],
    );
    return bench;
  }

  get database(): Database {
    return this.ledgers.database;
  }

  /** Where its database is. */
  get databaseUrl(): string {
    return (this.database.source.options as { url?: string }).url ?? '';
  }

  get clock() {
    return this.ledgers.bench.clock;
  }

  close(): Promise<void> {
    return this.ledgers.close();
  }

  /** No schedule, no blackout, no site, no scan; the clock stands at a time of day of the first of March. */
  async clear(time = '12:00:00'): Promise<void> {
    await this.ledgers.clear();
    for (const table of ['schedule', 'blackout', 'site']) await this.database.query(`DELETE FROM ${table}`);
    this.setClock(`2026-03-01T${time}Z`);
    this.ledgers.bench.bus.take();
  }

  /** Moves the clock to an instant, forward or back. */
  setClock(instant: string): void {
    this.clock.pass((new Date(instant).getTime() - this.clock.now().getTime()) / 1000);
  }

  /** The scheduler of a console, on connections of its own if they are given. */
  scheduler({ database = this.database, metrics = new Metrics() } = {}): TestScheduler {
    const { bus, clock } = this.ledgers.bench;
    const config = aConfig({ databaseUrl: 'postgres://unused' });
    const { logger, lines } = aLogger('error');
    const book = this.bookOf(metrics);
    const blackouts = new BlackoutQueries(database, clock);
    const cases = new DueCases(database, clock, config, blackouts);
    const drafter = new ScanDrafter(
      database,
      new SiteStore(database, clock, bus),
      new ScanCommandStore(database, clock),
      new EngineRegistry(database, clock, bus),
      new ExclusionRules(clock),
      this.ledgers.resolver,
      new EngineSlots(clock),
    );
    const creator = new ScanCreator(
      database,
      drafter,
      new SizeGuard(config),
      this.ledgers.store,
      this.ledgers.blackouts,
    );
    const { ledger, queue } = this.ledgers;
    const decider = new OccurrenceDecider(database, clock, bus, cases, creator, ledger, book, logger);
    const draining = new Draining();
    const queued = new QueuedRuns(database, clock, bus, blackouts, cases, creator, book, draining, logger);
    const scheduler = new Scheduler(database, clock, config, queue, bus, draining, decider, queued, logger);
    const windows = new BlackoutWindows(database, clock, bus, queue, this.blackouts(), logger);
    const tick = async (): Promise<void> => {
      await windows.sweep();
      await queued.start();
      await scheduler.tick();
    };
    return { scheduler, tick, metrics, logLines: lines };
  }

  /** A site with a command of its own. */
  async aSite(targets = '10.0.0.0/30'): Promise<string> {
    const id = randomUUID();
    await this.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, default_command_id, created_at, updated_at)
       VALUES ($1::uuid, $2, $1::text, $3, 4, 0, $4, now(), now())`,
      [id, DEFAULT_ZONE, targets, this.commandId],
    );
    return id;
  }

  /** A schedule; without a wish, hourly from noon of the first of March. */
  async aSchedule(wish: Wish = {}): Promise<string> {
    const siteId = wish.siteId ?? (await this.aSite());
    const recurrence = { start: '2026-03-01T12:00', zone: 'UTC', rules: 'FREQ=HOURLY' };
    const request: CreateScheduleRequest = createScheduleRequest.parse({
      name: randomUUID(),
      recurrence,
      ...wish,
      siteId,
    });
    return this.database.transaction((tx) => this.store.create(tx, request, 'ann'));
  }

  /** A blackout; without a wish, a global one from a time of the first of March on, for some minutes. */
  async aBlackout(start: string, durationMinutes: number, wish: BlackoutWish = {}): Promise<string> {
    const recurrence = { start: `2026-03-01T${start}`, zone: 'UTC' };
    const request = createBlackoutRequest.parse({
      ...{ name: randomUUID(), scope: 'global', recurrence, durationMinutes },
      ...wish,
    });
    return this.database.transaction((tx) => this.blackouts().create(tx, { ...request, by: 'ann' }));
  }

  async changeBlackout(id: string, change: UpdateBlackoutRequest): Promise<void> {
    await this.database.transaction((tx) => this.blackouts().update(tx, id, change));
  }

  async change(scheduleId: string, change: UpdateScheduleRequest): Promise<void> {
    await this.database.transaction((tx) => this.store.update(tx, scheduleId, change));
  }

  /** What became of a schedule's occurrences, oldest first. */
  async runs(scheduleId: string): Promise<RunFacts[]> {
    return this.database.query<RunFacts>(
      `SELECT kind, to_char(occurrence_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS at,
         to_char(last_occurrence_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS last, occurrences AS count, outcome, reason, detail,
         scan_id AS "scanId"
       FROM schedule_run WHERE schedule_id = $1 ORDER BY occurrence_at, decided_at`,
      [scheduleId],
    );
  }

  /** The same in short: `started 12:00`, `late 13:00-15:00`. */
  async told(scheduleId: string): Promise<string[]> {
    return (await this.runs(scheduleId)).map(({ at, last, outcome, reason }) => {
      const times = at === last ? at : `${at} to ${last}`;
      return `${reason ?? outcome} ${times.replaceAll('03-01 ', '')}`;
    });
  }

  async next(scheduleId: string): Promise<{ occurrence: Date | null; run: Date | null; look: Date | null }> {
    const rows = await this.database.query<{ occurrence: Date | null; run: Date | null; look: Date | null }>(
      `SELECT next_occurrence_at AS occurrence, next_run_at AS run, look_at AS look FROM schedule WHERE id = $1`,
      [scheduleId],
    );
    if (!rows[0]) throw new Error('there is no such schedule');
    return rows[0];
  }

  /** States of the scans of a schedule, oldest first. */
  async scanStates(scheduleId: string): Promise<string[]> {
    const rows = await this.database.query<{ state: string }>(
      `SELECT state FROM scan JOIN schedule_run r ON r.scan_id = scan.id WHERE scan.schedule_id = $1 ORDER BY r.occurrence_at`,
      [scheduleId],
    );
    return rows.map(({ state }) => state);
  }

  /** Ends all scans that there are, as if they had been completed. */
  async endScans(): Promise<void> {
    await this.database.query(
      `UPDATE scan SET state = 'completed', started_at = created_at, finished_at = $1 WHERE state IN ('planned', 'running', 'paused')`,
      [this.clock.now()],
    );
  }

  private blackouts(): BlackoutStore {
    return new BlackoutStore(this.clock, this.ledgers.bench.bus);
  }

  /** Figures are made once for each collection of them, as in a process. */
  private bookOf(metrics: Metrics): RunBook {
    const book =
      this.books.get(metrics) ?? new RunBook(this.clock, new ScheduleFigures(metrics, this.database, this.clock));
    this.books.set(metrics, book);
    return book;
  }
}
