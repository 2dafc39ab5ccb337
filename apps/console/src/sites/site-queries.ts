import { Injectable } from '@nestjs/common';
import type { InputOf, Page, Site, sitesApi, SiteSummary } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import { type SiteListRow, toSite, toSiteSummary } from './site-mapper.js';

type ListQuery = InputOf<typeof sitesApi.list>['query'];

const select = `
  s.id, s.name, s.description, s.zone_id, z.name AS zone_name, s.address_count, s.name_count, s.enabled,
  c.id AS command_id, c.name AS command_name, e.id AS engine_id, e.name AS engine_name, p.id AS pool_id, p.name AS pool_name, s.max_shards, s.max_rate,
  s.scan_mail_recipients, s.difference_mail_recipients, s.created_at, s.updated_at,
  (SELECT count(*)::int FROM exclusion x WHERE x.site_id = s.id) AS exclusion_count,
  (SELECT json_build_object('id', scan.id, 'state', scan.state,
     'at', coalesce(scan.finished_at, scan.started_at, scan.created_at))
   FROM scan WHERE scan.site_id = s.id ORDER BY scan.created_at DESC, scan.id LIMIT 1) AS last_scan`;
// A retired engine is nobody's default any more.
const from = `
  site s
  JOIN zone z ON z.id = s.zone_id
  LEFT JOIN scan_command c ON c.id = s.default_command_id
  LEFT JOIN engine e ON e.id = s.default_engine_id AND e.retired_at IS NULL
  LEFT JOIN engine_pool p ON p.id = s.default_pool_id`;
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(s.name)',
  createdAt: 's.created_at',
  updatedAt: 's.updated_at',
  addressCount: 's.address_count',
  enabled: 's.enabled',
};

/** Reads sites with the names of what they point to and their last scan. */
@Injectable()
export class SiteQueries {
  constructor(private readonly database: Database) {}

  /** A page of sites; `search` looks into name, description, target text and zone. */
  async list(query: ListQuery): Promise<Page<SiteSummary>> {
    const where = new Conditions();
    if (query.search) {
      where.add(
        's.name ILIKE $? OR s.description ILIKE $? OR s.targets ILIKE $? OR z.name ILIKE $?',
        containing(query.search),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'lower(s.name), s.id' };
    const page = await readPage<SiteListRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toSiteSummary) };
  }

  /** @throws Refusal 404 `site_not_found`. */
  async get(id: string): Promise<Site> {
    const [row] = await this.database.query<SiteListRow & { targets: string }>(
      `SELECT ${select}, s.targets FROM ${from} WHERE s.id = $1`,
      [id],
    );
    if (!row) throw notFound('site');
    return toSite(row);
  }
}
