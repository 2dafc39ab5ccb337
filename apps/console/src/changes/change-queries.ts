import { Injectable } from '@nestjs/common';
import type { Change, ChangeKind, changesApi, hostsApi, InputOf, Page } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, type PageRequest, readPage } from '../platform/database/read-page.js';

interface ChangeRow {
  id: string;
  kind: ChangeKind;
  host_id: string;
  address: string;
  protocol: string | null;
  port: number | null;
  before: unknown;
  after: unknown;
  scan_id: string | null;
  site_id: string | null;
  site_name: string | null;
  at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  acknowledged_note: string | null;
}

/** Reads changes, newest first unless asked otherwise. */
@Injectable()
export class ChangeQueries {
  constructor(private readonly database: Database) {}

  list(query: InputOf<typeof changesApi.list>['query']): Promise<Page<Change>> {
    const where = new Conditions();
    if (query.scan_id) where.add('c.scan_id = $?', query.scan_id);
    if (query.kind) where.add('c.kind = $?', query.kind);
    if (query.acknowledged) where.add('(c.acknowledged_at IS NOT NULL) = $?::boolean', query.acknowledged);
    if (query.search) where.add('host(h.address) ILIKE $?', containing(query.search.trim()));
    return this.page(where, query);
  }

  ofHost(hostId: string, query: InputOf<typeof hostsApi.changes>['query']): Promise<Page<Change>> {
    return this.page(new Conditions().add('c.host_id = $?', hostId), query);
  }

  /** The newest changes, for the dashboard. */
  async newest(count: number): Promise<Change[]> {
    const page = { page: 1, page_size: count, sort_by: 'at', sort_order: 'desc' } as const;
    return (await this.page(new Conditions(), page)).data;
  }

  private async page(where: Conditions, request: PageRequest<'at'>): Promise<Page<Change>> {
    const { data, pagination } = await readPage<ChangeRow, 'at'>(
      this.database,
      {
        select: `c.id, c.kind, c.host_id, host(h.address) AS address, c.protocol, c.port, c.before, c.after, s.id AS scan_id,
                 s.site_id, s.site_name, c.at, c.acknowledged_at, c.acknowledged_by, c.acknowledged_note`,
        from: 'change c JOIN host h ON h.id = c.host_id LEFT JOIN scan s ON s.id = c.scan_id',
        where,
        sortBy: { at: 'c.at' },
        tieBreak: `c.id ${request.sort_order === 'asc' ? 'ASC' : 'DESC'}`,
      },
      request,
    );
    return { data: data.map(toChange), pagination };
  }
}

function toChange(row: ChangeRow): Change {
  return {
    id: row.id,
    kind: row.kind,
    hostId: row.host_id,
    address: row.address,
    protocol: row.protocol,
    port: row.port,
    before: row.before ?? null,
    after: row.after ?? null,
    scanId: row.scan_id,
    site: row.site_id && row.site_name ? { id: row.site_id, name: row.site_name } : null,
    at: row.at.toISOString(),
    acknowledged: row.acknowledged_at && {
      at: row.acknowledged_at.toISOString(),
      by: row.acknowledged_by ?? '',
      note: row.acknowledged_note ?? '',
    },
  };
}
