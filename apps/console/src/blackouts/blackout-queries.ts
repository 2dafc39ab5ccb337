import { Injectable } from '@nestjs/common';
import type { Blackout, BlackoutScope, blackoutsApi, InputOf, Page, Reference } from '@scanfleet/contracts';
import { windowAt, type Window, windowsBetween } from '@scanfleet/recurrence';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import type { Tx } from '../platform/database/tx.js';
import { notFound } from '../platform/http/refusal.js';
import { type BlackoutListRow, toBlackout } from './blackout-mapper.js';
import { blackoutColumns, type BlackoutRow, recordOf } from './blackout-row.js';
import { readableRecurrence } from './read-recurrence.js';

type ListQuery = InputOf<typeof blackoutsApi.list>['query'];

/** Windows of one blackout that are looked at between two moments. */
const MOST_WINDOWS = 1_000;
/** Windows that have ended are moved on by a sweep each second. */
const UNSWEPT_MILLISECONDS = 1_000;

const select = `
  ${blackoutColumns}, s.name AS site_name, e.name AS engine_name, b.created_by, b.created_at, b.updated_at,
  (SELECT count(*)::int FROM scan WHERE scan.blackout_id = b.id) AS paused_scans`;
const from = 'blackout b LEFT JOIN site s ON s.id = b.site_id LEFT JOIN engine e ON e.id = b.engine_id';
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(b.name)',
  windowStart: 'b.window_start',
  createdAt: 'b.created_at',
  scope: 'b.scope',
};

/** Where something would be scanned, as far as blackouts go: of no site, or by whichever engine, where it is null. */
export interface BlackoutPlace {
  readonly siteId: string | null;
  readonly engineId: string | null;
}

/** A blackout that is open. */
export interface OpenBlackout {
  readonly id: string;
  readonly name: string;
  readonly until: Date;
  /** Its window has ended, and nobody has looked yet what comes after it. */
  readonly isOver: boolean;
}

/** A time in which a blackout is open. */
export interface BlackoutTime extends Window {
  readonly id: string;
  readonly name: string;
  readonly scope: BlackoutScope;
  /** Name of its site or engine; null for a global one. */
  readonly of: string | null;
}

/** Reads blackouts, and answers when they are open. */
@Injectable()
export class BlackoutQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A page of blackouts; `search` looks into name, reason, and the names of site and engine. */
  async list(query: ListQuery): Promise<Page<Blackout>> {
    const where = new Conditions();
    if (query.scope) where.add('b.scope = $?', query.scope);
    if (query.site_id) where.add('b.site_id = $?', query.site_id);
    if (query.engine_id) where.add('b.engine_id = $?', query.engine_id);
    if (query.search) {
      where.add('b.name ILIKE $? OR b.reason ILIKE $? OR s.name ILIKE $? OR e.name ILIKE $?', containing(query.search));
    }
    const source = { select, from, where, sortBy, tieBreak: 'lower(b.name), b.id' };
    const page = await readPage<BlackoutListRow, ListQuery['sort_by']>(this.database, source, query);
    const now = this.clock.now();
    return { ...page, data: page.data.map((row) => toBlackout(row, now)) };
  }

  /** @throws Refusal 404 `blackout_not_found`. */
  async get(id: string): Promise<Blackout> {
    const [row] = await this.database.query<BlackoutListRow>(`SELECT ${select} FROM ${from} WHERE b.id = $1`, [id]);
    if (!row) throw notFound('blackout');
    return toBlackout(row, this.clock.now());
  }

  /**
   * The blackout that holds back a scan of this site now, or one that only this engine may work on. Of several it is the one that
   * ends last. It goes by the stored window, as those do who give out work: where nobody has looked yet what comes after its end,
   * it holds on, and `until` is a moment from now.
   */
  async openFor(
    { siteId, engineId }: BlackoutPlace,
    reader: Tx | Database = this.database,
  ): Promise<OpenBlackout | null> {
    const now = this.clock.now();
    const [row] = await reader.query<{ id: string; name: string; window_end: Date }>(
      `SELECT id, name, window_end FROM blackout
       WHERE window_start <= $3 AND (scope = 'global' OR site_id = $1 OR engine_id = $2) ORDER BY window_end DESC, id LIMIT 1`,
      [siteId, engineId, now],
    );
    if (!row) return null;
    const { id, name, window_end: end } = row;
    const isOver = end <= now;
    return { id, name, isOver, until: isOver ? new Date(now.getTime() + UNSWEPT_MILLISECONDS) : end };
  }

  /** For each of these moments, oldest first, the blackouts that are open then. */
  async openAt(place: BlackoutPlace, moments: readonly Date[]): Promise<Reference[][]> {
    const [first, last] = [moments[0], moments.at(-1)];
    if (!first || !last) return [];
    const open: Reference[][] = moments.map(() => []);
    for (const row of await this.rowsFor(this.database, place)) {
      const isOpen = openTest(row, first, last);
      moments.forEach((at, index) => {
        if (isOpen(at)) open[index]?.push({ id: row.id, name: row.name });
      });
    }
    return open;
  }

  /** All times between two moments in which enabled blackouts are open, by their beginning; each whole, also where it reaches out. */
  async windowsBetween(place: BlackoutPlace | 'all', from: Date, until: Date): Promise<BlackoutTime[]> {
    const rows = await this.rowsFor(this.database, place);
    const times = rows.flatMap((row) => {
      const { id, name, scope } = row;
      const recurrence = readableRecurrence(recordOf(row));
      const windows = recurrence ? windowsBetween(recurrence, row.duration_seconds, from, until, MOST_WINDOWS) : [];
      return windows.map(({ start, end }) => ({ id, name, scope, of: row.of, start, end }));
    });
    return times.sort((a, b) => a.start.getTime() - b.start.getTime() || a.end.getTime() - b.end.getTime());
  }

  private async rowsFor(
    reader: Tx | Database,
    place: BlackoutPlace | 'all',
  ): Promise<(BlackoutRow & { of: string | null })[]> {
    const { siteId, engineId } = place === 'all' ? { siteId: null, engineId: null } : place;
    return reader.query<BlackoutRow & { of: string | null }>(
      `SELECT ${blackoutColumns}, coalesce(s.name, e.name) AS of FROM ${from}
       WHERE b.enabled AND ($3 OR b.scope = 'global' OR b.site_id = $1 OR b.engine_id = $2) ORDER BY b.id`,
      [siteId, engineId, place === 'all'],
    );
  }
}

/** Tells of moments that follow each other between two whether a blackout is open then. */
function openTest(row: BlackoutRow, first: Date, last: Date): (at: Date) => boolean {
  const recurrence = readableRecurrence(recordOf(row));
  if (!recurrence) return () => false;
  const seconds = row.duration_seconds;
  const windows = windowsBetween(recurrence, seconds, first, new Date(last.getTime() + 1), MOST_WINDOWS);
  if (windows.length >= MOST_WINDOWS) return (at) => windowAt(recurrence, seconds, at) !== null;
  let next = 0;
  return (at) => {
    for (let window = windows[next]; window && window.end <= at; window = windows[next]) next += 1;
    const window = windows[next];
    return window !== undefined && window.start <= at;
  };
}
