import { Injectable } from '@nestjs/common';
import type { Zone } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { notFound } from '../platform/http/refusal.js';

interface ZoneRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly maxShards: number | null;
  readonly siteCount: number;
  readonly engineCount: number;
  readonly createdAt: Date;
}

const select = `
  SELECT z.id, z.name, z.description, z.max_shards AS "maxShards", z.created_at AS "createdAt",
    (SELECT count(*)::int FROM site WHERE zone_id = z.id) AS "siteCount",
    (SELECT count(*)::int FROM engine WHERE zone_id = z.id AND retired_at IS NULL) AS "engineCount"
  FROM zone z`;

/** Reads zones with what is in them. */
@Injectable()
export class ZoneQueries {
  constructor(private readonly database: Database) {}

  /** All zones by name; there are few. */
  async list(): Promise<{ data: Zone[] }> {
    const rows = await this.database.query<ZoneRow>(`${select} ORDER BY lower(z.name), z.id`);
    return { data: rows.map(toZone) };
  }

  /** @throws Refusal 404 `zone_not_found`. */
  async get(id: string): Promise<Zone> {
    const [row] = await this.database.query<ZoneRow>(`${select} WHERE z.id = $1`, [id]);
    if (!row) throw notFound('zone');
    return toZone(row);
  }
}

function toZone(row: ZoneRow): Zone {
  return { ...row, createdAt: row.createdAt.toISOString() };
}
