import { Injectable } from '@nestjs/common';
import type { CreateScheduleRequest, Scan, Schedule, UpdateScheduleRequest } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { ScanCreator } from '../scans/scan-creator.js';
import { ScanQueries } from '../scans/scan-queries.js';
import { RunBook } from './run-book.js';
import { authorOf, wishOf } from './scan-wish.js';
import { ScheduleQueries } from './schedule-queries.js';
import { scheduleColumns, type ScheduleRow } from './schedule-row.js';
import { ScheduleStore } from './schedule-store.js';

/** Takes callers' wishes about schedules, and answers with what is there afterwards. */
@Injectable()
export class ScheduleDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly store: ScheduleStore,
    private readonly queries: ScheduleQueries,
    private readonly creator: ScanCreator,
    private readonly scans: ScanQueries,
    private readonly book: RunBook,
  ) {}

  async create(wish: CreateScheduleRequest, by: string): Promise<Schedule> {
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, wish, by)));
  }

  async update(id: string, change: UpdateScheduleRequest): Promise<Schedule> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }

  /**
   * Starts the scan of a schedule at once, whatever else it does; its next run stays where it is.
   * @throws Refusal 404 `schedule_not_found`; whatever speaks against the scan, as when it is started by hand.
   */
  async run(id: string, by: string): Promise<Scan> {
    const [schedule] = await this.database.query<ScheduleRow>(
      `SELECT ${scheduleColumns} FROM schedule s WHERE s.id = $1`,
      [id],
    );
    if (!schedule) throw notFound('schedule');
    const drafted = await this.creator.draft(wishOf(schedule));
    const scanId = await this.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM site WHERE id = $1 FOR KEY SHARE`, [schedule.site_id]);
      await this.store.lock(tx, id);
      const kept = await this.creator.keep(tx, drafted, authorOf(schedule, by));
      const run = { scheduleId: id, at: this.clock.now(), scanId: kept };
      await this.book.note(tx, { ...run, kind: 'manual', outcome: 'started' });
      tx.afterCommit(() => this.bus.publish('realtime', { type: 'schedules_changed' }));
      return kept;
    });
    return this.scans.get(scanId);
  }
}
