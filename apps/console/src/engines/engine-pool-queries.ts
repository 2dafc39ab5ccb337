import { Injectable } from '@nestjs/common';
import type { EnginePool, enginePoolsApi, InputOf, Page } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { type EnginePoolListRow, toEnginePool } from './engine-pool-mapper.js';

type ListQuery = InputOf<typeof enginePoolsApi.list>['query'];

const select = `
  p.id, p.name, p.description, p.zone_id, z.name AS zone_name, p.created_at, p.updated_at,
  coalesce((SELECT json_agg(json_build_object(
      'id', e.id, 'name', e.name, 'ready', e.enabled AND e.approved, 'slots', e.slots, 'lastSeenAt', e.last_seen_at,
      'busySlots', (SELECT count(*) FROM shard s WHERE s.engine_id = e.id AND s.state IN ('leased', 'scanning')))
      ORDER BY lower(e.name), e.id)
    FROM engine_pool_member m JOIN engine e ON e.id = m.engine_id
    WHERE m.pool_id = p.id AND e.retired_at IS NULL), '[]') AS engines`;
const from = 'engine_pool p JOIN zone z ON z.id = p.zone_id';
const sortBy: Record<ListQuery['sort_by'], string> = { name: 'lower(p.name)', createdAt: 'p.created_at' };

/** Reads pools with their engines. */
@Injectable()
export class EnginePoolQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A page of pools; `search` looks into name, description and zone. */
  async list(query: ListQuery): Promise<Page<EnginePool>> {
    const where = new Conditions();
    if (query.search)
      where.add('p.name ILIKE $? OR p.description ILIKE $? OR z.name ILIKE $?', containing(query.search));
    if (query.zone_id) where.add('p.zone_id = $?', query.zone_id);
    const source = { select, from, where, sortBy, tieBreak: 'p.id' };
    const page = await readPage<EnginePoolListRow, ListQuery['sort_by']>(this.database, source, query);
    const now = this.clock.now();
    return { ...page, data: page.data.map((row) => toEnginePool(row, now)) };
  }

  /** @throws Refusal 404 `engine_pool_not_found`. */
  async get(id: string): Promise<EnginePool> {
    const [row] = await this.database.query<EnginePoolListRow>(`SELECT ${select} FROM ${from} WHERE p.id = $1`, [id]);
    if (!row) throw notFound('engine pool');
    return toEnginePool(row, this.clock.now());
  }
}
