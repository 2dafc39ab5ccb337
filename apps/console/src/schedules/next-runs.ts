import { Injectable } from '@nestjs/common';
import type { InputOf, PlannedRun, SchedulePreview, schedulesApi } from '@scanfleet/contracts';
import type { Recurrence } from '@scanfleet/recurrence';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { knownRecurrence, readRequest } from '../blackouts/read-recurrence.js';
import { RunForecast } from './run-forecast.js';
import { nextOf, recordOf, scheduleColumns, type ScheduleRow } from './schedule-row.js';

/** Tells when schedules run next, saved or not. */
@Injectable()
export class NextRuns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly forecast: RunForecast,
  ) {}

  /**
   * What a recurrence would mean.
   * @throws Refusal 422 naming what is wrong with the recurrence, or a site that is not there; 404 `schedule_not_found`.
   */
  async preview(wish: InputOf<typeof schedulesApi.preview>['body']): Promise<SchedulePreview> {
    const now = this.clock.now();
    const edited = wish.scheduleId === undefined ? null : await this.row(wish.scheduleId);
    const before = edited && recordOf(edited);
    const { record, recurrence } = readRequest(wish.recurrence, { since: now, before });
    const runs = occurrencesAfter(recurrence, now, wish.count);
    const siteId = wish.siteId ?? edited?.site_id;
    if (siteId === undefined) {
      return { recurrence: record, words: recurrence.words, runs: RunForecast.plain(runs, record.zone) };
    }
    await this.checkSite(siteId);
    const engineId = wish.engineId === undefined ? (edited?.engine_id ?? null) : wish.engineId;
    const { id = null, name = '', pool_id: poolId = null } = edited ?? {};
    const foretold = { id, name, siteId, engineId, poolId, zone: record.zone, recurrence };
    return { recurrence: record, words: recurrence.words, runs: await this.forecast.foretell(foretold, runs) };
  }

  /**
   * The next runs of a schedule; the first with the jitter that was chosen for it. Of a disabled one, those it would have.
   * @throws Refusal 404 `schedule_not_found`.
   */
  async of(
    scheduleId: string,
    count: number,
  ): Promise<{ scheduleId: string; nextRunAt: string | null; runs: PlannedRun[] }> {
    const row = await this.row(scheduleId);
    const { recurrence } = knownRecurrence(recordOf(row));
    const next = nextOf(row);
    const runs = next
      ? [next.runAt, ...occurrencesAfter(recurrence, next.occurrenceAt, count - 1)]
      : row.enabled
        ? []
        : occurrencesAfter(recurrence, this.clock.now(), count);
    const { id, name, site_id: siteId, engine_id: engineId, pool_id: poolId, zone } = row;
    const planned = await this.forecast.foretell({ id, name, siteId, engineId, poolId, zone, recurrence }, runs);
    return { scheduleId, nextRunAt: next?.runAt.toISOString() ?? null, runs: planned };
  }

  private async row(scheduleId: string): Promise<ScheduleRow> {
    const [row] = await this.database.query<ScheduleRow>(`SELECT ${scheduleColumns} FROM schedule s WHERE s.id = $1`, [
      scheduleId,
    ]);
    if (!row) throw notFound('schedule');
    return row;
  }

  private async checkSite(siteId: string): Promise<void> {
    const known = await this.database.query(`SELECT FROM site WHERE id = $1`, [siteId]);
    if (known.length > 0) return;
    const message = 'is no site; take one from the list of sites';
    throw invalid(`siteId ${message}`, [{ path: 'siteId', message, token: siteId }]);
  }
}

function occurrencesAfter(recurrence: Recurrence, after: Date, count: number): Date[] {
  const found: Date[] = [];
  for (let at = recurrence.next(after); at && found.length < count; at = recurrence.next(at)) found.push(at);
  return found;
}
