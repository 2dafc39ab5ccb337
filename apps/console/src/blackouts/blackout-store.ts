import { Injectable } from '@nestjs/common';
import type { CreateBlackoutRequest, RecurrenceRecord, UpdateBlackoutRequest } from '@scanfleet/contracts';
import { nextWindow, type Window } from '@scanfleet/recurrence';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { conflict, invalid, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { cronStart } from './cron-start.js';
import { blackoutColumns, type BlackoutRow, recordOf } from './blackout-row.js';
import {
  badRecurrence,
  type KnownRecurrence,
  knownRecurrence,
  readableRecurrence,
  readRequest,
} from './read-recurrence.js';

const unknownSite = { path: 'siteId', message: 'is no site; take one from the list of sites' };
const unknownEngine = { path: 'engineId', message: 'is no engine in use; take one from the list of engines' };

/**
 * The only writer of blackouts. Each keeps the window that is open or comes next. Each write is told, once it is committed, to
 * those who pause and resume scans, and to engines that may have work again.
 */
@Injectable()
export class BlackoutStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Adds a blackout.
   * @returns its id.
   * @throws Refusal 422 naming what is wrong with the recurrence, what is not there, or that no window is left; 409
   *   `blackout_name_taken`.
   */
  async create(tx: Tx, wish: CreateBlackoutRequest & { readonly by: string }): Promise<string> {
    const { scope, siteId = null, engineId = null, enabled } = wish;
    const now = this.clock.now();
    const known = readRequest(wish.recurrence, { since: cronStart(now), before: null });
    const durationSeconds = wish.durationMinutes * 60;
    const window = enabled ? this.windowLeft(known, durationSeconds) : null;
    await checkPlace(tx, { siteId, engineId });
    const id = this.clock.uuid();
    await named(wish.name, () =>
      tx.query(
        `INSERT INTO blackout (id, name, reason, scope, site_id, engine_id, start_local, zone, rules, cron, duration_seconds,
           enabled, window_start, window_end, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)`,
        [
          ...[id, wish.name, wish.reason, scope, siteId, engineId, ...textsOf(known.record), durationSeconds, enabled],
          ...[window?.start ?? null, window?.end ?? null, wish.by, now],
        ],
      ),
    );
    await this.announce(tx, { scope, site_id: siteId, engine_id: engineId });
    return id;
  }

  /**
   * Changes what is given and leaves the rest.
   * @throws Refusal 404 `blackout_not_found`; 422 and 409 as `create`.
   */
  async update(tx: Tx, id: string, change: UpdateBlackoutRequest): Promise<void> {
    const row = await lock(tx, id);
    const now = this.clock.now();
    const { name = row.name, reason = row.reason, enabled = row.enabled } = change;
    const before = recordOf(row);
    const given = change.recurrence && readRequest(change.recurrence, { since: cronStart(now), before });
    const record = given?.record ?? before;
    const durationSeconds = change.durationMinutes === undefined ? row.duration_seconds : change.durationMinutes * 60;
    const isSame = durationSeconds === row.duration_seconds && isSameRecurrence(record, before);
    let window: Window | null = null;
    if (enabled && !(isSame && row.enabled)) {
      window = this.windowLeft(given ?? knownRecurrence(before), durationSeconds);
    } else if (enabled && row.window_start && row.window_end) {
      window = { start: row.window_start, end: row.window_end };
    }
    await named(name, () =>
      tx.query(
        `UPDATE blackout SET name = $2, reason = $3, start_local = $4, zone = $5, rules = $6, cron = $7, duration_seconds = $8,
           enabled = $9, window_start = $10, window_end = $11, updated_at = $12
         WHERE id = $1`,
        [
          ...[id, name, reason, ...textsOf(record), durationSeconds, enabled],
          ...[window?.start ?? null, window?.end ?? null, now],
        ],
      ),
    );
    await this.announce(tx, row);
  }

  /** Deletes a blackout. @throws Refusal 404 `blackout_not_found`. */
  async remove(tx: Tx, id: string): Promise<void> {
    const row = await lock(tx, id);
    await tx.query(`DELETE FROM blackout WHERE id = $1`, [id]);
    await this.announce(tx, row);
  }

  /**
   * Gives a blackout whose window has ended the one that is open now or comes next. One that somebody else is at is passed over.
   * @returns whether its window had ended.
   * @throws Error when this version cannot read its recurrence: it holds on until somebody gives it another.
   */
  async moveOn(tx: Tx, id: string): Promise<boolean> {
    const now = this.clock.now();
    const [row] = await tx.query<BlackoutRow>(
      `SELECT ${blackoutColumns} FROM blackout b WHERE b.id = $1 AND b.window_end <= $2 FOR NO KEY UPDATE SKIP LOCKED`,
      [id, now],
    );
    if (!row) return false;
    const recurrence = readableRecurrence(recordOf(row));
    if (!recurrence) throw new Error('the stored recurrence cannot be read');
    const window = nextWindow(recurrence, row.duration_seconds, now);
    await tx.query(`UPDATE blackout SET window_start = $2, window_end = $3 WHERE id = $1`, [
      id,
      window?.start ?? null,
      window?.end ?? null,
    ]);
    await this.announce(tx, row);
    return true;
  }

  /** The window that is open or comes next. @throws Refusal 422 when there is none. */
  private windowLeft({ recurrence, record }: KnownRecurrence, durationSeconds: number): Window {
    const window = nextWindow(recurrence, durationSeconds, this.clock.now());
    if (window) return window;
    if (record.rules === '') {
      const message = `The only window, from ${record.start} (${record.zone}), is over; give a later date and time.`;
      throw badRecurrence([{ path: 'recurrence.start', message, token: record.start }]);
    }
    const message = 'The last window is over; give a later UNTIL, a higher COUNT, or another start.';
    throw badRecurrence([{ path: `recurrence.${record.cron === null ? 'rules' : 'cron'}`, message }]);
  }

  private async announce(tx: Tx, place: Pick<BlackoutRow, 'scope' | 'site_id' | 'engine_id'>): Promise<void> {
    const zones = await tx.query<{ id: string }>(
      `SELECT DISTINCT zone_id AS id FROM scan WHERE state IN ('planned', 'running', 'paused')
         AND ($1 = 'global' OR site_id = $2 OR zone_id = (SELECT zone_id FROM engine WHERE id = $3))`,
      [place.scope, place.site_id, place.engine_id],
    );
    tx.afterCommit(async () => {
      await this.bus.publish('realtime', { type: 'blackouts_changed' });
      for (const { id } of zones) await this.bus.publish('work', { zoneId: id });
    });
  }
}

