import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { Draining } from '../platform/draining.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Bus } from '../platform/realtime/bus.js';
import { inLanes } from './in-lanes.js';
import { OccurrenceDecider } from './occurrence-decider.js';
import { QueuedRuns } from './queued-runs.js';
import { engineOfRun } from './run-place.js';

const TICK_SECONDS = 1;
const MOST_AT_ONCE = 200;
/** A schedule of which more is due is looked at again in the same tick, but not for ever: the next tick is a second away. */
const MOST_PASSES = 10;
/** Schedules decided about side by side: planning one may wait for DNS. */
const LANES = 4;
const FIRST_SETBACK_SECONDS = 30;
const LONGEST_SETBACK_SECONDS = 300;

/**
 * Starts scans when their schedules are due. What is due is in the table; nothing is lost by a tick that does not happen, and any
 * number of consoles may tick at once.
 */
@Injectable()
export class Scheduler implements OnModuleInit, OnModuleDestroy {
  /** How often in a row deciding about a schedule has failed here. */
  private readonly failures = new Map<string, number>();
  private readonly endings: (() => void)[] = [];
  private ringing: Promise<void> | undefined;
  private letting: Promise<void> | undefined;
  private rungAgain = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly queue: JobQueue,
    private readonly bus: Bus,
    private readonly draining: Draining,
    private readonly decider: OccurrenceDecider,
    private readonly queued: QueuedRuns,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('run-schedules', TICK_SECONDS, () => this.tick());
    // Apart, since planning what waited may wait for DNS, while others come due.
    this.queue.every('start-queued-runs', TICK_SECONDS, () => this.queued.start());
    if (!this.config.worksJobs) return;
    this.endings.push(
      this.bus.subscribe('scan-events', () => this.ring()),
      this.bus.subscribe('realtime', ({ type }) => {
        if (type === 'blackouts_changed') this.letting = this.letGo();
      }),
    );
  }

  async onModuleDestroy(): Promise<void> {
    for (const end of this.endings) end();
    this.rungAgain = false;
    await this.ringing;
    await this.letting;
  }

  /** Decides about all that is due, the oldest first. */
  async tick(): Promise<void> {
    for (let pass = 1; pass <= MOST_PASSES && !this.draining.signal.aborted; pass += 1) {
      const moved = await this.decideAll(await this.due());
      if (moved === 0) return;
    }
  }

  private async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM schedule WHERE look_at <= $1 ORDER BY look_at LIMIT ${MOST_AT_ONCE}`,
      [this.clock.now()],
    );
    return rows.map(({ id }) => id);
  }

  /** Answers with how many of them will not be found due as they are now. */
  private async decideAll(scheduleIds: readonly string[]): Promise<number> {
    let moved = 0;
    await inLanes(scheduleIds, LANES, async (id) => {
      if (!this.draining.signal.aborted && (await this.decide(id))) moved += 1;
    });
    return moved;
  }

  private async decide(scheduleId: string): Promise<boolean> {
    try {
      const moved = await this.decider.decide(scheduleId);
      this.failures.delete(scheduleId);
      return moved;
    } catch (error) {
      await this.putOff(scheduleId, error);
      return false;
    }
  }

  /** Puts off a schedule that nothing could be decided about, so that it holds up no other. */
  private async putOff(scheduleId: string, error: unknown): Promise<void> {
    const failures = (this.failures.get(scheduleId) ?? 0) + 1;
    this.failures.set(scheduleId, failures);
    const seconds = Math.min(FIRST_SETBACK_SECONDS * 2 ** (failures - 1), LONGEST_SETBACK_SECONDS);
    this.logger.error('a schedule could not be decided about and will be tried again', { scheduleId, seconds, error });
    const now = this.clock.now();
    const lookAt = new Date(now.getTime() + seconds * 1000);
    try {
      await this.database.query(`UPDATE schedule SET look_at = $2 WHERE id = $1 AND look_at <= $3`, [
        scheduleId,
        lookAt,
        now,
      ]);
    } catch (cause) {
      // The next tick finds it due again.
      this.logger.warn('a schedule could not be put off', { scheduleId, error: cause });
    }
  }

  /** A scan has gone on: a run may have waited for its end. Rung while it looks, it looks once more. Never throws. */
  private ring(): void {
    this.rungAgain = true;
    this.ringing ??= this.startWhileRung().finally(() => {
      this.ringing = undefined;
    });
  }

  private async startWhileRung(): Promise<void> {
    while (this.rungAgain) {
      this.rungAgain = false;
      try {
        await this.queued.start();
      } catch (error) {
        this.logger.warn('queued runs could not be looked at and will be again', { error });
      }
    }
  }

  /** A blackout may be over before its time: what none holds back any more is looked at again. Never throws. */
  private async letGo(): Promise<void> {
    try {
      await this.database.query(
        `UPDATE schedule s SET look_at = next_run_at FROM site
         WHERE site.id = s.site_id AND s.look_at > $1 AND s.next_run_at <= $1 AND NOT EXISTS (
           SELECT FROM blackout b
           WHERE b.window_start <= $1 AND (b.scope = 'global' OR b.site_id = s.site_id OR b.engine_id = ${engineOfRun}))`,
        [this.clock.now()],
      );
    } catch (error) {
      this.logger.warn('schedules could not be let go and wait for their next look', { error });
    }
  }
}
