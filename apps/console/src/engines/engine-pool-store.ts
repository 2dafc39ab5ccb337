import { Injectable } from '@nestjs/common';
import type { enginePoolsApi, InputOf } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { NAMED_FEW_LIMIT, namedFew } from '../platform/http/named-few.js';
import { conflict, invalid, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';

export type NewPool = InputOf<typeof enginePoolsApi.create>['body'] & { zoneId: string };
export type PoolChange = InputOf<typeof enginePoolsApi.update>['body'];

interface PoolRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly zoneId: string;
}

/**
 * The only writer of pools and of who is in them. Engines are locked before their memberships are written, and pools never against
 * the keys that memberships refer to, so that a pool and an engine may be changed at once.
 */
@Injectable()
export class EnginePoolStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Adds a pool.
   * @returns its id.
   * @throws Refusal 422 naming `zoneId`, or every engine that is not of that zone; 409 `pool_name_taken`.
   */
  async create(tx: Tx, { name, description, zoneId, engineIds }: NewPool): Promise<string> {
    const zones = await tx.query(`SELECT FROM zone WHERE id = $1`, [zoneId]);
    if (zones.length === 0) {
      const message = 'is no zone; take one from the list of zones';
      throw invalid(`zoneId ${message}`, [{ path: 'zoneId', message, token: zoneId }]);
    }
    const id = this.clock.uuid();
    await refuseClash(name, () =>
      tx.query(
        `INSERT INTO engine_pool (id, zone_id, name, description, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)`,
        [id, zoneId, name, description, this.clock.now()],
      ),
    );
    await this.setEngines(tx, { id, zoneId }, engineIds);
    this.announce(tx, zoneId);
    return id;
  }

  /**
   * Changes what is given and leaves the rest.
   * @throws Refusal 404 `engine_pool_not_found`, 422 and 409 as `create`.
   */
  async update(tx: Tx, id: string, change: PoolChange): Promise<void> {
    const pool = await this.lock(tx, id);
    const { name = pool.name, description = pool.description, engineIds } = change;
    await refuseClash(name, () =>
      tx.query(`UPDATE engine_pool SET name = $2, description = $3, updated_at = $4 WHERE id = $1`, [
        id,
        name,
        description,
        this.clock.now(),
      ]),
    );
    if (engineIds) await this.setEngines(tx, pool, engineIds);
    this.announce(tx, pool.zoneId);
  }

  /**
   * Deletes a pool; its engines stay, and sites that had it as their default have none.
   * @throws Refusal 404 `engine_pool_not_found`; 409 `pool_in_use` while a scan that only this pool may work on has not ended, or
   *   naming the schedules that run on it.
   */
  async remove(tx: Tx, id: string): Promise<void> {
    // Against a scan that is being planned for it too: its row holds a key of the pool until it is committed.
    const [pool] = await tx.query<PoolRow>(
      `SELECT id, name, description, zone_id AS "zoneId" FROM engine_pool WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (!pool) throw notFound('engine pool');
    const [scan] = await tx.query<{ id: string; state: string }>(
      `SELECT id, state FROM scan WHERE pool_id = $1 AND state IN ('planned', 'running', 'paused') ORDER BY created_at LIMIT 1`,
      [id],
    );
    if (scan) {
      throw conflict(
        'pool_in_use',
        `The scan ${scan.id} may run on the pool "${pool.name}" only and is ${scan.state}. Cancel it or wait for its end, then delete the pool.`,
      );
    }
    const schedules = await tx.query<{ name: string }>(
      `SELECT name FROM schedule WHERE pool_id = $1 ORDER BY lower(name), id LIMIT ${NAMED_FEW_LIMIT}`,
      [id],
    );
    if (schedules.length > 0) {
      throw conflict(
        'pool_in_use',
        `The schedules ${namedFew(schedules)} run on the pool "${pool.name}". Give them another one or none first, then delete it.`,
      );
    }
    await tx.query(`DELETE FROM engine_pool WHERE id = $1`, [id]);
    this.announce(tx, pool.zoneId);
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'sites_changed' }));
  }

  /**
   * Puts an engine, which the caller has locked, into these pools and no others.
   * @throws Refusal 422 naming every pool that is not of the engine's zone.
   */
  async putInto(tx: Tx, engine: { id: string; zoneId: string }, poolIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(poolIds)];
    const known = await tx.query<{ id: string }>(
      `SELECT id FROM engine_pool WHERE id = ANY ($1::uuid[]) AND zone_id = $2 ORDER BY id FOR KEY SHARE`,
      [wanted, engine.zoneId],
    );
    refuseStrangers('poolIds', wanted, known, "is no pool of the engine's zone; take one of them or leave it out");
    const left = await tx.query(
      `DELETE FROM engine_pool_member WHERE engine_id = $1 AND pool_id <> ALL ($2::uuid[]) RETURNING pool_id`,
      [engine.id, wanted],
    );
    const entered = await tx.query(
      `INSERT INTO engine_pool_member (pool_id, engine_id) SELECT id, $1 FROM unnest($2::uuid[]) AS id ORDER BY id
       ON CONFLICT DO NOTHING RETURNING pool_id`,
      [engine.id, wanted],
    );
    if (left.length + entered.length > 0) this.announce(tx, engine.zoneId);
  }

  private async setEngines(tx: Tx, pool: { id: string; zoneId: string }, engineIds: readonly string[]): Promise<void> {
    const wanted = [...new Set(engineIds)];
    const known = await tx.query<{ id: string }>(
      `SELECT id FROM engine WHERE id = ANY ($1::uuid[]) AND zone_id = $2 AND retired_at IS NULL ORDER BY id FOR KEY SHARE`,
      [wanted, pool.zoneId],
    );
    refuseStrangers('engineIds', wanted, known, "is no engine of the pool's zone; take one of them or leave it out");
    await tx.query(`DELETE FROM engine_pool_member WHERE pool_id = $1 AND engine_id <> ALL ($2::uuid[])`, [
      pool.id,
      wanted,
    ]);
    await tx.query(
      `INSERT INTO engine_pool_member (pool_id, engine_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ORDER BY id
       ON CONFLICT DO NOTHING`,
      [pool.id, wanted],
    );
  }

  private async lock(tx: Tx, id: string): Promise<PoolRow> {
    const [pool] = await tx.query<PoolRow>(
      `SELECT id, name, description, zone_id AS "zoneId" FROM engine_pool WHERE id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    if (!pool) throw notFound('engine pool');
    return pool;
  }

  /** A shard that waits for a pool may have become takeable. */
  private announce(tx: Tx, zoneId: string): void {
    tx.afterCommit(async () => {
      await this.bus.publish('realtime', { type: 'pools_changed' });
      await this.bus.publish('work', { zoneId });
    });
  }
}

/** Refusals name so many ids at most. */
const MOST_NAMED = 20;

/** @throws Refusal 422 naming the ids that are wanted and not known. */
function refuseStrangers(
  path: string,
  wanted: readonly string[],
  known: readonly { id: string }[],
  message: string,
): void {
  const ids = new Set(known.map(({ id }) => id));
  const issues = wanted.filter((id) => !ids.has(id)).map((token) => ({ path, message, token }));
  if (issues.length === 0) return;
  const named = issues.slice(0, MOST_NAMED);
  throw invalid(named.map(({ token }) => `${path}: ${token} ${message}`).join('; '), named);
}

/** @throws Refusal 409 `pool_name_taken` when the write clashes with the name of another pool. */
async function refuseClash(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (violatedConstraint(error) !== 'engine_pool_name') throw error;
    throw conflict('pool_name_taken', `A pool is already named "${name}". Choose another name.`, [
      { path: 'name', message: 'is the name of another pool; choose another one', token: name },
    ]);
  }
}