async function lock(tx: Tx, id: string): Promise<BlackoutRow> {
  const [row] = await tx.query<BlackoutRow>(
    `SELECT ${blackoutColumns} FROM blackout b WHERE b.id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  if (!row) throw notFound('blackout');
  return row;
}

/** Refuses a site or an engine that is not there; the lock keeps it from being deleted meanwhile. */
async function checkPlace(
  tx: Tx,
  { siteId, engineId }: { siteId: string | null; engineId: string | null },
): Promise<void> {
  const sites = siteId === null ? null : await tx.query(`SELECT FROM site WHERE id = $1 FOR KEY SHARE`, [siteId]);
  if (sites?.length === 0) throw unknown({ ...unknownSite, token: siteId ?? '' });
  const engines =
    engineId === null
      ? null
      : await tx.query(`SELECT FROM engine WHERE id = $1 AND retired_at IS NULL FOR KEY SHARE`, [engineId]);
  if (engines?.length === 0) throw unknown({ ...unknownEngine, token: engineId ?? '' });
}

function unknown(issue: { path: string; message: string; token: string }): Error {
  return invalid(`${issue.path} ${issue.message}`, [issue]);
}

function isSameRecurrence(one: RecurrenceRecord, other: RecurrenceRecord): boolean {
  return one.start === other.start && one.zone === other.zone && one.rules === other.rules;
}

function textsOf({ start, zone, rules, cron }: RecurrenceRecord): (string | null)[] {
  return [start, zone, rules, cron];
}

/** Runs a statement that writes a name, which another writer may have taken. */
async function named(name: string, statement: () => Promise<unknown>): Promise<void> {
  try {
    await statement();
  } catch (error) {
    if (violatedConstraint(error) !== 'blackout_name') throw error;
    throw conflict('blackout_name_taken', `A blackout is already named "${name}". Choose another name.`, [
      { path: 'name', message: 'is the name of another blackout; choose another one', token: name },
    ]);
  }
}
