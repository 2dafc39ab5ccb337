import { Injectable } from '@nestjs/common';
import { BlackoutQueries } from '../blackouts/blackout-queries.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { Draining } from '../platform/draining.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { Bus } from '../platform/realtime/bus.js';
import { ScanCreator } from '../scans/scan-creator.js';
import { type Drafting, draftOrRefusal } from './draft-or-refusal.js';
import { DueCases } from './due-case.js';
import { inLanes } from './in-lanes.js';
import { RunBook } from './run-book.js';
import { engineOfRun } from './run-place.js';
import { authorOf, wishOf } from './scan-wish.js';
import { scheduleColumns, type ScheduleRow } from './schedule-row.js';

const MOST_AT_ONCE = 200;
/** Runs that are planned side by side: planning one may wait for DNS. */
const LANES = 4;
/** One that a blackout or a fault holds back is tried again after so long. */
const PAUSE_MILLISECONDS = 30_000;

interface QueuedRun {
  readonly id: string;
  readonly schedule: ScheduleRow;
  readonly version: string;
  /** The only engine that may work on it, if there is only one. */
  readonly engineId: string | null;
}

/** Starts runs that waited for the scan before them, once that has ended. */
@Injectable()
export class QueuedRuns {
  /** When to try again those that could not be started; they are only spared, so nothing is lost with it. */
  private readonly spared = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly blackouts: BlackoutQueries,
    private readonly cases: DueCases,
    private readonly creator: ScanCreator,
    private readonly book: RunBook,
    private readonly draining: Draining,
    private readonly logger: AppLogger,
  ) {}

  /** Starts all that can be started. One that fails holds up no other. */
  async start(): Promise<void> {
    await inLanes(await this.startable(), LANES, async (run) => {
      if (this.draining.signal.aborted) return;
      try {
        await this.startOne(run);
      } catch (error) {
        this.spare(run.id, PAUSE_MILLISECONDS);
        const fields = { scheduleId: run.schedule.id, runId: run.id, error };
        this.logger.error('a queued run of a schedule could not be started and will be tried again', fields);
      }
    });
  }

  /** Of each schedule that has no scan that works, the oldest of its queued runs. */
  private async startable(): Promise<QueuedRun[]> {
    const now = this.clock.now().getTime();
    for (const [id, until] of this.spared) if (until <= now) this.spared.delete(id);
    const rows = await this.database.query<
      ScheduleRow & { run_id: string; version: string; run_engine_id: string | null }
    >(
      `SELECT ${scheduleColumns}, s.xmin::text AS version, r.id AS run_id, ${engineOfRun} AS run_engine_id
       FROM schedule s JOIN site ON site.id = s.site_id JOIN LATERAL (
         SELECT id, decided_at FROM schedule_run WHERE schedule_id = s.id AND outcome = 'queued'
         ORDER BY occurrence_at, id LIMIT 1) AS r ON true
       WHERE s.id IN (SELECT schedule_id FROM schedule_run WHERE outcome = 'queued') AND r.id <> ALL ($1::uuid[])
         AND NOT EXISTS (SELECT FROM scan WHERE scan.schedule_id = s.id AND scan.state IN ('planned', 'running', 'paused'))
       ORDER BY r.decided_at, r.id LIMIT ${MOST_AT_ONCE}`,
      [[...this.spared.keys()]],
    );
    return rows.map(({ run_id, version, run_engine_id, ...schedule }) => ({
      ...{ id: run_id, version, engineId: run_engine_id, schedule },
    }));
  }

  private async startOne(run: QueuedRun): Promise<void> {
    const blackout = await this.blackouts.openFor({ siteId: run.schedule.site_id, engineId: run.engineId });
    if (blackout) {
      this.spare(run.id, Math.min(blackout.until.getTime() - this.clock.now().getTime(), PAUSE_MILLISECONDS));
      return;
    }
    const drafting = await draftOrRefusal(this.creator, wishOf(run.schedule));
    await this.database.transaction((tx) => this.startLocked(tx, run, drafting));
  }

  private async startLocked(tx: Tx, run: QueuedRun, drafting: Drafting): Promise<void> {
    if (!(await this.cases.lock(tx, run))) return;
    const { id: scheduleId } = run.schedule;
    const { working, queued } = await this.cases.runs(tx, scheduleId);
    if (working || !queued) return;
    if (drafting.kind === 'refused') {
      await this.book.skipQueued(tx, run.id, drafting);
    } else {
      const scanId = await this.creator.keep(tx, drafting.scan, authorOf(run.schedule));
      await this.book.startQueued(tx, run.id, scanId);
      tx.afterCommit(() => this.logger.info('a queued run of a schedule started a scan', { scheduleId, scanId }));
    }
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'schedules_changed' }));
  }

  private spare(runId: string, milliseconds: number): void {
    this.spared.set(runId, this.clock.now().getTime() + milliseconds);
  }
}
