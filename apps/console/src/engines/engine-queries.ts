import { Injectable } from '@nestjs/common';
import type { Engine, enginesApi, InputOf, Page } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { type EngineListRow, toEngine } from './engine-mapper.js';

type ListQuery = InputOf<typeof enginesApi.list>['query'];

const select = `
  e.id, e.name, e.zone_id, z.name AS zone_name, e.enabled, e.approved, e.draining, e.max_shards, e.load, e.remote_address, e.rotate_token,
  coalesce((SELECT json_agg(json_build_object('id', p.id, 'name', p.name) ORDER BY lower(p.name))
    FROM engine_pool_member m JOIN engine_pool p ON p.id = m.pool_id WHERE m.engine_id = e.id), '[]') AS pools, e.version, e.protocol, e.scanners, e.policy, e.slots,
  e.last_error, e.last_seen_at, e.created_at,
  (SELECT count(*)::int FROM shard s WHERE s.engine_id = e.id AND s.state IN ('leased', 'scanning')) AS busy_slots,
  (SELECT t.prefix FROM engine_token t WHERE t.engine_id = e.id AND t.revoked_at IS NULL
   ORDER BY t.created_at DESC, t.id LIMIT 1) AS token_prefix`;
const from = 'engine e JOIN zone z ON z.id = e.zone_id';
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(e.name)',
  lastSeenAt: 'e.last_seen_at',
  createdAt: 'e.created_at',
  // By their numbers, so that 0.10.0 comes after 0.9.0; what is no version comes last.
  version: `(SELECT array_agg(left(part[1], 9)::int ORDER BY place)
    FROM regexp_matches(split_part(e.version, '-', 1), '\\d+', 'g') WITH ORDINALITY AS found (part, place))`,
};

/** Reads engines in use; retired ones live on in the history of shards only. */
@Injectable()
export class EngineQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A page of engines; `search` looks into name, zone and version. */
  async list(query: ListQuery): Promise<Page<Engine>> {
    const where = new Conditions().always('e.retired_at IS NULL');
    if (query.search) {
      where.add('e.name ILIKE $? OR z.name ILIKE $? OR e.version ILIKE $?', containing(query.search));
    }
    if (query.approval) where.add('e.approved = $?', query.approval === 'approved');
    const source = { select, from, where, sortBy, tieBreak: 'e.id' };
    const page = await readPage<EngineListRow, ListQuery['sort_by']>(this.database, source, query);
    const now = this.clock.now();
    return { ...page, data: page.data.map((row) => toEngine(row, now)) };
  }

  /** @throws Refusal 404 `engine_not_found` for an unknown or retired engine. */
  async get(id: string): Promise<Engine> {
    const [row] = await this.database.query<EngineListRow>(
      `SELECT ${select} FROM ${from} WHERE e.id = $1 AND e.retired_at IS NULL`,
      [id],
    );
    if (!row) throw notFound('engine');
    return toEngine(row, this.clock.now());
  }
}
