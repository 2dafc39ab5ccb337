import { Injectable } from '@nestjs/common';
import type { InputOf, Page, Schedule, ScheduleRun, schedulesApi } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { type RunRow, type ScheduleListRow, toRun, toSchedule } from './schedule-mapper.js';
import { scheduleColumns } from './schedule-row.js';

type ListQuery = InputOf<typeof schedulesApi.list>['query'];
type RunsQuery = InputOf<typeof schedulesApi.runs>['query'];

const runColumns = `r.id, r.kind, r.occurrence_at, r.last_occurrence_at, r.occurrences, r.outcome, r.reason, r.detail, r.scan_id,
  scan.state AS scan_state, scan.partial AS scan_partial, r.decided_at`;
const runFrom = 'schedule_run r LEFT JOIN scan ON scan.id = r.scan_id';
const select = `${scheduleColumns}, site.name AS site_name, site.enabled AS site_enabled, c.name AS command_name,
  e.name AS engine_name, p.name AS pool_name,
  (SELECT row_to_json(run) FROM (
     SELECT ${runColumns} FROM ${runFrom} WHERE r.schedule_id = s.id ORDER BY r.occurrence_at DESC, r.id LIMIT 1) AS run) AS last_run`;
const from = `
  schedule s
  JOIN site ON site.id = s.site_id
  LEFT JOIN scan_command c ON c.id = s.command_id
  LEFT JOIN engine e ON e.id = s.engine_id
  LEFT JOIN engine_pool p ON p.id = s.pool_id`;
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(s.name)',
  nextRunAt: 's.next_run_at',
  createdAt: 's.created_at',
  site: 'lower(site.name)',
  enabled: 's.enabled',
};

/** Reads schedules and what became of their occurrences. */
@Injectable()
export class ScheduleQueries {
  constructor(private readonly database: Database) {}

  /** A page of schedules; `search` looks into name, description, and the names of site and command. */
  async list(query: ListQuery): Promise<Page<Schedule>> {
    const where = new Conditions();
    if (query.site_id) where.add('s.site_id = $?', query.site_id);
    if (query.engine_id) where.add('s.engine_id = $?', query.engine_id);
    if (query.enabled) where.add('s.enabled = $?', query.enabled === 'true');
    if (query.ended) where.add('(s.enabled AND s.next_run_at IS NULL) = $?', query.ended === 'true');
    if (query.search) {
      where.add(
        's.name ILIKE $? OR s.description ILIKE $? OR site.name ILIKE $? OR c.name ILIKE $?',
        containing(query.search),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'lower(s.name), s.id' };
    const page = await readPage<ScheduleListRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toSchedule) };
  }

  /** @throws Refusal 404 `schedule_not_found`. */
  async get(id: string): Promise<Schedule> {
    const [row] = await this.database.query<ScheduleListRow>(`SELECT ${select} FROM ${from} WHERE s.id = $1`, [id]);
    if (!row) throw notFound('schedule');
    return toSchedule(row);
  }

  /**
   * A page of what became of a schedule's occurrences; `search` looks into reason and detail.
   * @throws Refusal 404 `schedule_not_found`.
   */
  async runs(scheduleId: string, query: RunsQuery): Promise<Page<ScheduleRun>> {
    const known = await this.database.query(`SELECT FROM schedule WHERE id = $1`, [scheduleId]);
    if (known.length === 0) throw notFound('schedule');
    const where = new Conditions().add('r.schedule_id = $?', scheduleId);
    if (query.outcome) where.add('r.outcome = $?', query.outcome);
    if (query.search) where.add('r.reason ILIKE $? OR r.detail ILIKE $?', containing(query.search));
    const source = {
      select: runColumns,
      from: runFrom,
      where,
      sortBy: { occurrenceAt: 'r.occurrence_at' },
      tieBreak: 'r.id',
    };
    const page = await readPage<RunRow, RunsQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toRun) };
  }
}
