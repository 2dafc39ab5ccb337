import { Injectable } from '@nestjs/common';
import type { Exclusion, exclusionsApi, InputOf, Page } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { type ExclusionListRow, toExclusion } from './exclusion-mapper.js';

type ListQuery = InputOf<typeof exclusionsApi.list>['query'];

const select = `
  x.id, x.scope, x.zone_id, z.name AS zone_name, x.site_id, s.name AS site_name, x.target, x.reason, x.author,
  x.enabled, x.expires_at, x.created_at`;
const from = 'exclusion x LEFT JOIN zone z ON z.id = x.zone_id LEFT JOIN site s ON s.id = x.site_id';
const sortBy: Record<ListQuery['sort_by'], string> = {
  createdAt: 'x.created_at',
  target: 'lower(x.target)',
  scope: 'x.scope',
  expiresAt: 'x.expires_at',
};

/** Reads exclusions. */
@Injectable()
export class ExclusionQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A page of exclusions; `search` looks into target, reason, author, and the names of zone and site. */
  async list(query: ListQuery): Promise<Page<Exclusion>> {
    const where = new Conditions();
    if (query.site_id) where.add('x.site_id = $?', query.site_id);
    if (query.scope) where.add('x.scope = $?', query.scope);
    if (query.search) {
      where.add(
        'x.target ILIKE $? OR x.reason ILIKE $? OR x.author ILIKE $? OR z.name ILIKE $? OR s.name ILIKE $?',
        containing(query.search),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'x.id' };
    const page = await readPage<ExclusionListRow, ListQuery['sort_by']>(this.database, source, query);
    const now = this.clock.now();
    return { ...page, data: page.data.map((row) => toExclusion(row, now)) };
  }

  /** The exclusions with these ids, in the order of the ids; those that are gone are left out. */
  async byIds(ids: readonly string[]): Promise<Exclusion[]> {
    const rows = await this.database.query<ExclusionListRow>(
      `SELECT ${select} FROM ${from} JOIN unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place) ON wanted.id = x.id
       ORDER BY wanted.place`,
      [ids],
    );
    const now = this.clock.now();
    return rows.map((row) => toExclusion(row, now));
  }
}
